package staff

import (
	"context"
	"fmt"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// waitingPage is how many restaurants are read at a time, and waitingMost how many invitations somebody is shown.
const (
	waitingPage = 100
	waitingMost = 200
)

// AcceptInvitations takes somebody who signed up with an address into all restaurants that invited it, and says whether any had.
// It runs inside a transaction over the shared tables. Doing it again does nothing.
func (s *Service) AcceptInvitations(ctx context.Context, tx postgres.Tx, user access.UserID) (accepted bool, err error) {
	err = s.eachWaiting(ctx, tx, user, func(t *access.Tenant) error {
		return postgres.InSchema(ctx, tx, t.Schema, func() error {
			took, err := s.accept(ctx, tx, t.ID, user)
			accepted = accepted || took
			return err
		})
	})
	return accepted, err
}

// accept takes up an open invitation of a person's, and reports false when there is none. It runs in the restaurant's schema. It
// needs no seat: the invitation holds one.
func (s *Service) accept(ctx context.Context, tx postgres.Tx, t access.TenantID, user access.UserID) (bool, error) {
	p, err := s.store.lockOfUser(ctx, tx, user)
	if fault.Is(err, fault.NotFound) || err == nil && p.Active {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = s.store.openInvitation(ctx, tx, user, s.clock.Now())
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, s.join(ctx, tx, t, p)
}

// join makes a locked place active by its open invitation.
func (s *Service) join(ctx context.Context, tx postgres.Tx, t access.TenantID, p place) error {
	if _, _, err := s.store.closeInvitation(ctx, tx, p.id, StatusAccepted, "", s.clock.Now()); err != nil {
		return err
	}
	if err := s.store.setActive(ctx, tx, p.id, true, s.clock.Now()); err != nil {
		return err
	}
	if err := s.announce(ctx, tx, t, p.user, true); err != nil {
		return err
	}
	return s.record(ctx, tx, t, p.id, "staff.joined", map[string]audit.Change{"role": {After: p.role}})
}

// MoveInvitations makes the invitations of an address those of the person who turned out to have it, and had an account already.
// From is the row that stood for the address. It runs inside a transaction over the shared tables.
func (s *Service) MoveInvitations(ctx context.Context, tx postgres.Tx, from, to access.UserID) error {
	return s.eachWaiting(ctx, tx, from, func(t *access.Tenant) error {
		err := postgres.InSchema(ctx, tx, t.Schema, func() error { return s.move(ctx, tx, t.ID, from, to) })
		if err != nil {
			return err
		}
		return s.store.shared.DeleteMembership(ctx, tx, int64(from), int64(t.ID))
	})
}

func (s *Service) move(ctx context.Context, tx postgres.Tx, t access.TenantID, from, to access.UserID) error {
	invited, err := s.store.lockOfUser(ctx, tx, from)
	if err != nil {
		return fault.UnlessMissing(err)
	}
	_, err = s.store.lockOfUser(ctx, tx, to)
	if fault.Is(err, fault.NotFound) {
		if err := s.store.setUser(ctx, tx, invited.id, to, s.clock.Now()); err != nil {
			return err
		}
		return s.announce(ctx, tx, t, to, false)
	}
	if err != nil {
		return err
	}
	// They are on this staff under another address already, and keep the place that they have.
	if err := s.revoke(ctx, tx, t, invited.id, "This person is on the staff already."); err != nil {
		return err
	}
	return s.store.tenant.DeleteUnjoined(ctx, tx, int64(invited.id))
}

// eachWaiting calls fn for every restaurant that has a place for somebody which they do not fill, in order of id.
func (s *Service) eachWaiting(ctx context.Context, q postgres.Querier, user access.UserID, fn func(*access.Tenant) error) error {
	for after := access.TenantID(0); ; {
		page, err := s.store.waiting(ctx, q, user, after)
		if err != nil {
			return err
		}
		for i := range page {
			if err := fn(&page[i]); err != nil {
				return fmt.Errorf("invitation to %s: %w", page[i].Schema, err)
			}
			after = page[i].ID
		}
		if len(page) < waitingPage {
			return nil
		}
	}
}

// MyInvitations gives what the actor may accept, over all restaurants.
func (s *Service) MyInvitations(ctx context.Context) ([]Waiting, error) {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return nil, err
	}
	list := []Waiting{}
	err = s.eachWaiting(ctx, s.db.SharedQuery(), actor.UserID, func(t *access.Tenant) error {
		if t.SchemaVersion < s.version || len(list) >= waitingMost {
			return nil // it is shown once its schema is brought up
		}
		row, err := s.store.openInvitation(ctx, s.db.TenantQuery(t), actor.UserID, s.clock.Now())
		if err != nil {
			return fault.UnlessMissing(err)
		}
		list = append(list, Waiting{ID: row.ID, Tenant: *t, Role: row.RoleName, Invited: row.CreatedAt, Expires: postgres.OrZero(row.ExpiresAt)})
		return nil
	})
	return list, err
}

// Accept takes up the restaurant's invitation of the actor. It fails with Forbidden, tenant_suspended, for one that is suspended.
func (s *Service) Accept(ctx context.Context, id access.TenantID) error {
	t, err := s.restaurants.ByID(ctx, id)
	if err != nil {
		return postgres.Missing(err, errNoInvitation)
	}
	return s.respond(ctx, id, func(tx postgres.Tx, p place) error {
		if t.SuspendedAt != nil {
			return t.Standing()
		}
		return s.join(ctx, tx, id, p)
	})
}

// Decline turns the restaurant's invitation of the actor down.
func (s *Service) Decline(ctx context.Context, id access.TenantID) error {
	return s.respond(ctx, id, func(tx postgres.Tx, p place) error {
		return s.revoke(ctx, tx, id, p.id, "The person declined.")
	})
}

// respond does something about the open invitation of the actor. Without one, the restaurant does not exist for them.
func (s *Service) respond(ctx context.Context, id access.TenantID, do func(postgres.Tx, place) error) error {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return err
	}
	row, err := s.store.shared.WaitingPlace(ctx, s.db.SharedQuery(), int64(actor.UserID), int64(id))
	if err != nil {
		return postgres.Missing(err, errNoInvitation)
	}
	t := waitingTenant(shareddb.WaitingPlacesRow(row))
	if t.SchemaVersion < s.version {
		return errUpgrading
	}
	err = s.db.Tenant(ctx, &t, func(tx postgres.Tx) error {
		p, err := s.store.lockOfUser(ctx, tx, actor.UserID)
		if err != nil {
			return postgres.Missing(err, errNoInvitation)
		}
		if _, err := s.store.openInvitation(ctx, tx, actor.UserID, s.clock.Now()); err != nil {
			return err
		}
		return do(tx, p)
	})
	if err == nil {
		s.places.forget(ctx, id, actor.UserID)
	}
	return err
}
