package check

import (
	"context"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/config"
	"github.com/tabletap/console/internal/fault"
)

// Config says what is checked, and with whose rights.
type Config struct {
	URL    string       // where the server is, such as http://localhost:3001
	Origin string       // a browser origin that the server allows
	Token  string       // a session token to read with where there is no stand-in; nothing is created then
	Tenant string       // with Token: the restaurant to read, by slug, schema name or id; "" for the only one
	Clerk  config.Clerk // where the stand-in for Clerk may be, and its key
	Clock  clock.Clock  // clock.System when nil

	limits limits
}

// limits are the longest times that parts of a check take. A test shortens them.
type limits struct {
	request, steps, cleanup, webhook, poll time.Duration
}

// Steps and cleaning up together take a minute at most.
var defaultLimits = limits{
	request: 10 * time.Second, steps: 50 * time.Second, cleanup: 10 * time.Second,
	webhook: 15 * time.Second, poll: 200 * time.Millisecond,
}

// Report counts how the steps ended.
type Report struct{ Passed, Failed, Skipped int }

// OK reports whether no step failed.
func (r Report) OK() bool { return r.Failed == 0 }

// Run plays all steps and prints a line for each to out. A step that fails is in the report; the error is for a check that
// could not begin, as with a URL that is none, or could not be printed. When ctx ends, what was created is still deleted.
func Run(ctx context.Context, cfg Config, out io.Writer) (Report, error) {
	base, err := parseURL(cfg.URL)
	if err != nil {
		return Report{}, err
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.System{}
	}
	if cfg.limits == (limits{}) {
		cfg.limits = defaultLimits
	}
	r := newRun(cfg, base, out)
	defer r.http.http.CloseIdleConnections()
	r.print.begin(base)
	r.play(ctx)
	r.print.end(cfg.Clock.Now().Sub(r.started))
	return r.print.report, r.print.err
}

var errURL = fault.Field("--url", "must be an address such as http://localhost:3001")

// parseURL gives scheme, host and path without a slash at its end. An address that ends in /api means the server above it.
func parseURL(text string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", errURL
	}
	path := strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/api")
	return u.Scheme + "://" + u.Host + path, nil
}
