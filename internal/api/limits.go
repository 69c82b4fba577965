package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/tabletap/console/internal/fault"
)

var (
	errNotFound = fault.New(fault.NotFound, "not_found", "Not found.")
	errQuery    = &fault.Error{
		Kind: fault.Invalid, Code: invalidFields,
		Fields: map[string][]string{fault.NonField: {"The query is not valid UTF-8 text."}},
	}
	errCrossOrigin = fault.New(fault.Forbidden, "csrf_failed", "CSRF Failed: this origin is not allowed to do that.")
)

// limit refuses what no handler should have to look at.
func (rt *route) limit(ctx context.Context, req *request, r *http.Request) error {
	switch {
	case r.ContentLength > rt.MaxBody:
		return errTooLarge
	case !wellFormed(r.URL.Path):
		return errNotFound
	case !wellFormedQuery(r.URL.RawQuery):
		return errQuery
	case rt.checkOrigin && rt.crossOrigin(r):
		return errCrossOrigin
	case rt.Rate.byAddress():
		return rt.count(ctx, "ip:"+req.peer.ip.String())
	}
	return nil
}

// crossOrigin reports a browser that was sent here by a page of another site. Only requests that carry their proof in a
// cookie can be forged so: a page cannot make a browser add an Authorization header without CORS' consent.
func (rt *route) crossOrigin(r *http.Request) bool {
	return r.Header.Get("Authorization") == "" && rt.api.csrf.Check(r) != nil
}

// wellFormed is true for text that PostgreSQL can store: UTF-8 without U+0000.
func wellFormed(s string) bool {
	return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0
}

func wellFormedQuery(raw string) bool {
	if !strings.Contains(raw, "%") {
		return wellFormed(raw)
	}
	text, err := url.QueryUnescape(raw)
	return err == nil && wellFormed(text)
}
