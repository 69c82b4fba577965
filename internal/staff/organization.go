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
// as long as theirs is one of the default ones, and was not chosen by an invitation. Who was invited comes as what they were
// invited as, and not at all once the invitation was taken back.
//
// When the plan has no seat left, they are put on the staff without being active: the event is not lost, whoever manages
// the staff sees them wait, and activates them when a seat is free. The owner's place is never touched. It runs inside a
// transaction over the shared tables.
func (s *Service) JoinFromOrganization(ctx context.Context, tx postgres.Tx, t *access.Tenant, user access.UserID, clerkRole string) error {
	return postgres.InSchema(ctx, tx, t.Schema, func() error {
		free, err := s.lockSeats(ctx, tx, t)
		if err != nil {
			return err
		}
		p, err := s.store.lockOfUser(ctx, tx, user)
		if fault.Is(err, fault.NotFound) {
			return s.hire(ctx, tx, t, user, keyOfClerk(clerkRole))
		}
		if err != nil || p.owner {
			return err
		}
		return s.comeBack(ctx, tx, t.ID, p, keyOfClerk(clerkRole), &free)
	})
}

// comeBack is for somebody who has a row.
func (s *Service) comeBack(ctx context.Context, tx postgres.Tx, t access.TenantID, p place, key string, free *seats) error {
	last, err := s.store.lastInvitation(ctx, tx, p.id, s.clock.Now())
	switch {
	case err != nil:
		return err
	case !p.Active && last.Status == StatusPending:
		return s.join(ctx, tx, t, p)
	case !p.Active && last.ID != 0 && last.Status != StatusAccepted:
		return nil
	case last.ID == 0:
		if err := s.follow(ctx, tx, t, p, key); err != nil {
			return err
		}
	}
	if !p.Active && !free.take() {
		return nil
	}
	return s.switchPlace(ctx, tx, t, p, true)
}

// hire puts a person on the staff whom nobody of the restaurant asked for, with one of the roles that every restaurant begins with.
// The seats are locked already; locking them again does nothing.
func (s *Service) hire(ctx context.Context, tx postgres.Tx, t *access.Tenant, user access.UserID, key string) error {
	role, err := s.roleByKey(ctx, tx, key)
	if err != nil {
		return err
	}
	h := &hire{NewMember: NewMember{User: user}, person: Person{ID: user}, role: role.ID, mayWait: true}
	if err := s.hireAll(ctx, tx, t, []*hire{h}); err != nil {
		return fmt.Errorf("hire as %s: %w", role.Name, err)
	}
	if h.failed != nil {
		return h.failed
	}
	action := "staff.joined"
	if !h.active {
		action = "staff.waits_for_seat"
	}
	return s.record(ctx, tx, t.ID, h.id, action, map[string]audit.Change{"role": {After: role.Name}})
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
			return s.withdrawInvitations(ctx, tx, user)
		}
	}
}

// withdrawInvitations ends what a person who is no more could have accepted.
func (s *Service) withdrawInvitations(ctx context.Context, tx postgres.Tx, user access.UserID) error {
	return s.eachWaiting(ctx, tx, user, func(t *access.Tenant) error {
		return postgres.InSchema(ctx, tx, t.Schema, func() error {
			p, err := s.store.lockOfUser(ctx, tx, user)
			if err != nil || p.Active {
				return fault.UnlessMissing(err)
			}
			return s.revoke(ctx, tx, t.ID, p.id, "The person deleted their account.")
		})
	})
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
