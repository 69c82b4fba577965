package subscriptions

import (
	"context"

	"github.com/tabletap/console/internal/fault"
)

// A frozen subscription is one that nothing happens to: its tools are closed, nobody is charged for it, here or by Paystack, and no period
// of it is counted as unpaid. Its status stays what it was. Thawed, it is due for whatever it would have been due for.

var errNotCurrent = fault.New(fault.Conflict, "subscription_state", "This subscription is over. The restaurant has another one, or none.")

// mayFreeze reports whether there is a subscription that runs and is not frozen.
func (u *turn) mayFreeze() bool {
	return u.after != nil && u.after.FrozenAt == nil && u.status != StatusCancelled
}

func (u *turn) freeze() {
	u.after.FrozenAt = &u.now
	u.refreeze()
}

func (u *turn) unfreeze() {
	u.after.FrozenAt = nil
	u.refreeze()
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
