package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/config"
	"github.com/tabletap/console/internal/fault"
)

const (
	sandboxClockPath = "/sandbox/paystack/sandbox/clock"
	sandboxPatience  = 2 * time.Minute // years are lived through a few hours at a time
	sandboxAnswer    = 1 << 20         // bytes
)

func (s *session) sandboxCommand() *cobra.Command {
	var url string
	advance := &cobra.Command{
		Use:   "advance DURATION",
		Short: "Let time pass, such as 31d, 2w or 36h: subscriptions renew, cards are charged, trials end",
		Long: `Moves the clock of a running "tabletap dev" forward, for the program and the stand-ins alike. What falls due on the way happens:
subscriptions renew, cards are charged, trials end. The clock never goes back; "tabletap dev --reset" starts over.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return s.advanceClock(cmd.Context(), url, args[0]) },
	}
	now := &cobra.Command{
		Use:   "clock",
		Short: "Show the time there",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := s.askClock(cmd.Context(), url, http.MethodGet, nil)
			if err == nil {
				_, err = fmt.Fprintln(s.out, written(at))
			}
			return err
		},
	}
	cmd := group("sandbox", "The stand-ins of a running \"tabletap dev\"", advance, now)
	cmd.PersistentFlags().StringVar(&url, "url", "", "where it is; by default PUBLIC_URL, or http:// and LISTEN, which is http://localhost:3001")
	return cmd
}

func (s *session) advanceClock(ctx context.Context, url, by string) error {
	at, err := s.askClock(ctx, url, http.MethodPost, map[string]string{"advance": by})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "It is now %s, %s later. What was due by then has happened.\n", written(at), by)
	return err
}

func written(at time.Time) string { return at.UTC().Format("Monday, 2 January 2006 15:04:05 MST") }

// askClock asks the stand-in for Paystack, whose clock is everybody's in dev.
func (s *session) askClock(ctx context.Context, url, method string, body any) (time.Time, error) {
	base, key := strings.TrimSuffix(cmp.Or(url, s.cfg.BaseURL()), "/"), s.sandboxKey()
	if strings.HasPrefix(key, "sk_live_") {
		return time.Time{}, errors.New("PAYSTACK_SECRET_KEY is a live one, which no stand-in is told")
	}
	request, err := sandboxRequest(ctx, method, base+sandboxClockPath, key, body)
	if err != nil || request.URL.Host == "" {
		return time.Time{}, fault.Field("--url", "must be an address such as http://localhost:3001")
	}
	client := http.Client{Timeout: sandboxPatience}
	answer, err := client.Do(request)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return time.Time{}, fmt.Errorf("nothing runs at %s: start `tabletap dev`, or say where it is with --url", base)
	case err != nil:
		return time.Time{}, fmt.Errorf("ask %s: %w", base, err)
	}
	defer func() { _ = answer.Body.Close() }()
	return readClock(answer, base)
}

// sandboxKey is the stand-in's: the one that dev was started with, which is its own when none is set.
func (s *session) sandboxKey() string {
	if keys := s.cfg.Paystack.SecretKeys(); len(keys) > 0 {
		return keys[0]
	}
	return config.SandboxSecretKey
}

func sandboxRequest(ctx context.Context, method, address, key string, body any) (*http.Request, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "application/json")
	return request, nil
}

func readClock(answer *http.Response, base string) (time.Time, error) {
	raw, err := io.ReadAll(io.LimitReader(answer.Body, sandboxAnswer))
	if err != nil {
		return time.Time{}, fmt.Errorf("ask %s: %w", base, err)
	}
	var said struct {
		Now     time.Time `json:"now"`
		Message string    `json:"message"`
	}
	err = json.Unmarshal(raw, &said)
	switch {
	case answer.StatusCode == http.StatusUnauthorized:
		return time.Time{}, fmt.Errorf("the stand-in at %s does not take this key: set PAYSTACK_SECRET_KEY to the one that it was started with", base)
	case answer.StatusCode == http.StatusNotFound, err != nil, said.Message == "" && said.Now.IsZero():
		return time.Time{}, fmt.Errorf("the server at %s has no stand-in for Paystack: only `tabletap dev` has one, and time passes there alone", base)
	case answer.StatusCode != http.StatusOK:
		return time.Time{}, errors.New(said.Message)
	}
	return said.Now, nil
}
