package paystack

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tabletap/console/internal/clock"
)

const (
	// DefaultAPIURL is Paystack's API.
	DefaultAPIURL = "https://api.paystack.co"
	// CallTimeout bounds one try of one call, its answer's body included.
	CallTimeout = 10 * time.Second
)

// ClientConfig says which API to call, and as whom.
type ClientConfig struct {
	URL       string            // "": DefaultAPIURL
	SecretKey string            // required; sk_test_… or sk_live_…
	Clock     clock.Clock       // required; reads a Retry-After that is a date
	Timeout   time.Duration     // of one try; 0: CallTimeout
	Transport http.RoundTripper // nil: one of its own

	// Wait spends the time between two tries, or fails when ctx ends first. nil: a timer.
	Wait func(ctx context.Context, d time.Duration) error
}

// Client calls Paystack's API (paystack.com/docs/api). It is safe for use by many goroutines.
//
// Every method fails with Unavailable when Paystack does not answer, answers 5xx or something that is not Paystack's,
// asks us to slow down (RetryAfter is set when it says until when), or refuses our secret key. What only reads is tried
// MaxTries times, and everything else once: OutcomeUnknown tells of a failure that leaves open whether it was done. A
// definite refusal is a Conflict with the code payment_refused, and Refused gives Paystack's words. Do not call inside a
// database transaction.
type Client struct {
	base   *url.URL
	secret string
	http   *http.Client
	clock  clock.Clock
	wait   func(context.Context, time.Duration) error
}

// NewClient makes a client, or says what its configuration lacks.
func NewClient(c ClientConfig) (*Client, error) {
	if c.SecretKey == "" || c.Clock == nil {
		return nil, errors.New("paystack: a client needs a secret key and a clock")
	}
	if !printable(c.SecretKey) {
		return nil, errors.New("paystack: the secret key has characters that no key has")
	}
	base, err := apiBase(c.URL)
	if err != nil {
		return nil, err
	}
	if c.Timeout <= 0 {
		c.Timeout = CallTimeout
	}
	if c.Wait == nil {
		c.Wait = waitTimer
	}
	return &Client{
		base: base, secret: c.SecretKey, clock: c.Clock, wait: c.Wait, http: newHTTPClient(c.Transport, c.Timeout),
	}, nil
}

func apiBase(text string) (*url.URL, error) {
	if text == "" {
		text = DefaultAPIURL
	}
	u, err := url.Parse(strings.TrimRight(text, "/"))
	if err != nil || !isWeb(u) || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("paystack: the API's URL must be http:// or https://, a host and at most a path")
	}
	return u, nil
}

// isWeb reports whether u is an absolute address of the web.
func isWeb(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }

// webAddress reports whether text is one that a browser may be sent to.
func webAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && isWeb(u)
}

// printable reports whether s is printable ASCII without spaces.
func printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}
