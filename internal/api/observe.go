package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/tabletap/console/internal/fault"
)

const unmatchedRoute = "unmatched"

// observe gives every request its id, and one line in the log and one count in the metrics when it is over.
func (a *API) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := a.begin(w, r)
		defer a.end(req) //nolint:contextcheck // req is the context
		h := w.Header()
		req.idValue[0] = req.id
		h[requestIDHeader] = req.idValue[:]
		req.peer.setHeaders(h)
		r = r.WithContext(req) //nolint:contextcheck // it wraps r's own
		next.ServeHTTP(&req.rec, r)
	})
}

func (a *API) begin(w http.ResponseWriter, r *http.Request) *request {
	a.numbers.begin()
	return &request{
		Context: r.Context(), api: a, http: r, id: requestID(r), peer: a.peerOf(r), start: a.cfg.Clock.Now(),
		rec: recorder{ResponseWriter: w, draining: &a.draining}, route: unmatchedRoute, numbers: a.numbers.unmatched,
	}
}

func (a *API) end(req *request) {
	took := a.cfg.Clock.Now().Sub(req.start)
	a.numbers.end(req, took)
	level := slog.LevelInfo
	if req.failed.err != nil {
		level = slog.LevelError
	}
	if a.cfg.Logger.Enabled(req, level) {
		a.cfg.Logger.LogAttrs(req, level, "request", req.attributes(took)...)
	}
}

// attributes holds nothing that a caller could have put a secret into: no path, no query, no header, no body.
func (r *request) attributes(took time.Duration) []slog.Attr {
	attrs := make([]slog.Attr, 0, 12)
	attrs = append(attrs,
		slog.String("method", method(r.http.Method)), slog.String("route", r.route), slog.Int("status", r.rec.status),
		slog.Int64("duration_us", took.Microseconds()), slog.Int64("bytes", r.rec.bytes),
		slog.String("request_id", r.id), slog.String("ip", r.peer.ip.String()))
	if r.tenant != nil {
		attrs = append(attrs, slog.String("tenant", r.tenant.Schema))
	}
	if r.actor != nil {
		attrs = append(attrs, slog.Int64("user_id", int64(r.actor.UserID)))
	}
	return append(attrs, r.failed.attributes()...)
}

func (f failure) attributes() []slog.Attr {
	var attrs []slog.Attr
	if f.code != "" {
		attrs = append(attrs, slog.String("code", f.code))
	}
	if f.err != nil {
		attrs = append(attrs, slog.String("error", f.err.Error()))
	}
	if f.stack != nil {
		attrs = append(attrs, slog.String("stack", string(f.stack)))
	}
	return attrs
}

// method bounds what a caller can write into logs and labels.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodOptions:
		return m
	}
	return "OTHER"
}

// guard answers a panic with a 500. When the answer has begun, cutting the connection is the only honest thing left.
func (a *API) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { //nolint:contextcheck // the request outlives the handler that panicked
			if p := recover(); p != nil {
				requestFrom(r.Context()).panicked(w, p)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func (r *request) panicked(w http.ResponseWriter, p any) {
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p)
	}
	err := fault.New(fault.Internal, "panic", "").Because(fmt.Errorf("panic: %v", p))
	r.failed = failure{code: err.Code, err: err, stack: debug.Stack()}
	if r.rec.status != 0 {
		panic(http.ErrAbortHandler)
	}
	render(err, r.tool, r.id).write(w)
}
