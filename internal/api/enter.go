package api

import (
	"context"

	"github.com/tabletap/console/internal/access"
)

// enter checks what the restaurant itself says, and puts it into the context.
func (rt *route) enter(ctx context.Context, actor *access.Actor, where place) (context.Context, error) {
	if rt.tenancy == "required" {
		if err := rt.permit(actor, where); err != nil {
			return nil, err
		}
	}
	requestFrom(ctx).tenant = where.tenant
	ctx = access.WithTenant(ctx, where.tenant)
	if where.member != nil {
		ctx = access.WithMember(ctx, where.member)
	}
	return ctx, nil
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
