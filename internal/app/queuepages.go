package app

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/jobs/screens"
)

const (
	queuePages    = "/admin/jobs"
	operatorsPage = "/admin/" // where operators sign in
)

var (
	errNotSignedIn = fault.New(fault.Unauthenticated, "not_authenticated", "Authentication credentials were not provided.")
	errNotOperator = fault.New(fault.Forbidden, "superuser_only", "Only superusers may do this.")
	errOtherOrigin = fault.New(fault.Forbidden, "csrf_failed", "This request came from another site.")
	errUnreadable  = fault.New(fault.Invalid, "invalid", "The body could not be read.")
)

// mountQueuePages serves River UI to superusers. It is made when the first of them looks.
func (a *App) mountQueuePages() {
	pages := &queueGate{app: a, csrf: http.NewCrossOriginProtection(), open: sync.OnceValues(func() (http.Handler, error) {
		return screens.New(a.Queue, queuePages, a.Log)
	})}
	a.API.Mount(queuePages, pages)
	a.API.Mount(queuePages+"/", pages)
}

// queueGate lets superusers to River UI, from pages of our own origin, and has what they change recorded.
type queueGate struct {
	app  *App
	csrf *http.CrossOriginProtection
	open func() (http.Handler, error)
}

func (g *queueGate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", screens.Policy)
	actor, err := g.visitor(r)
	if fault.Is(err, fault.Unauthenticated) || err == nil && actor == nil {
		if navigates(r) {
			http.Redirect(w, r, operatorsPage, http.StatusSeeOther)
			return
		}
		err = errNotSignedIn
	}
	if err == nil && !actor.Superuser {
		err = errNotOperator
	}
	if err == nil {
		err = g.ownOrigin(r)
	}
	if err == nil && changes(r) {
		err = g.record(access.WithActor(r.Context(), actor), r)
	}
	var pages http.Handler
	if err == nil {
		pages, err = g.open()
	}
	if err != nil {
		g.app.API.Refuse(w, r, err)
		return
	}
	pages.ServeHTTP(w, r)
}

// visitor is who asks. A page may be navigated to from anywhere; it shows nothing to the site that linked to it.
func (g *queueGate) visitor(r *http.Request) (*access.Actor, error) {
	actor, err := g.app.Auth.Authenticate(r.Context(), r)
	if actor == nil && err == nil && navigates(r) {
		return g.app.Auth.Visitor(r.Context(), r)
	}
	return actor, err
}

// ownOrigin refuses other sites' pages, those of allowed origins too: this is no API of theirs.
func (g *queueGate) ownOrigin(r *http.Request) error {
	site := r.Header.Get("Sec-Fetch-Site")
	if g.csrf.Check(r) != nil || !navigates(r) && site != "" && site != "same-origin" && site != "none" {
		return errOtherOrigin
	}
	return nil
}

// record notes what is asked for before it is done.
func (g *queueGate) record(ctx context.Context, r *http.Request) error {
	body, err := io.ReadAll(r.Body) // Mount bounds it
	if err != nil {
		return errUnreadable.Because(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return g.app.Operators.RecordQueue(ctx, r.Method, strings.TrimPrefix(r.URL.Path, queuePages+"/api/"), body)
}

func changes(r *http.Request) bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions
}

// navigates reports whether a browser goes to a page.
func navigates(r *http.Request) bool {
	return !changes(r) && !strings.HasPrefix(r.URL.Path, queuePages+"/api/") && strings.Contains(r.Header.Get("Accept"), "text/html")
}
