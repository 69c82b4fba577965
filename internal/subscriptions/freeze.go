package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/tenants"
)

// A frozen subscription is one that nothing happens to: its tools are closed, nobody is charged for it, here or by Paystack, and no period
// of it is counted as unpaid. Its status stays what it was. Thawed, it is due for whatever it would have been due for.

var errNotCurrent = fault.New(fault.Conflict, "subscription_state", "This subscription is over. The restaurant has another one, or none.")

// mayFreeze reports whether there is a subscription that runs and is not frozen, but by the restaurant's suspension: who freezes that one has
// it stay frozen when the suspension is over.
func (u *turn) mayFreeze() bool {
	return u.after != nil && u.status != StatusCancelled && (u.after.FrozenAt == nil || u.after.frozenSince(u.tenant.SuspendedAt))
}

// frozenSince reports whether it was frozen at that moment, which says by what.
func (s *Subscription) frozenSince(at *time.Time) bool {
	return s.FrozenAt != nil && at != nil && s.FrozenAt.Equal(*at)
}

func (u *turn) freeze() {
	u.after.FrozenAt = &u.now
	u.refreeze()
}

func (u *turn) unfreeze() {
	u.after.FrozenAt = nil
	u.refreeze()
}

// heed keeps the subscription of a suspended restaurant frozen, whatever has just become of it, and reports whether it had to.
func (u *turn) heed() bool {
	since := u.tenant.SuspendedAt
	if since == nil || u.after == nil || u.after.ID == 0 || u.after.FrozenAt != nil || u.status == StatusCancelled {
		return false
	}
	u.after.FrozenAt = since
	u.refreeze()
	return true
}

// refreeze draws the consequences of having been frozen or thawed.
func (u *turn) refreeze() {
	u.after.NextAction = u.after.nextAction()
	u.touch()
	u.sync = true
}

// thaw opens what disputes closed, when none of the restaurant's is open any more.
func (s *Service) thaw(ctx context.Context, u *turn) error {
	if u.after == nil || u.after.FrozenAt == nil {
		return nil
	}
	may, err := s.store.queries.MayThaw(ctx, u.tx, *u.after.FrozenAt, int64(u.tenant.ID))
	if err != nil || !may {
		return err
	}
	u.action = "subscription.unfrozen"
	u.unfreeze()
	return nil
}

// Freeze closes a restaurant's tools and stops all charges until somebody thaws the subscription. One that a dispute froze stays frozen from
// now on until an operator thaws it. It fails with Conflict for a subscription that is over.
func (s *Service) Freeze(ctx context.Context, id int64) (*Subscription, error) {
	return s.freezing(ctx, id, func(u *turn) {
		u.action = "subscription.frozen"
		u.freeze()
	})
}

// Unfreeze takes Freeze back, and what a dispute did. Asking twice is no error.
func (s *Service) Unfreeze(ctx context.Context, id int64) (*Subscription, error) {
	return s.freezing(ctx, id, func(u *turn) {
		if u.after.FrozenAt != nil {
			u.action = "subscription.unfrozen"
			u.unfreeze()
		}
	})
}

func (s *Service) freezing(ctx context.Context, id int64, fn func(*turn)) (*Subscription, error) {
	sub, err := s.store.one(ctx, s.DB.SharedQuery(), id, nil)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, sub.Tenant, func(u *turn) error {
		if u.after == nil || u.after.ID != id || u.status == StatusCancelled {
			return errNotCurrent
		}
		fn(u)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.store.one(ctx, s.DB.SharedQuery(), id, nil)
}

// Hold freezes the subscription of a restaurant that has just been suspended, inside tx, which holds the lock of its row.
func (s *Service) Hold(ctx context.Context, tx postgres.Tx, t *tenants.Tenant) (tenants.SubscriptionChange, error) {
	return s.turn(ctx, tx, t, func(u *turn) error {
		u.action = "subscription.frozen"
		return nil // the turn heeds it
	})
}

// Release thaws what Hold froze at that moment, and leaves alone what an operator or a dispute froze besides. What fell due meanwhile is
// charged now.
func (s *Service) Release(ctx context.Context, tx postgres.Tx, t *tenants.Tenant, since time.Time) (tenants.SubscriptionChange, error) {
	return s.turn(ctx, tx, t, func(u *turn) error {
		if u.after != nil && u.after.frozenSince(&since) {
			u.action = "subscription.unfrozen"
			u.unfreeze()
		}
		return nil
	})
}
