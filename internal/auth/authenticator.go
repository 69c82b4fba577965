package auth

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// The cookies that say who is asking.
const (
	SessionCookie = "tabletap_session" // a superuser's session here
	clerkCookie   = "__session"        // a Clerk session token
)

var (
	errBearer      = fault.New(fault.Unauthenticated, "token_invalid", "The session token is not valid.")
	errUnknownUser = fault.New(fault.Unauthenticated, "user_unknown", "There is no user for this session.")
	errInactive    = fault.New(fault.Unauthenticated, "user_inactive", "This user is not active.")
)

// Authenticate says who sent a request. What counts is, in this order, a bearer token of Clerk's in the Authorization header, a
// superuser's session, and Clerk's cookie where the browser vouches for the page that used it. Nothing of it is nil, nil.
//
// It fails with Unauthenticated for a token that is not valid or whose user is unknown to Clerk, banned or deleted, and with
// Unavailable when Clerk has to be asked and does not answer. A superuser's session that ended is the same as none.
func (s *Service) Authenticate(ctx context.Context, r *http.Request) (*access.Actor, error) {
	if token, ok := bearer(r); ok {
		return s.fromToken(ctx, token)
	}
	if cookie, err := r.Cookie(SessionCookie); err == nil && cookie.Value != "" {
		actor, found, err := s.fromSession(ctx, cookie.Value)
		if found || err != nil {
			return actor, err
		}
	}
	if cookie, err := r.Cookie(clerkCookie); err == nil && cookie.Value != "" && s.origins.vouches(r) {
		return s.fromToken(ctx, cookie.Value)
	}
	return nil, nil //nolint:nilnil // nobody is asking, which is no failure: api.Authenticator
}

// Visitor says who sits in front of the browser that navigates to a page of ours: whoever Clerk's cookie names. Unlike
// Authenticate it asks for no vouching, because the link may be on any site: it is for pages that only show something, and whatever
// changes something must check for itself where the request came from. It fails as Authenticate does; nobody is nil, nil.
func (s *Service) Visitor(ctx context.Context, r *http.Request) (*access.Actor, error) {
	cookie, err := r.Cookie(clerkCookie)
	if err != nil || cookie.Value == "" {
		return nil, nil //nolint:nilerr,nilnil // no cookie is nobody
	}
	return s.fromToken(ctx, cookie.Value)
}

// superuserRenewal is after how long a page asks again whether a superuser's session goes on.
const superuserRenewal = 10 * time.Minute

// SignedInUntil says until when a browser's cookies prove who sits in front of it, without asking again; the zero time for nobody. As
// Visitor it asks for no vouching, and what it says gives no right to anything.
func (s *Service) SignedInUntil(ctx context.Context, r *http.Request) (time.Time, error) {
	if cookie, err := r.Cookie(SessionCookie); err == nil && cookie.Value != "" {
		_, found, err := s.fromSession(ctx, cookie.Value)
		if err != nil {
			return time.Time{}, err
		}
		if found {
			return s.clock.Now().Add(superuserRenewal), nil
		}
	}
	actor, err := s.Visitor(ctx, r)
	if fault.Is(err, fault.Unauthenticated) || err == nil && actor == nil {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return actor.ProvenUntil, nil
}

// bearer finds the token of an Authorization header. Other schemes are somebody else's, such as a proxy's in front of us.
func bearer(r *http.Request) (token string, ok bool) {
	header := r.Header.Get("Authorization")
	scheme, token, _ := strings.Cut(header, " ")
	return strings.TrimSpace(token), strings.EqualFold(scheme, "Bearer")
}

func (s *Service) fromToken(ctx context.Context, token string) (*access.Actor, error) {
	if token == "" {
		return nil, errBearer
	}
	claims, err := s.tokens.Verify(ctx, token)
	if err != nil {
		return nil, err
	}
	user, err := s.users.Get(ctx, claims.Subject, s.find)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil, errUnknownUser.Because(err)
	case err != nil:
		return nil, err
	case user.Deleted || !user.Active:
		return nil, errInactive
	}
	actor := user.actor()
	actor.SessionID, actor.ProvenUntil = claims.SessionID, claims.Expires
	if claims.FactorAge.First >= 0 {
		actor.AuthenticatedAt = claims.IssuedAt.Add(-claims.FactorAge.First)
	}
	if claims.Org != nil {
		actor.OrgID, actor.OrgSlug = claims.Org.ID, claims.Org.Slug
	}
	return actor, nil
}
