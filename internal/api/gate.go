package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

var (
	// errNoSuchTenant is the same whether the restaurant does not exist or is somebody else's.
	errNoSuchTenant = fault.Missing("Restaurant")
	errNotOwner     = fault.New(fault.Forbidden, "owner_only", "Only the owner of the restaurant may do this.")
	errNotPermitted = fault.New(fault.Forbidden, "permission_denied", "You do not have permission to perform this action.")
	errNotSuperuser = fault.New(fault.Forbidden, "superuser_only", "Only superusers may do this.")
	errVisitEnded   = fault.New(fault.Forbidden, "visit_ended", "This visit is over, or it is not yours, or not to this restaurant.")
	errUpgrading    = fault.New(fault.Unavailable, "tenant_upgrading",
		"This restaurant is being upgraded. Please try again.").After(defaultRetry)
)

// place is where a request takes effect: the restaurant and the actor's row of staff there, nil for a superuser.
type place struct {
	tenant *access.Tenant
	member *access.Member
}

// admit decides who is asking, which restaurant it is about, and whether they may, in this order. The context it returns
// carries what it found.
func (rt *route) admit(ctx context.Context, r *http.Request) (context.Context, error) {
	actor, err := rt.identify(ctx, r)
	if err != nil {
		return nil, err
	}
	if actor == nil && !rt.openToNobody() {
		_, err := access.ActorFrom(ctx)
		return nil, err // the same fault as everywhere that an actor is missing
	}
	if actor != nil {
		ctx = access.WithActor(ctx, actor)
	}
	if rt.Access.who == superuser && !actor.Superuser {
		return nil, errNotSuperuser
	}
	where, err := rt.locate(ctx, actor, r)
	if err != nil || where.tenant == nil {
		return ctx, err
	}
	return rt.enter(ctx, actor, where)
}

// identify asks who it is, where the route wants to know. On a public route credentials are a courtesy: bad ones are
// nobody's.
func (rt *route) identify(ctx context.Context, r *http.Request) (*access.Actor, error) {
	switch {
	case rt.Access.who == proof, rt.Access.who == public && !rt.Access.tenantIfAny:
		return nil, nil //nolint:nilnil // nobody was asked for
	}
	actor, err := rt.api.auth.Authenticate(ctx, r)
	if err != nil && rt.Access.who == public {
		return nil, nil //nolint:nilnil // see above
	}
	if err != nil {
		return nil, err
	}
	requestFrom(ctx).actor = actor
	return actor, nil
}

// openToNobody reports whether a request without an actor may reach the handler.
func (rt *route) openToNobody() bool {
	return rt.Access.who == public || rt.Access.who == proof || rt.Access.proofScheme != ""
}

// locate finds the restaurant. A caller without an actor who brings a proof has none, nor has a superuser who asks for all.
func (rt *route) locate(ctx context.Context, actor *access.Actor, r *http.Request) (place, error) {
	switch rt.tenancy {
	case "optional":
		return rt.locateIfAny(ctx, actor, r)
	case "required":
		if actor == nil || rt.Access.superAll && actor.Superuser && r.Header.Get(tenantHeader) == "" {
			return place{}, nil
		}
		where, err := rt.locateOne(ctx, actor, r)
		if err == nil && where.tenant == nil {
			err = errNoSuchTenant
		}
		return where, err
	}
	return place{}, nil
}

func (rt *route) locateOne(ctx context.Context, actor *access.Actor, r *http.Request) (place, error) {
	if rt.Access.pathParam == "" {
		return rt.resolve(ctx, actor, r)
	}
	id, err := strconv.ParseInt(r.PathValue(rt.Access.pathParam), 10, 64)
	if err != nil {
		return place{}, errNoSuchTenant
	}
	t, m, err := rt.api.tenants.ResolveID(ctx, actor, access.TenantID(id))
	if fault.Is(err, fault.NotFound) {
		return place{}, errNoSuchTenant
	}
	return place{t, m}, err
}

func (rt *route) resolve(ctx context.Context, actor *access.Actor, r *http.Request) (place, error) {
	hint := TenantHint{Header: r.Header.Get(tenantHeader), Host: requestFrom(ctx).peer.host()}
	if !wellFormed(hint.Header) {
		return place{}, errNoSuchTenant
	}
	t, m, err := rt.api.tenants.Resolve(ctx, actor, hint)
	return place{t, m}, err
}

// locateIfAny does without a restaurant where none was asked for by name. Nobody's health check fails for one.
func (rt *route) locateIfAny(ctx context.Context, actor *access.Actor, r *http.Request) (place, error) {
	where, err := rt.resolve(ctx, actor, r)
	if err == nil && where.tenant != nil && where.tenant.SchemaVersion < rt.api.cfg.SchemaVersion {
		err = errUpgrading
	}
	named := r.Header.Get(tenantHeader) != ""
	switch {
	case err == nil:
		return where, nil
	case rt.Access.who == public, fault.CodeOf(err) == "tenant_required", fault.Is(err, fault.NotFound) && !named:
		return place{}, nil
	}
	return place{}, err
}
