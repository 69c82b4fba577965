package tooltap

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The defaults of a Config.
const (
	DefaultTimeout      = 10 * time.Second
	DefaultIntrospected = 10 * time.Second
)

// Config says which tool this is and where the console is.
type Config struct {
	BaseURL      string // of the console, such as https://console.example.com
	ClientID     string // the tool's credentials: `tabletap tools credentials --slug pos` makes them
	ClientSecret string
	Tool         string // the tool's slug, for which launch tokens must be made: "pos"
	Issuer       string // iss of launch tokens; "": BaseURL

	// HTTPClient asks the console; nil: one of our own. Redirects are never followed: credentials would go along.
	HTTPClient *http.Client
	// Timeout bounds one request to the console, each try by itself. 0: DefaultTimeout.
	Timeout time.Duration

	// IntrospectionTTL is for how long an answer of Introspect is used again, and so how late a tool may learn that a session has
	// ended. 0: DefaultIntrospected; negative: every call asks.
	IntrospectionTTL time.Duration
	// IntrospectionSize bounds how many sessions are remembered. 0: 10,000.
	IntrospectionSize int

	// Cookie is the name of the cookie that LaunchHandler sets. "": "tooltap_" and Tool, so that tools on one host do not share it.
	Cookie string
	// SecureCookie marks the cookie Secure even where the request does not look as if it came over TLS.
	SecureCookie bool
	// Denied answers requests without a live session, with status 401 already decided by it. nil: a small page that leads to the
	// console.
	Denied http.Handler

	// Now is the time of day, for tests. nil: time.Now.
	Now func() time.Time
}

// Client talks to the console for one tool. It is safe for use by many goroutines.
type Client struct {
	cfg      Config
	http     *http.Client
	keys     keySet
	sessions *sessionCache
}

// New makes a client. It asks nobody yet, and fails only for a Config that cannot work.
func New(cfg Config) (*Client, error) {
	if err := cfg.complete(); err != nil {
		return nil, fmt.Errorf("tooltap: %w", err)
	}
	c := &Client{cfg: cfg, http: withoutRedirects(cfg.HTTPClient)}
	c.keys.fetch = c.fetchKeys
	c.keys.now = cfg.Now
	c.sessions = newSessionCache(cfg.IntrospectionSize)
	return c, nil
}

func (cfg *Config) complete() error {
	cfg.BaseURL = strings.TrimRight(cfg.BaseURL, "/")
	u, err := url.Parse(cfg.BaseURL)
	switch {
	case err != nil:
		return fmt.Errorf("BaseURL: %w", err)
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "", u.RawQuery != "", u.Fragment != "", u.User != nil:
		return errors.New("BaseURL must look like https://console.example.com")
	case cfg.ClientID != "" && cfg.ClientSecret == "":
		return errors.New("ClientSecret is missing")
	}
	if cfg.Issuer == "" {
		cfg.Issuer = cfg.BaseURL
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = DefaultTimeout
	}
	if cfg.IntrospectionTTL == 0 {
		cfg.IntrospectionTTL = DefaultIntrospected
	}
	if cfg.IntrospectionSize <= 0 {
		cfg.IntrospectionSize = 10_000
	}
	if cfg.Cookie == "" {
		cfg.Cookie = strings.TrimSuffix("tooltap_"+cfg.Tool, "_")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now //nolint:forbidigo // the one place: tests give another
	}
	return nil
}

func withoutRedirects(given *http.Client) *http.Client {
	client := http.Client{}
	if given != nil {
		client = *given
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}
