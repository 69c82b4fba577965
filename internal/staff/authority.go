package staff

import (
	"context"
	"strings"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// authority is whoever changes the staff, and what they hold, as the transaction of the change sees it.
type authority struct {
	user  access.UserID
	role  int64 // their own; 0 for a superuser
	holds access.Permissions
}

var (
	errMayNot     = fault.New(fault.Forbidden, "permission_denied", "You do not have permission to perform this action.")
	errEscalation = fault.New(fault.Forbidden, "permission_escalation", "This goes beyond your own permissions.")
	everything    = access.Permissions{access.Everything: true}
)

// manage runs one change of the staff. Changes take turns in a restaurant, and each reads the actor's rights anew: nobody hands
// out, in a request that was let in a moment ago, what was taken from them since.
func (s *Service) manage(ctx context.Context, fn func(tx postgres.Tx, t *access.Tenant, by authority) error) error {
	return s.manageAfter(ctx, func(postgres.Tx) error { return nil }, fn)
}

// manageAfter is manage for what locks people as well: first does, since whoever holds a person's lock may be waiting for its turn.
func (s *Service) manageAfter(
	ctx context.Context, first func(postgres.Tx) error, fn func(tx postgres.Tx, t *access.Tenant, by authority) error,
) error {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return err
	}
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return err
	}
	return s.db.Tenant(ctx, t, func(tx postgres.Tx) error {
		if err := first(tx); err != nil {
			return err
		}
		if err := s.store.takeTurn(ctx, tx); err != nil {
			return err
		}
		by, err := s.authority(ctx, tx, actor)
		if err != nil {
			return err
		}
		return fn(tx, t, by)
	})
}

// authority says what the actor may do by now. Superusers and the owner hold everything.
func (s *Service) authority(ctx context.Context, tx postgres.Tx, actor *access.Actor) (authority, error) {
	if actor.Superuser {
		return authority{user: actor.UserID, holds: everything}, nil
	}
	m, err := s.store.placeOf(ctx, tx, actor.UserID)
	switch {
	case fault.Is(err, fault.NotFound):
		return authority{}, errMayNot
	case err != nil:
		return authority{}, err
	case m.Owner && m.Active:
		return authority{user: actor.UserID, role: m.RoleID, holds: everything}, nil
	case !m.Active || !m.Permissions.Allow(access.StaffManage):
		return authority{}, errMayNot
	default:
		return authority{user: actor.UserID, role: m.RoleID, holds: m.Permissions}, nil
	}
}

// covers fails, with the names of what is too much, when the permissions are more than the actor holds: they may neither be handed
// out, nor may whoever has them be touched.
func (a authority) covers(ps access.Permissions) error {
	beyond := a.holds.Beyond(ps)
	if len(beyond) == 0 {
		return nil
	}
	names := make([]string, len(beyond))
	for i, p := range beyond {
		names[i] = string(p)
	}
	e := errEscalation.With("permissions", names)
	e.Message = "This goes beyond your own permissions: " + strings.Join(names, ", ") + "."
	return e
}

// coversRole is covers for a role as it is stored.
func (a authority) coversRole(r *Role) error {
	ps, err := access.ParsePermissions(r.Permissions)
	if err != nil {
		return err
	}
	return a.covers(ps)
}
