package staff

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/postgres"
)

// List gives a page of those of the restaurant's members whom the filter lets through, and the number of all of those.
func (s *Service) List(ctx context.Context, f Filter, limit, offset int) ([]Member, int64, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, 0, err
	}
	if err := f.check(); err != nil {
		return nil, 0, err
	}
	q := s.db.TenantQuery(t)
	read := s.store.filter
	switch {
	case f.everybody():
		read = s.store.everybody
	case f.ofPeople():
		read = s.store.search
	}
	members, count, err := read(ctx, q, f, limit, offset)
	if err != nil {
		return nil, 0, err
	}
	return members, count, s.withInvitations(ctx, q, members)
}

// Get reads one member.
func (s *Service) Get(ctx context.Context, id access.MemberID) (Member, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return Member{}, err
	}
	q := s.db.TenantQuery(t)
	one := make([]Member, 1)
	if one[0], err = s.store.member(ctx, q, id); err != nil {
		return Member{}, err
	}
	err = s.withInvitations(ctx, q, one)
	return one[0], err
}

// Me reads the actor's own row. A superuser who is no member has none.
func (s *Service) Me(ctx context.Context) (Member, error) {
	me, err := access.MemberFrom(ctx)
	if err != nil {
		return Member{}, err
	}
	return s.Get(ctx, me.ID)
}

// Activate lets a member back in, if a seat is free. It fails with invitation_not_accepted for who never came. Asking twice is no
// error.
func (s *Service) Activate(ctx context.Context, id access.MemberID) error {
	return s.change(ctx, id, func(t *Terms) { t.Active = true })
}

// Deactivate shuts a member out at once: the next request is refused, and tools they have not entered yet stay shut. The owner
// cannot be deactivated, and nobody deactivates themselves. Whoever was invited is not to come any more. Asking twice is no error.
func (s *Service) Deactivate(ctx context.Context, id access.MemberID) error {
	return s.touch(ctx, id, func(tx postgres.Tx, t *access.Tenant, by authority, p place) error {
		after := p.Terms
		after.Active = false
		if err := p.mayBecome(&after, by); err != nil {
			return err
		}
		if !p.Active {
			return s.revoke(ctx, tx, t.ID, p.id, "")
		}
		return s.switchPlace(ctx, tx, t.ID, p, false)
	})
}

// Update changes what change changes of a member, and takes effect with their next request. Nobody changes their own role or the
// owner's, gives a role that permits more than they hold, or touches a member whose role does.
func (s *Service) Update(ctx context.Context, id access.MemberID, change func(*Terms)) (Member, error) {
	if err := s.change(ctx, id, change); err != nil {
		return Member{}, err
	}
	return s.Get(ctx, id)
}

func (s *Service) change(ctx context.Context, id access.MemberID, change func(*Terms)) error {
	return s.touch(ctx, id, func(tx postgres.Tx, t *access.Tenant, by authority, p place) error {
		after := p.Terms
		change(&after)
		after.trim()
		return s.rearrange(ctx, tx, t, by, p, after)
	})
}

// touch runs one change of a member, whose row is locked, and has this instance look again.
func (s *Service) touch(
	ctx context.Context, id access.MemberID, fn func(tx postgres.Tx, t *access.Tenant, by authority, p place) error,
) error {
	var tenant access.TenantID
	var p place
	err := s.manage(ctx, func(tx postgres.Tx, t *access.Tenant, by authority) (err error) {
		tenant = t.ID
		if p, err = s.store.lock(ctx, tx, id); err != nil {
			return err
		}
		return fn(tx, t, by, p)
	})
	if err != nil {
		return err
	}
	s.places.forget(ctx, tenant, p.user)
	return nil
}

// rearrange gives a locked place other terms, as far as the actor may.
func (s *Service) rearrange(ctx context.Context, tx postgres.Tx, t *access.Tenant, by authority, p place, after Terms) error {
	if err := p.mayBecome(&after, by); err != nil {
		return err
	}
	if err := s.reword(ctx, tx, t.ID, p, after); err != nil {
		return err
	}
	if after.RoleID != p.RoleID {
		role, err := s.grantable(ctx, tx, by, after.RoleID)
		if err != nil {
			return err
		}
		if err := s.giveRole(ctx, tx, t.ID, p, role); err != nil {
			return err
		}
	}
	if after.Active && !p.Active {
		return s.letIn(ctx, tx, t, p)
	}
	return s.switchPlace(ctx, tx, t.ID, p, after.Active)
}

// reword changes what nobody's rights hang on.
func (s *Service) reword(ctx context.Context, tx postgres.Tx, t access.TenantID, p place, after Terms) error {
	changes := p.changed(&after)
	if len(changes) == 0 {
		return nil
	}
	if err := after.check(); err != nil {
		return err
	}
	if err := s.store.updateMember(ctx, tx, p.id, after, s.clock.Now()); err != nil {
		return err
	}
	return s.record(ctx, tx, t, p.id, "staff.updated", changes)
}

// grantable is a role that the actor may give to a member. Ownership is not given like a role: there is one owner.
func (s *Service) grantable(ctx context.Context, tx postgres.Tx, by authority, id int64) (Role, error) {
	role, err := s.store.role(ctx, tx, id)
	if err != nil {
		return Role{}, err
	}
	if err := by.coversRole(&role); err != nil {
		return Role{}, err
	}
	if role.Owner {
		return Role{}, errOwnerRole
	}
	return role, nil
}

// giveRole makes a locked place one of another role. It runs in the restaurant's schema.
func (s *Service) giveRole(ctx context.Context, tx postgres.Tx, t access.TenantID, p place, role Role) error {
	if err := s.store.setRole(ctx, tx, p.id, role.ID, s.clock.Now()); err != nil {
		return err
	}
	if err := s.places.announce(ctx, tx, t, p.user); err != nil {
		return err
	}
	return s.record(ctx, tx, t, p.id, "staff.role_changed", map[string]audit.Change{"role": {Before: p.role, After: role.Name}})
}

// Remove takes a member off the staff, with all that they hold. Who was shut out is better deactivated: their history stays.
func (s *Service) Remove(ctx context.Context, id access.MemberID) error {
	return s.touch(ctx, id, func(tx postgres.Tx, t *access.Tenant, by authority, p place) error {
		if err := p.mayLose(by); err != nil {
			return err
		}
		return s.remove(ctx, tx, t.ID, p)
	})
}

func (s *Service) remove(ctx context.Context, tx postgres.Tx, t access.TenantID, p place) error {
	if err := s.launches.RevokeLaunches(ctx, tx, p.id); err != nil {
		return err
	}
	if err := s.revoke(ctx, tx, t, p.id, ""); err != nil {
		return err
	}
	if err := s.store.deleteMember(ctx, tx, t, p); err != nil {
		return err
	}
	if err := s.places.announce(ctx, tx, t, p.user); err != nil {
		return err
	}
	return s.record(ctx, tx, t, p.id, "staff.removed", map[string]audit.Change{
		"user_id": {Before: int64(p.user)}, "role": {Before: p.role}, "is_active": {Before: p.Active},
	})
}
