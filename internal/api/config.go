package api

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clock"
)

// Config is what the HTTP side needs to know. The zero value of every field is usable.
type Config struct {
	Version string // of the program, for the OpenAPI document

	// AllowedHosts are the Host headers that are served, as in Django: "example.com", ".example.com" for it and everything
	// under it, "*" for all. Empty with Debug means localhost in its spellings; empty without serves nothing.
	AllowedHosts []string
	// HostAllowed is asked about a host that AllowedHosts does not cover, such as a restaurant's own domain. May be nil.
	HostAllowed func(host string) bool
	// AllowedOrigins are the browser origins that may call with credentials.
	AllowedOrigins []string
	// TrustedProxies are the peers whose X-Forwarded-For, -Proto and -Host are believed.
	TrustedProxies []netip.Prefix
	Debug          bool

	MaxBody        int64         // bytes of a request's body; 1 MiB when 0
	RequestTimeout time.Duration // for a handler; 20 s when 0
	SchemaVersion  int           // restaurants below this version are answered 503 tenant_upgrading
	SessionCookie  string        // name of the superusers' session cookie, for the OpenAPI document

	Logger  *slog.Logger // slog.Default() when nil
	Clock   clock.Clock  // clock.System when nil
	Limiter Limiter      // nil: routes with a Rate are not limited

	// Standing fails for somebody who was let in and may not be any more, such as a person who was banned meanwhile. Streams ask it again
	// and again. May be nil.
	Standing func(ctx context.Context, actor *access.Actor) error

	// Visits knows the visit that a superuser names with X-Visit-ID. nil: there are none, and who names one is refused.
	Visits Visits

	Idempotency Idempotency // nil: an Idempotency-Key is ignored
	Programs    Programs    // nil: those of callers who are no person are ignored

	Metrics prometheus.Registerer // nil: none
	// MetricTenants bounds how many restaurants get a time series of their own: the first that many seen since the start,
	// the others are counted together as "other". 100 when 0, none when negative.
	MetricTenants int

	Tracing bool
	Tracer  trace.TracerProvider // nil: OpenTelemetry's global one
}

func (c *Config) setDefaults() {
	if c.MaxBody == 0 {
		c.MaxBody = 1 << 20
	}
	if c.RequestTimeout == 0 {
		c.RequestTimeout = 20 * time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	if c.MetricTenants == 0 {
		c.MetricTenants = 100
	}
}
