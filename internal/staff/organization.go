package staff

import (
	"context"
	"fmt"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// JoinFromOrganization makes a member of the restaurant's Clerk organization an active member of its staff: an admin as
// Manager, everybody else as Waiter, by whatever name those roles go now. Who is on the staff already follows a new role at Clerk
// as long as theirs is one of the default ones. The owner's place is never touched. It runs inside a transaction over the shared tables.
func (s *Service) JoinFromOrganization(ctx context.Context, tx postgres.Tx, t *access.Tenant, user access.UserID, clerkRole string) error {
	return postgres.InSchema(ctx, tx, t.Schema, func() error {
		p, err := s.store.lockOfUser(ctx, tx, user)
		if fault.Is(err, fault.NotFound) {
			return s.hire(ctx, tx, t.ID, user, keyOfClerk(clerkRole))
		}
		if err != nil || p.owner {
			return err
		}
		if err := s.follow(ctx, tx, t.ID, p, keyOfClerk(clerkRole)); err != nil {
			return err
		}
		return s.switchPlace(ctx, tx, t.ID, p, true)
	})
}

// hire adds somebody with one of the roles that every restaurant begins with.
func (s *Service) hire(ctx context.Context, tx postgres.Tx, t access.TenantID, user access.UserID, key string) error {
	role, err := s.roleByKey(ctx, tx, key)
	if err != nil {
		return err
	}
	id, err := s.store.hire(ctx, tx, user, role.ID, s.clock.Now())
	if err != nil {
		return fmt.Errorf("hire as %s: %w", role.Name, err)
	}
	if err := s.announce(ctx, tx, t, user, true); err != nil {
		return err
	}
	return s.record(ctx, tx, t, id, "staff.joined", map[string]audit.Change{"role": {After: role.Name}})
}

func (s *Service) follow(ctx context.Context, tx postgres.Tx, t access.TenantID, p place, key string) error {
	if !p.takes(key) {
		return nil
	}
	role, err := s.roleByKey(ctx, tx, key)
	if err != nil {
		return err
	}
	return s.giveRole(ctx, tx, t, p, role)
}

// LeaveFromOrganization deactivates somebody who left the restaurant's Clerk organization. The owner's place is never touched,
// and somebody who is not on the staff is no error. It runs inside a transaction over the shared tables.
func (s *Service) LeaveFromOrganization(ctx context.Context, tx postgres.Tx, t *access.Tenant, user access.UserID) error {
	return s.leave(ctx, tx, t, user, func(p place) bool { return !p.owner })
}

// DeactivateEverywhere ends all places of a person who is no more, that of an owner as well. It runs inside a transaction over
// the shared tables.
func (s *Service) DeactivateEverywhere(ctx context.Context, tx postgres.Tx, user access.UserID) error {
	for after := access.TenantID(0); ; {
		page, err := s.store.workplaces(ctx, tx, user, after)
		if err != nil {
			return err
		}
		for i := range page {
			if err := s.leave(ctx, tx, &page[i], user, func(place) bool { return true }); err != nil {
				return fmt.Errorf("leave %s: %w", page[i].Schema, err)
			}
			after = page[i].ID
		}
		if len(page) < workplacesPage {
			return nil
		}
	}
}

func (s *Service) leave(ctx context.Context, tx postgres.Tx, t *access.Tenant, user access.UserID, applies func(place) bool) error {
	return postgres.InSchema(ctx, tx, t.Schema, func() error {
		p, err := s.store.lockOfUser(ctx, tx, user)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil || !applies(p) {
			return err
		}
		return s.switchPlace(ctx, tx, t.ID, p, false)
	})
}
