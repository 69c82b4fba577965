package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/tenants"
)

// turn is a change of a restaurant's subscription, made while it is nobody else's turn: the transaction holds the lock of the
// restaurant's row.
type turn struct {
	tx     postgres.Tx
	tenant *tenants.Tenant
	now    time.Time
	before *Subscription // nil for none
	after  *Subscription // what it becomes; nil as long as there is none
	action string        // for the audit log
	moved  bool          // an event happened
	status Status        // as the events left it
	sync   bool          // Paystack has to be brought in step
}

// change runs fn in a turn, and writes what became of the subscription, with the restaurant's row, the audit line and the caches.
func (s *Service) change(ctx context.Context, id access.TenantID, fn func(*turn) error) error {
	return s.Tenants.ChangeSubscription(ctx, id, func(tx postgres.Tx, t *tenants.Tenant) (tenants.SubscriptionChange, error) {
		return s.turn(ctx, tx, t, fn)
	})
}

// turn is change inside a transaction that holds the lock of the restaurant's row.
func (s *Service) turn(ctx context.Context, tx postgres.Tx, t *tenants.Tenant, fn func(*turn) error) (tenants.SubscriptionChange, error) {
	before, err := s.latestIfAny(ctx, tx, t.ID)
	if err != nil {
		return tenants.SubscriptionChange{}, err
	}
	u := &turn{tx: tx, tenant: t, now: s.Clock.Now(), before: before, action: "subscription.updated"}
	if before != nil {
		u.after = new(*before)
	}
	u.status = statusOf(before, t.SubscriptionStatus == tenants.StatusTrial)
	if err := fn(u); err != nil {
		return tenants.SubscriptionChange{}, err
	}
	return s.write(ctx, u)
}

// write keeps what a turn made of the subscription.
func (s *Service) write(ctx context.Context, u *turn) (tenants.SubscriptionChange, error) {
	heeded := u.heed()
	change := tenants.SubscriptionChange{Status: u.restaurant(), Action: u.action}
	if u.after == nil {
		return change, nil
	}
	before := u.before
	if before == nil || before.ID != u.after.ID {
		before = nil
	}
	if before != nil && *before != *u.after || heeded {
		if err := s.store.update(ctx, u.tx, u.after, u.now); err != nil {
			return change, err
		}
	}
	change.Changes = changes(before, u.after)
	if u.sync && u.after.ID != 0 {
		return change, s.Queue.Enqueue(ctx, u.tx, SyncArgs{Subscription: u.after.ID})
	}
	return change, nil
}

// restaurant is the status that the restaurant's own row has from now on.
func (u *turn) restaurant() string {
	if !u.moved {
		return u.tenant.SubscriptionStatus
	}
	if u.after != nil && u.after.FrozenAt != nil {
		return tenants.StatusInactive
	}
	return restaurantStatus(u.status)
}

// happen lets an event happen to the subscription that there is.
func (u *turn) happen(e Event) error {
	next, err := Next(u.status, e)
	if err != nil {
		return err
	}
	u.moved, u.status, u.sync = true, next.To, u.sync || next.Has(EffectSync)
	if u.after != nil {
		u.after.apply(next, u.now)
	}
	return nil
}

// touch says that the restaurant's row follows from the subscription, though no event happened.
func (u *turn) touch() { u.moved = true }
