package staff

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// Plans says what a restaurant pays for.
type Plans interface {
	// MaxStaff is how many people may be on the restaurant's staff, -1 for any number. It reads through the transaction that is
	// open, so that nobody who holds a connection waits for another.
	MaxStaff(ctx context.Context, q postgres.Querier, t *access.Tenant) (int, error)
}

var errPlanLimit = fault.New(fault.Forbidden, "plan_limit",
	"Your plan does not include more members of staff. Active members and open invitations count.")

// lockSeats lets nobody else take a seat of the restaurant until tx ends, and gives how many are free. Taking a seat is a change of
// the staff and waits for its turn like all others. The turn is a row's lock in the restaurant's own schema rather than an
// advisory lock: where restaurants are spread over servers, advisory locks belong to the server that one happens to be
// connected to, and a row is wherever its restaurant is. It comes before any lock of a member's row, and after those of people.
func (s *Service) lockSeats(ctx context.Context, tx postgres.Tx, t *access.Tenant) (seats, error) {
	most, err := s.plans.MaxStaff(ctx, tx, t)
	if err != nil {
		return seats{}, err
	}
	if err := s.store.takeTurn(ctx, tx); err != nil {
		return seats{}, err
	}
	taken, err := s.store.tenant.SeatsTaken(ctx, tx, s.clock.Now())
	return seats{most: most, taken: int(taken)}, err
}

// seats are a restaurant's while they are locked.
type seats struct{ most, taken int }

// take uses one up, or says that there is none.
func (s *seats) take() bool {
	if s.most >= 0 && s.taken >= s.most {
		return false
	}
	s.taken++
	return true
}

// letIn makes a locked member active who was at work before, if a seat is free. Nobody is let in who has not agreed to come.
func (s *Service) letIn(ctx context.Context, tx postgres.Tx, t *access.Tenant, p place) error {
	free, err := s.lockSeats(ctx, tx, t)
	if err != nil {
		return err
	}
	last, err := s.store.lastInvitation(ctx, tx, p.id, s.clock.Now())
	switch {
	case err != nil:
		return err
	case last.ID != 0 && last.Status != StatusAccepted:
		return errNotAccepted
	case !free.take():
		return errPlanLimit
	}
	return s.switchPlace(ctx, tx, t.ID, p, true)
}

// StaffUsed is how many seats of the restaurant are taken: active members and open invitations.
func (s *Service) StaffUsed(ctx context.Context, t *access.Tenant) (int, error) {
	taken, err := s.store.tenant.SeatsTaken(ctx, s.db.TenantQuery(t), s.clock.Now())
	return int(taken), err
}
