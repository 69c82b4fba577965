package check

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/tabletap/console/internal/config"
)

const (
	clerkStep   = "clerk"
	sandboxPath = "/sandbox/clerk"
	adviceClerk = "the stand-in for Clerk did not do its part: look into the server's log"
)

// standIn is the local stand-in for Clerk, through the Backend API that it shares with Clerk.
type standIn struct {
	base, key string
	http      *client
}

// findClerk decides whose eyes the story is seen through: those of users made at the stand-in, those of the token that was
// given, or nobody's.
func (r *run) findClerk(ctx context.Context) (string, error) {
	if r.cfg.Token != "" {
		r.owner = &person{token: r.cfg.Token, tenant: r.cfg.Tenant}
		return "reading with the token of --token; nothing is created", nil
	}
	if strings.HasPrefix(r.cfg.Clerk.SecretKey, "sk_live_") {
		return "", &absent{"CLERK_SECRET_KEY is a live one, which no stand-in is told; pass --token <session jwt> to run the reading parts"}
	}
	for _, base := range r.standIns() {
		s := &standIn{base: base, key: cmp.Or(r.cfg.Clerk.SecretKey, config.SandboxSecretKey), http: r.http}
		switch err := s.find(ctx); {
		case err == nil:
			r.standIn = s
			return "the stand-in at " + base, nil
		case !errors.Is(err, errNoStandIn):
			return "", err
		}
	}
	return "", &absent{"no stand-in for Clerk here, as in production; pass --token <session jwt> to run the reading parts"}
}

// standIns are the addresses to look at. The real Clerk's is none of them.
func (r *run) standIns() []string {
	configured := strings.TrimSuffix(strings.TrimRight(r.cfg.Clerk.APIURL, "/"), "/v1")
	served := r.base + sandboxPath
	if u, err := url.Parse(configured); err != nil || !strings.Contains(u.Path, "/sandbox/") || configured == served {
		return []string{served}
	}
	return []string{configured, served}
}

var errNoStandIn = errors.New("no stand-in")

// find asks without the key first: whoever refuses that in Clerk's own words is a Clerk, and may see the key.
func (s *standIn) find(ctx context.Context) error {
	const count = "/v1/users/count"
	a, err := s.http.do(ctx, request{method: http.MethodGet, url: s.base + count})
	if err != nil || a.status != http.StatusUnauthorized {
		return errNoStandIn
	}
	if _, err := read[struct{ Errors []any }](a, http.StatusUnauthorized, "errors", "clerk_trace_id"); err != nil {
		return errNoStandIn
	}
	a, err = s.http.do(ctx, request{method: http.MethodGet, url: s.base + count, token: s.key})
	if err != nil {
		return err
	}
	if a.status == http.StatusUnauthorized {
		return fail("set CLERK_SECRET_KEY to the key that the server runs with, as in its .env", "the stand-in at %s refuses the key", s.base)
	}
	return s.done(a)
}

// done fails unless the stand-in did what it was asked.
func (s *standIn) done(a *answer) error {
	if a.status == http.StatusOK {
		return nil
	}
	return a.fail(adviceClerk, "answered %d: %s", a.status, a.reason())
}

func (s *standIn) call(ctx context.Context, method, path string, body, into any) error {
	a, err := s.http.do(ctx, request{method: method, url: s.base + path, token: s.key, body: body})
	if err != nil {
		return err
	}
	if err := s.done(a); err != nil {
		return err
	}
	return a.decode(a.body, into, nil)
}

// createUser gives the new user's id.
func (s *standIn) createUser(ctx context.Context, email, first, last string) (string, error) {
	var user struct{ ID string }
	err := s.call(ctx, http.MethodPost, "/v1/users", map[string]any{
		"email_address": []string{email}, "first_name": first, "last_name": last,
	}, &user)
	return user.ID, err
}

// signIn gives the id of a new session.
func (s *standIn) signIn(ctx context.Context, userID string) (string, error) {
	var session struct{ ID string }
	err := s.call(ctx, http.MethodPost, "/v1/sessions", map[string]any{"user_id": userID}, &session)
	return session.ID, err
}

// sessionToken gives a fresh token, which lives for a minute.
func (s *standIn) sessionToken(ctx context.Context, sessionID string) (string, error) {
	var token struct{ JWT string }
	err := s.call(ctx, http.MethodPost, "/v1/sessions/"+url.PathEscape(sessionID)+"/tokens", map[string]any{}, &token)
	return token.JWT, err
}

func (s *standIn) deleteUser(ctx context.Context, userID string) error {
	return s.call(ctx, http.MethodDelete, "/v1/users/"+url.PathEscape(userID), nil, &struct{}{})
}
