package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// SettingErrors is what is wrong with a configuration, one line a fault, each beginning with the variable's name.
type SettingErrors []string

// Error gives the lines.
func (f SettingErrors) Error() string { return strings.Join(f, "\n") }

func (f *SettingErrors) check(ok bool, variable, format string, args ...any) {
	if !ok {
		*f = append(*f, variable+": "+fmt.Sprintf(format, args...))
	}
}

func (f SettingErrors) err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// Role is what a process is going to do, which decides what it must know.
type Role int

// The roles of a process.
const (
	RoleTool   Role = iota // a command that only needs the database
	RoleServer             // serve and worker: needs all keys
	RoleDev                // dev: what is missing is made
)

// MinSecretKey is how many characters SECRET_KEY must have.
const MinSecretKey = 32

// SandboxSecretKey is the stand-in's Backend API key when none is set.
const SandboxSecretKey = "sk_test_sandbox"

// Validate fails with SettingErrors unless a process of the given role can start with c.
func (c *Config) Validate(role Role) error {
	var f SettingErrors
	c.checkServer(&f)
	c.checkStores(&f)
	if role != RoleTool {
		c.checkClerk(&f, role)
		c.checkPaystack(&f, role)
		f.check(role == RoleDev || len(c.SecretKey) >= MinSecretKey, "SECRET_KEY", "must have at least %d characters", MinSecretKey)
	}
	f.check(c.SecretKey == "" || len(c.SecretKey) >= MinSecretKey, "SECRET_KEY", "must have at least %d characters", MinSecretKey)
	slices.Sort(f)
	return slices.Compact(f).err()
}

func (c *Config) checkServer(f *SettingErrors) {
	f.check(slices.Contains([]string{"debug", "info", "warn", "error"}, c.LogLevel), "LOG_LEVEL", "%q is none of debug, info, warn, error", c.LogLevel)
	f.check(c.LogFormat == "json" || c.LogFormat == "text", "LOG_FORMAT", "%q is neither json nor text", c.LogFormat)
	checkAddress(f, "LISTEN", c.Listen)
	if c.MetricsListen != "" {
		checkAddress(f, "METRICS_LISTEN", c.MetricsListen)
	}
	if c.PublicURL != "" {
		checkURL(f, "PUBLIC_URL", c.PublicURL, "http", "https")
	}
	for _, origin := range c.AllowedOrigins {
		checkOrigin(f, origin)
	}
	for _, network := range c.TrustedProxies {
		_, err := netip.ParsePrefix(network)
		f.check(err == nil, "TRUSTED_PROXIES", "%q is no network such as 10.0.0.0/8", network)
	}
	checkPositive(f, "REQUEST_TIMEOUT", c.RequestTimeout)
	checkPositive(f, "SHUTDOWN_TIMEOUT", c.ShutdownTimeout)
	checkPositive(f, "DELETION_GRACE", c.DeletionGrace)
	f.check(c.Workers > 0 && c.Workers <= 1000, "WORKERS", "must be from 1 to 1000")
	f.check(c.TrialDays >= 0 && c.TrialDays <= 365, "TRIAL_DAYS", "must be from 0 to 365")
}

func (c *Config) checkStores(f *SettingErrors) {
	f.check(c.DatabaseURL == "" || c.DBHost == "", "DATABASE_URL", "set this or DB_HOST, not both")
	if c.DatabaseURL != "" {
		checkURL(f, "DATABASE_URL", c.DatabaseURL, "postgres", "postgresql")
	}
	if c.RedisURL != "" {
		checkURL(f, "REDIS_URL", c.RedisURL, "redis", "rediss", "unix")
	}
	f.check(c.DBMaxConns >= 2 && c.DBMaxConns <= 1000, "DB_MAX_CONNS", "must be from 2 to 1000")
	if c.OTLPEndpoint != "" {
		checkURL(f, "OTEL_EXPORTER_OTLP_ENDPOINT", c.OTLPEndpoint, "http", "https")
	}
}

func (c *Config) checkClerk(f *SettingErrors, role Role) {
	checkURL(f, "CLERK_API_URL", c.Clerk.APIURL, "http", "https")
	if c.Clerk.Issuer != "" {
		checkURL(f, "CLERK_ISSUER", c.Clerk.Issuer, "http", "https")
	}
	if c.Clerk.SignInURL != "" {
		checkURL(f, "CLERK_SIGN_IN_URL", c.Clerk.SignInURL, "http", "https")
	}
	for _, secret := range c.Clerk.WebhookSecrets() {
		f.check(strings.HasPrefix(secret, "whsec_"), "CLERK_WEBHOOK_SECRET", "must begin with whsec_")
	}
	if role != RoleServer {
		return
	}
	f.check(c.Clerk.Issuer != "" || c.Clerk.PublishableKey != "", "CLERK_PUBLISHABLE_KEY",
		"set this or CLERK_ISSUER: without either no session token can be checked")
	f.check(c.Clerk.SecretKey != "", "CLERK_SECRET_KEY", "is required")
	f.check(c.Clerk.WebhookSecret != "", "CLERK_WEBHOOK_SECRET", "is required: unsigned webhooks are never believed")
	f.check(c.Debug || !c.Clerk.Sandbox(), "CLERK_SECRET_KEY",
		"is the local stand-in's; set Clerk's own, or DEBUG=True to run against the stand-in")
}

// Sandbox reports whether the settings are those of the local stand-in for Clerk.
func (c Clerk) Sandbox() bool {
	return c.SecretKey == SandboxSecretKey || strings.Contains(c.APIURL, "/sandbox/") || strings.Contains(c.Issuer, "/sandbox/")
}

func (c *Config) checkPaystack(f *SettingErrors, role Role) {
	checkURL(f, "PAYSTACK_API_URL", c.Paystack.APIURL, "http", "https")
	if c.Paystack.ReturnURL != "" {
		checkURL(f, "PAYSTACK_RETURN_URL", c.Paystack.ReturnURL, "http", "https")
	}
	if role == RoleServer {
		f.check(c.Debug || !c.Paystack.Sandbox(), "PAYSTACK_SECRET_KEY",
			"is the local stand-in's; set Paystack's own, or DEBUG=True to run against the stand-in")
	}
}

// Sandbox reports whether the settings are those of the local stand-in for Paystack.
func (p Paystack) Sandbox() bool {
	return p.SecretKey == SandboxSecretKey || strings.Contains(p.APIURL, "/sandbox/")
}

// SecretKeys are the keys of which any may have signed a webhook. The first is the one that we call with.
func (p Paystack) SecretKeys() []string { return listed(p.SecretKey) }

// WebhookSecrets are the secrets of which any may have signed a webhook.
func (c Clerk) WebhookSecrets() []string { return listed(c.WebhookSecret) }

// listed are the parts of a comma separated list.
func listed(text string) []string {
	var parts []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

func checkAddress(f *SettingErrors, variable, address string) {
	_, port, err := net.SplitHostPort(address)
	f.check(err == nil && port != "", variable, "%q is no address such as 127.0.0.1:3001", address)
}

func checkURL(f *SettingErrors, variable, value string, schemes ...string) {
	u, err := url.Parse(value)
	ok := err == nil && slices.Contains(schemes, u.Scheme) && (u.Host != "" || u.Path != "")
	f.check(ok, variable, "is no URL that begins with %s://", strings.Join(schemes, ":// or "))
}

func checkOrigin(f *SettingErrors, origin string) {
	u, err := url.Parse(origin)
	ok := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.Path == "" && u.RawQuery == ""
	f.check(ok, "CORS_ALLOWED_ORIGINS", "%q is no origin such as https://console.example.com", origin)
}

func checkPositive(f *SettingErrors, variable string, d time.Duration) {
	f.check(d > 0, variable, "must be longer than nothing")
}
