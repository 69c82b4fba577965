package clerk

import (
	"cmp"
	"crypto/rsa"
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
	BaseURL       string // where Handler is mounted, such as http://localhost:3001/sandbox/clerk
	Issuer        string // "iss" of session tokens; BaseURL when empty
	SecretKey     string // the Backend API's bearer key, such as sk_test_…
	WebhookSecret string // "whsec_" and base64; when empty, one is made and kept in StateFile
	WebhookURL    string // where events go; when empty, they are recorded and not sent
	StateFile     string // JSON file that outlives the process; memory only when empty

	AuthorizedParty  string   // "azp" where the request has no Origin; the origin of BaseURL when empty
	AllowedRedirects []string // origins, or addresses as prefixes, that sign-in may redirect to besides its own origin
	Roles            []Role   // roles of organizations; DefaultRoles when empty

	Backoff     func(attempt int) time.Duration // wait before a webhook's attempt 2, 3, …; SvixBackoff when nil
	MaxAttempts int                             // attempts a webhook; 8, as Svix makes, when 0
	Workers     int                             // webhooks sent at once; 1, which keeps their order, when 0
	QueueSize   int                             // webhooks that may wait before changes are refused; 10,000 when 0

	SigningKey *rsa.PrivateKey // first signing key; one is made when nil. The state file's key wins.
	Clock      clock.Clock     // clock.System when nil
	Logger     *slog.Logger    // silent when nil
	HTTPClient *http.Client    // sends webhooks; a plain client when nil
}

// Role is a role in organizations, with the permissions that Clerk reports for it.
type Role struct {
	Key         string   // with its prefix: "org:admin"
	Name        string   // "Admin"
	Permissions []string // with their prefix: "org:sys_memberships:read", "org:invoices:manage"
}

// DefaultRoles are the two roles of a new Clerk instance.
func DefaultRoles() []Role {
	return []Role{
		{Key: "org:admin", Name: "Admin", Permissions: []string{
			"org:sys_profile:manage", "org:sys_profile:delete", "org:sys_memberships:read",
			"org:sys_memberships:manage", "org:sys_domains:read", "org:sys_domains:manage",
		}},
		{Key: "org:member", Name: "Member", Permissions: []string{"org:sys_memberships:read"}},
	}
}

// role finds a role by its key.
func (c *Config) role(key string) (Role, error) {
	for _, role := range c.Roles {
		if role.Key == key {
			return role, nil
		}
	}
	return Role{Key: key, Name: strings.TrimPrefix(key, "org:")}, errNoRole()
}

func (c *Config) setDefaults() {
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	c.Issuer = cmp.Or(c.Issuer, c.BaseURL)
	c.MaxAttempts = cmp.Or(c.MaxAttempts, len(svixSchedule))
	c.Workers = cmp.Or(c.Workers, 1)
	c.QueueSize = cmp.Or(c.QueueSize, 10_000)
	c.AuthorizedParty = cmp.Or(c.AuthorizedParty, originOf(c.BaseURL))
	if len(c.Roles) == 0 {
		c.Roles = DefaultRoles()
	}
	if c.Backoff == nil {
		c.Backoff = SvixBackoff
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
	if c.WebhookURL != "" && originOf(c.WebhookURL) == "" {
		problems = append(problems, fmt.Errorf("WebhookURL %q is no http address", c.WebhookURL))
	}
	for _, allowed := range c.AllowedRedirects {
		if originOf(allowed) == "" {
			problems = append(problems, fmt.Errorf("AllowedRedirects: %q is no http address", allowed))
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
