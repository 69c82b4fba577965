package api

import (
	"context"
	"strconv"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// enter checks what the restaurant itself says, and puts it into the context.
func (rt *route) enter(ctx context.Context, actor *access.Actor, where place) (context.Context, error) {
	if rt.tenancy == "required" {
		if err := rt.permit(actor, where); err != nil {
			return nil, err
		}
	}
	req := requestFrom(ctx)
	visit, err := rt.visit(ctx, req.http.Header.Get(visitHeader), actor, where.tenant.ID)
	if err != nil {
		return nil, err
	}
	if visit != nil {
		ctx = access.WithVisit(ctx, visit)
	}
	req.tenant = where.tenant
	ctx = access.WithTenant(ctx, where.tenant)
	if where.member != nil {
		ctx = access.WithMember(ctx, where.member)
	}
	return ctx, nil
}

// visit is the one that a superuser says they are in, nil when they say none. Nobody else's word about it counts.
func (rt *route) visit(ctx context.Context, said string, actor *access.Actor, tenant access.TenantID) (*access.Visit, error) {
	if said == "" || actor == nil || !actor.Superuser {
		return nil, nil //nolint:nilnil // see above
	}
	id, err := strconv.ParseInt(said, 10, 64)
	if err != nil || rt.api.cfg.Visits == nil {
		return nil, errVisitEnded
	}
	visit, err := rt.api.cfg.Visits.Visit(ctx, id, actor, tenant)
	if fault.Is(err, fault.NotFound) {
		return nil, errVisitEnded
	}
	return visit, err
}

// permit fails closed: whoever is neither a superuser, nor the owner, nor an active member is a stranger, whatever the
// resolver thought.
func (rt *route) permit(actor *access.Actor, where place) error {
	if err := rt.belongs(actor, where); err != nil {
		return err
	}
	if !actor.Superuser && !rt.Access.evenInactive {
		if err := where.tenant.Standing(); err != nil {
			return err
		}
	}
	if where.tenant.SchemaVersion < rt.api.cfg.SchemaVersion {
		return errUpgrading
	}
	return nil
}

func (rt *route) belongs(actor *access.Actor, where place) error {
	if actor.Superuser {
		return nil
	}
	m, owns := where.member, owns(actor, where)
	switch {
	case m == nil && !owns, m != nil && !m.Active:
		return errNoSuchTenant
	case rt.Access.who == owner && !owns && rt.Access.pathParam != "":
		return errNoSuchTenant
	case rt.Access.who == owner && !owns:
		return errNotOwner
	case rt.Access.permission != "" && m != nil && !m.Permissions.Allow(rt.Access.permission):
		return errNotPermitted
	}
	return nil
}

// owns is also true of an owner without a row of staff, as between the making of a restaurant and its first hire.
func owns(actor *access.Actor, where place) bool {
	if where.member != nil && where.member.Owner {
		return true
	}
	return actor.UserID != 0 && actor.UserID == where.tenant.OwnerID
}
