package api

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/fault"
)

var (
	errTimeout  = fault.New(fault.Unavailable, "timeout", "This took too long. Please try again.").After(time.Second)
	errInternal = fault.New(fault.Internal, "internal_error", "")
)

// problem makes the answer to err and notes the reason for the log.
func (r *request) problem(err error, tool bool) *problem {
	if errors.Is(err, context.Canceled) && errors.Is(r.Err(), context.Canceled) {
		r.failed = failure{code: codeGone}
		return &problem{status: clientIsGone}
	}
	f := classify(err)
	r.failed.code = f.Code
	if f.Kind == fault.Internal || f == errTimeout || f.Kind == fault.Unavailable && f.Cause != nil {
		r.failed.err = err // something broke, rather than was refused
	}
	return render(f, tool, r.id)
}

// classify finds the fault in err. An error nobody classified is ours, except that running out of time is neither's.
func classify(err error) *fault.Error {
	f, ok := errors.AsType[*fault.Error](err)
	if ok && f.Kind != fault.Internal {
		return f
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return errTimeout
	}
	if ok {
		return f
	}
	return errInternal
}

// refuse writes the answer to err, unless an answer is on its way already.
func (r *request) refuse(w http.ResponseWriter, err error, tool bool) {
	r.problem(err, tool).write(w)
}

func (p *problem) write(w http.ResponseWriter) {
	h := w.Header()
	maps.Copy(h, p.header)
	h.Set("Content-Type", "application/json")
	w.WriteHeader(p.status)
	_, _ = w.Write(p.body) //nolint:gosec // JSON with its type; the caller may be gone, the log has the status
}
