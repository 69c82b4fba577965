package screens

import (
	"fmt"
	"log/slog"
	"net/http"

	"riverqueue.com/riverui"

	"github.com/tabletap/console/internal/jobs"
)

// Policy is the Content-Security-Policy of the pages: everything from here, and styles that their scripts
// write into the page.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// New makes the pages, for paths below prefix. They ask the database when somebody looks, and nothing in between: what River UI would keep
// counted in the background is not started.
func New(q *jobs.Queue, prefix string, log *slog.Logger) (http.Handler, error) {
	h, err := riverui.NewHandler(&riverui.HandlerOpts{
		Endpoints: riverui.NewEndpoints(q.River(), nil), Logger: log, Prefix: prefix,
	})
	if err != nil {
		return nil, fmt.Errorf("pages of the queue: %w", err)
	}
	return h, nil
}
