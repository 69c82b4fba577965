package oidc

import (
	"context"
	"slices"
	"strconv"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// mostWorkplaces is how many restaurants the page offers.
const mostWorkplaces = 50

var (
	errNoRestaurant = fault.New(fault.Forbidden, "no_restaurant", "You do not work in any restaurant yet.")
	errNotThere     = fault.New(fault.Forbidden, "not_staff", "You do not work in the restaurant that the tool asked for.")
)

// begin notes what a tool wants. Browser is the cookie of the browser that brought it.
func (s *Service) begin(ctx context.Context, r *request, browser string) error {
	r.ID, r.Browser = newSecret(), hashed(browser)
	r.Created = s.Clock.Now()
	r.Expires = r.Created.Add(requestLifetime)
	return s.store.insertRequest(ctx, s.DB.SharedQuery(), r)
}

// openFrom is a request that waits, if it came from the browser with the cookie. Another browser's does not exist: whoever talks
// somebody into following a link gets no sign-in of theirs.
func (s *Service) openFrom(ctx context.Context, id, browser string) (*request, error) {
	if len(id) != secretLength || !text(id) {
		return nil, errNoRequest
	}
	r, err := s.store.open(ctx, s.DB.SharedQuery(), id, s.Clock.Now())
	if err == nil && !r.from(browser) {
		return nil, errNoRequest
	}
	return r, err
}

// identify notes who sits in front of the browser.
func (s *Service) identify(ctx context.Context, r *request, actor *access.Actor) error {
	r.User, r.AuthTime, r.SignIn = actor.UserID, actor.AuthenticatedAt, actor.SessionID
	return s.store.identify(ctx, s.DB.SharedQuery(), r)
}

// choice is a restaurant that the person may sign in for, or why not.
type choice struct {
	workplace

	Role    string
	Refusal *fault.Error // nil when they may
}

// choices are the restaurants that the person works in, or the one that the tool asked for. There is at least one, or it fails with
// Forbidden.
func (s *Service) choices(ctx context.Context, r *request) ([]choice, error) {
	places, err := s.store.workplaces(ctx, s.DB.SharedQuery(), r.User)
	switch {
	case err != nil:
		return nil, err
	case len(places) == 0:
		return nil, errNoRestaurant
	}
	if r.TenantHint != "" {
		if places = slices.DeleteFunc(places, func(p workplace) bool { return !p.called(r.TenantHint) }); len(places) == 0 {
			return nil, errNotThere
		}
	}
	choices := make([]choice, len(places))
	for i, place := range places {
		if choices[i], err = s.choice(ctx, r, place); err != nil {
			return nil, err
		}
	}
	return choices, nil
}

func (p workplace) called(name string) bool {
	return name == p.Slug || name == p.Schema || name == strconv.FormatInt(int64(p.ID), 10)
}

func (s *Service) choice(ctx context.Context, r *request, place workplace) (choice, error) {
	who, err := s.present(ctx, r.User, place.ID, r.ToolID)
	if refusal := refused(err); refusal != nil {
		return choice{workplace: place, Refusal: refusal}, nil //nolint:nilerr // the page says so
	}
	if err != nil {
		return choice{}, err
	}
	return choice{workplace: place, Role: who.member.Role}, nil
}

// present is somebody as a tool may know them at this moment. It fails with Forbidden, NotFound or Unauthenticated when the tool is not
// open to them.
func (s *Service) present(ctx context.Context, user access.UserID, tenant access.TenantID, tool int64) (*subject, error) {
	who, err := s.store.person(ctx, s.DB.SharedQuery(), user)
	if err != nil {
		return nil, err
	}
	t, err := s.Restaurants.ByID(ctx, tenant)
	if err != nil {
		return nil, err
	}
	if err := t.Standing(); err != nil {
		return nil, err
	}
	member, err := s.Admission.Admit(ctx, t, user, tool)
	if err != nil {
		return nil, err
	}
	return &subject{person: who, tenant: t, member: member, toolID: tool}, nil
}

// refused is why the tool is not open to somebody; nil when err is none, or trouble of ours.
func refused(err error) *fault.Error {
	f, ok := asFault(err)
	if ok && (f.Kind == fault.Forbidden || f.Kind == fault.NotFound || f.Kind == fault.Unauthenticated) {
		return f
	}
	return nil
}

// grant answers the request with a code for a restaurant, and gives the address to go back to. It fails with NotFound when it was
// answered before, and with Forbidden when the tool is not open to the person there.
func (s *Service) grant(ctx context.Context, r *request, tenant access.TenantID) (back string, err error) {
	if _, err := s.present(ctx, r.User, tenant, r.ToolID); err != nil {
		return "", err
	}
	code := newSecret()
	r.Tenant = tenant
	if err := s.store.finish(ctx, s.DB.SharedQuery(), r, code, s.Clock.Now()); err != nil {
		return "", err
	}
	return s.answer(r, &op.CodeResponseType{Code: code, State: r.State})
}

// deny answers the request with an error, and gives the address to go back to.
func (s *Service) deny(ctx context.Context, r *request, why *oidc.Error) (back string, err error) {
	r.Tenant = 0
	if err := s.store.finish(ctx, s.DB.SharedQuery(), r, "", s.Clock.Now()); err != nil {
		return "", err
	}
	why.State = r.State
	return s.answer(r, why)
}

func (s *Service) answer(r *request, parameters any) (string, error) {
	return op.AuthResponseURL(r.RedirectURI, oidc.ResponseTypeCode, oidc.ResponseModeQuery, parameters, s.provider.Encoder())
}

// endGrant ends a sign-in with all of its tokens. One that has ended is no error.
func (s *Service) endGrant(ctx context.Context, grant int64, reason string) error {
	return s.DB.Shared(ctx, func(tx postgres.Tx) error {
		whose, err := s.store.end(ctx, tx, grant, reason, s.Clock.Now())
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.recordEnd(ctx, tx, audit.ByTool, whose, reason)
	})
}

// EndSignIn ends every tool's sign-in that came of a sign-in in the console, which SessionID of the Actor names. It runs inside tx, over
// the shared tables. The sign-in is remembered, so that no code that is on its way, nor a session token that outlives its sign-in for a
// moment, begins another.
func (s *Service) EndSignIn(ctx context.Context, tx postgres.Tx, signIn string) error {
	if signIn == "" {
		return nil
	}
	all, err := s.store.endSignIn(ctx, tx, signIn, s.Clock.Now())
	if err != nil {
		return err
	}
	by := "" // whoever signs out
	if _, err := access.ActorFrom(ctx); err != nil {
		by = audit.ByWebhook
	}
	for _, whose := range all {
		if err := s.recordEnd(ctx, tx, by, whose, endSignedOut); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) recordEnd(ctx context.Context, tx postgres.Tx, by string, whose ended, reason string) error {
	return s.Audit.Record(ctx, tx, audit.Entry{
		Tenant: whose.Tenant, By: by, Action: "openid.ended", TargetType: "tool", TargetID: whose.Tool,
		Changes: map[string]audit.Change{"user_id": {Before: whose.User}, "reason": {After: reason}},
	})
}
