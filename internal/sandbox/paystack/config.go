package paystack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tabletap/console/internal/clock"
)

// Config says where the stand-in is reached and what it shares with the product. BaseURL and SecretKey are required.
type Config struct {
	BaseURL     string // where Handler is mounted, such as http://localhost:3001/sandbox/paystack
	SecretKey   string // the bearer key, with which webhooks are signed too, such as sk_test_…
	WebhookURL  string // where events go; when empty, they are recorded and not sent
	CallbackURL string // where the checkout page leads when the transaction names no callback_url
	StateFile   string // JSON file that outlives the process; memory only when empty
	Merchant    string // whose name the pages show; "TableTap" when empty
	Integration int64  // "integration" of every object; 100032 when 0
	Seed        uint64 // when not 0, codes and ids are the same in every run that asks for the same in the same order

	RefundStep time.Duration // how long a refund is pending, and then processing; at once when 0
	BillEvery  time.Duration // real time between the looks for what is due that Start makes; a second when 0, never when negative

	Backoff     func(attempt int) time.Duration // wait before a webhook's attempt 2, 3, …; LiveBackoff when nil
	MaxAttempts int                             // attempts a webhook; 77, which are Paystack's 72 hours, when 0
	Workers     int                             // webhooks sent at once; 1, which keeps their order, when 0
	QueueSize   int                             // webhooks that may wait before changes are refused; 100,000 when 0
	History     int                             // webhooks that are remembered after they were delivered or given up; 10,000 when 0

	Clock      clock.Clock  // clock.System when nil
	Logger     *slog.Logger // silent when nil
	HTTPClient *http.Client // sends webhooks; a plain client when nil

	// Advance moves Clock, for POST /sandbox/clock, which is refused when this is nil. It returns the new time.
	Advance func(ctx context.Context, by time.Duration) (time.Time, error)
}

func (c *Config) setDefaults() {
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	c.Merchant = cmp.Or(c.Merchant, "TableTap")
	c.Integration = cmp.Or(c.Integration, 100032)
	c.BillEvery = cmp.Or(c.BillEvery, time.Second)
	c.MaxAttempts = cmp.Or(c.MaxAttempts, liveAttempts)
	c.Workers = cmp.Or(c.Workers, 1)
	c.QueueSize = cmp.Or(c.QueueSize, 100_000)
	c.History = cmp.Or(c.History, 10_000)
	if c.Backoff == nil {
		c.Backoff = LiveBackoff
	}
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.HTTPClient == nil {
		c.HTTPClient = &http.Client{}
	}
}

func (c *Config) check() error {
	var problems []error
	if originOf(c.BaseURL) == "" {
		problems = append(problems, fmt.Errorf("BaseURL %q is no http address", c.BaseURL))
	}
	if c.SecretKey == "" {
		problems = append(problems, errors.New("SecretKey is empty"))
	}
	for name, address := range map[string]string{"WebhookURL": c.WebhookURL, "CallbackURL": c.CallbackURL} {
		if address != "" && originOf(address) == "" {
			problems = append(problems, fmt.Errorf("%s %q is no http address", name, address))
		}
	}
	return errors.Join(problems...)
}

// originOf gives scheme://host of an absolute http address, "" for anything else.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
