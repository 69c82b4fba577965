package api

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"

	"github.com/tabletap/console/internal/fault"
)

// once answers a request with an Idempotency-Key: as the first of its kind was answered, or by the handler when it is the first. By now
// it is known who asks and that they may; whatever refused them has not looked at the key.
func (rt *route) once(c *call, r *http.Request, handle func(*call)) {
	attempt, ok, err := rt.attempt(c, r)
	if err == nil && !ok {
		handle(c) // it can only be refused
		return
	}
	var claim Claim
	var answer *Answer
	if err == nil {
		claim, answer, err = rt.api.cfg.Idempotency.Begin(c.ctx, attempt)
	}
	switch {
	case err != nil:
		c.req.refuse(c.w, err, rt.ToolErrors)
	case answer != nil:
		c.w.Header()[replayedHeader] = replayed
		answer.write(c.w)
	default:
		rt.work(c, claim, handle)
	}
}

// attempt describes the request. It reports false for one that the handler will refuse, with nothing done: whose caller does not
// prove anything, or whose body does not arrive or is too large.
func (rt *route) attempt(c *call, r *http.Request) (a Attempt, ok bool, err error) {
	key, err := idempotencyKey(r.Header[idempotencyHeader])
	if err != nil {
		return a, false, err
	}
	caller, tenant, err := rt.callerOf(c, r)
	if err != nil || caller == "" {
		return a, false, err
	}
	if err := c.room.take(rt.bodySize(r)); err != nil {
		return a, false, err
	}
	body, ok := readWhole(r, rt.MaxBody)
	if !ok {
		return a, false, nil
	}
	return Attempt{
		Caller: caller, Tenant: tenant, Method: rt.Method, Path: rt.spelled(r.URL.Path), Key: key,
		Fingerprint: fingerprint(r.URL.RawQuery, body), Lease: rt.Timeout + leaseMargin,
	}, true, nil
}

// bodySize is what the body says it has, or what it may have when it does not say.
func (rt *route) bodySize(r *http.Request) int64 {
	if r.ContentLength < 0 {
		return rt.MaxBody
	}
	return r.ContentLength
}

// work calls the handler and keeps its answer before anybody hears it. A caller who hangs up does not stop it: whether it took effect
// would then be anybody's guess, and the repeat of such a request is what keys are for.
func (rt *route) work(c *call, claim Claim, handle func(*call)) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), rt.Timeout)
	defer cancel()
	to, kept := c.w, &keptAnswer{Answer: Answer{Header: http.Header{}}}
	c.ctx, c.w = ctx, kept
	settled := false
	defer func() {
		if !settled { // the handler panicked
			rt.logUnsettled(ctx, claim.Release(ctx))
		}
	}()
	handle(c)
	settled = true
	if c.req.began && conclusive(kept.Status) {
		rt.logUnsettled(ctx, claim.Keep(ctx, kept.Answer))
	} else {
		rt.logUnsettled(ctx, claim.Release(ctx))
	}
	kept.write(to)
}

// logUnsettled is for a database that went away meanwhile. The answer is true all the same, so the caller gets it; the claim ends with
// its lease.
func (rt *route) logUnsettled(ctx context.Context, err error) {
	if err != nil {
		rt.api.cfg.Logger.LogAttrs(ctx, slog.LevelError, "idempotency key not settled",
			slog.String("route", rt.Path), slog.Any("error", err))
	}
}

// conclusive reports whether an answer of a handler would be the same for a repeat: not when something was away or broken, nor when the
// caller may do later what they may not do now.
func conclusive(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, clientIsGone:
		return false
	}
	return status < http.StatusInternalServerError
}

// keptAnswer is an answer that nobody has heard yet.
type keptAnswer struct{ Answer }

// Header is the answer's own: what all answers say is added on its way out.
func (a *keptAnswer) Header() http.Header { return a.Answer.Header }

// WriteHeader takes the first status.
func (a *keptAnswer) WriteHeader(status int) {
	if a.Status == 0 {
		a.Status = status
	}
}

// Write keeps a part of the body.
func (a *keptAnswer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	a.Body = append(a.Body, b...)
	return len(b), nil
}

func (a *Answer) write(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.Header)
	w.WriteHeader(a.Status)
	if len(a.Body) > 0 {
		_, _ = w.Write(a.Body) // the caller may be gone; the log has the status
	}
}

// readWhole reads the body, which then can be read again. It reports false for one that is longer than most or cannot be read: reading
// it again fails in the same way.
func readWhole(r *http.Request, most int64) (body []byte, ok bool) {
	body, err := io.ReadAll(io.LimitReader(r.Body, most+1))
	rest := r.Body
	if err != nil {
		rest = io.NopCloser(failingReader{err})
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), rest), r.Body}
	return body, err == nil && int64(len(body)) <= most
}

type failingReader struct{ err error }

// Read fails.
func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// errKey is about the header, so it is no error of a field.
var errKey = fault.Newf(fault.Invalid, "idempotency_key_invalid",
	"Idempotency-Key must be 1 to %d printable ASCII characters, given once.", longestKey)
