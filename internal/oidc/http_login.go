package oidc

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/zitadel/oidc/v3/pkg/oidc"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/fault"
)

// The way to find out who sits in front of the browser, which goes over Clerk's pages and comes back here a step further each time, so
// that it ends: a session token that is still good; a handshake, which renews it; the sign-in page; a handshake after it.
const (
	stepFirst      = 0
	stepHandshaken = 1
	stepSignedIn   = 2
	stepLast       = 3
)

// serveLogin shows the page on GET, which any site may link to, and takes the person's choice on POST, which only the page itself may
// send.
func (s *Service) serveLogin(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	var err error
	if r.Method == http.MethodPost {
		err = s.choose(w, r)
	} else {
		err = s.meet(w, r)
	}
	if err != nil {
		s.showFailure(w, r, err)
	}
}

// meet finds out who is there and shows them what they may choose, or answers the tool at once where nothing is to be asked.
func (s *Service) meet(w http.ResponseWriter, r *http.Request) error {
	ctx, query := r.Context(), r.URL.Query()
	req, err := s.openFrom(ctx, query.Get("id"), s.browser.of(r))
	if err != nil {
		return err
	}
	step, err := strconv.Atoi(query.Get("step"))
	if err != nil || step < stepFirst || step > stepLast {
		step = stepFirst
	}
	actor, err := s.visitor(w, r)
	if err != nil {
		return err
	}
	if actor == nil {
		return s.sendAway(ctx, w, r, req, step)
	}
	if err := s.identify(ctx, req, actor); err != nil {
		return err
	}
	v := visit{s: s, w: w, r: r, req: req, actor: actor, formed: step >= stepSignedIn}
	if req.stale(actor.AuthenticatedAt) || req.UserHint != 0 && req.UserHint != actor.UserID {
		return v.deny(ctx, oidc.ErrLoginRequired())
	}
	return v.offer(ctx)
}

// visitor is who is signed in, nil for nobody. What Clerk's handshake brought counts at once, and is passed on to the browser.
func (s *Service) visitor(w http.ResponseWriter, r *http.Request) (*access.Actor, error) {
	cookies, token, err := s.Frontend.Handshake(r.Context(), r)
	if err != nil && !fault.Is(err, fault.Unauthenticated) {
		return nil, err
	}
	for _, cookie := range cookies {
		w.Header().Add("Set-Cookie", cookie)
	}
	if token != "" {
		r = clerk.WithSession(r, token)
	}
	actor, err := s.People.Visitor(r.Context(), r)
	if fault.Is(err, fault.Unauthenticated) {
		return nil, nil //nolint:nilnil // a token that is not good is nobody's
	}
	return actor, err
}

// sendAway sends the browser on to where it may learn who is there.
func (s *Service) sendAway(ctx context.Context, w http.ResponseWriter, r *http.Request, req *request, step int) error {
	back := s.Issuer + pathLogin + "?" + url.Values{"id": {req.ID}, "step": {strconv.Itoa(step + 1)}}.Encode()
	switch {
	case step == stepFirst, step == stepSignedIn:
		redirect(w, r, s.Frontend.HandshakeURL(back, r))
		return nil
	case step == stepHandshaken && req.silent():
		return visit{s: s, w: w, r: r, req: req}.deny(ctx, oidc.ErrLoginRequired())
	case step == stepHandshaken:
		to := s.Frontend.SignInURL(back)
		if to == "" {
			return errNoSignInPage
		}
		redirect(w, r, to)
		return nil
	}
	return errNotSignedIn
}

var (
	errNoSignInPage = fault.New(fault.Unavailable, "sign_in_unavailable", "This server does not know where people sign in: set CLERK_SIGN_IN_URL.")
	errNotSignedIn  = fault.New(fault.Unauthenticated, "not_signed_in", "Clerk did not say that you are signed in.")
)

func redirect(w http.ResponseWriter, r *http.Request, to string) {
	http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // G710: Clerk's address, or one that the tool has registered
}

// choose takes what the person chose. Who they are is what the page showed them: their session token may have expired since, but the
// browser is the same, and the page is not older than its request.
func (s *Service) choose(w http.ResponseWriter, r *http.Request) error {
	if !s.sentByUs(r) {
		return errCrossOrigin
	}
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "invalid", "The form could not be read.").Because(err)
	}
	ctx := r.Context()
	req, err := s.openFrom(ctx, r.PostForm.Get("id"), s.browser.of(r))
	if err != nil {
		return err
	}
	v := visit{s: s, w: w, r: r, req: req, formed: true}
	switch {
	case r.PostForm.Get("action") == "cancel":
		return v.deny(ctx, errAccessDenied("cancelled"))
	case req.User == 0 || r.PostForm.Get("user") != subjectOf(req.User): // another tab has somebody else by now
		redirect(w, r, s.Issuer+pathLogin+"?id="+url.QueryEscape(req.ID))
		return nil
	}
	return v.take(ctx, r.PostForm.Get("tenant"))
}

var errCrossOrigin = fault.New(fault.Forbidden, "csrf_failed", "This form was not sent by our own page.")

// sentByUs reports whether the browser says that our own page sent the form. Every browser that has either header says so with a POST;
// one that says nothing is not believed.
func (s *Service) sentByUs(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" && origin != "null" {
		return origin == s.Issuer
	}
	return r.Header.Get("Sec-Fetch-Site") == "same-origin"
}
