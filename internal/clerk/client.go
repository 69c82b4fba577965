package clerk

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
	// DefaultAPIURL is Clerk's Backend API.
	DefaultAPIURL = "https://api.clerk.com"
	// CallTimeout bounds one try of one call, its answer's body included.
	CallTimeout = 5 * time.Second
	// APIVersion is the version of the Backend API whose answers we read, sent as Clerk-API-Version.
	APIVersion = "2025-04-10"
)

// ClientConfig says which Backend API to call, and as whom.
type ClientConfig struct {
	URL       string            // CLERK_API_URL, with or without /v1 at its end; "": DefaultAPIURL
	SecretKey string            // required
	Clock     clock.Clock       // required; reads a Retry-After that is a date
	Timeout   time.Duration     // of one try; 0: CallTimeout
	Transport http.RoundTripper // nil: one of its own

	// Wait spends the time between two tries, or fails when ctx ends first. nil: a timer.
	Wait func(ctx context.Context, d time.Duration) error
}

// Client calls Clerk's Backend API (clerk.com/docs/reference/backend-api). It is safe for use by many goroutines.
//
// It is plain net/http rather than Clerk's SDK, which reads answers of any length, follows redirects with the secret,
// fails a whole answer over one field of an unexpected type, and neither retries nor understands 429.
//
// Every method fails with Unavailable when Clerk does not answer, answers 5xx or asks us to slow down (RetryAfter is
// set when it says until when), and when it refuses our secret. A call that can be repeated is tried MaxTries times. Do
// not call inside a database transaction.
type Client struct {
	base   *url.URL // ends in /v1
	secret string
	http   *http.Client
	clock  clock.Clock
	wait   func(context.Context, time.Duration) error
}

// NewClient makes a client, or says what its configuration lacks.
func NewClient(c ClientConfig) (*Client, error) {
	if c.SecretKey == "" || c.Clock == nil {
		return nil, errors.New("clerk: a client needs a secret key and a clock")
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
	u, err := url.Parse(strings.TrimSuffix(strings.TrimRight(text, "/"), "/v1"))
	if err != nil || !isWeb(u) || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("clerk: the API's URL must be http:// or https://, a host and at most a path")
	}
	return u.JoinPath("v1"), nil
}
