package subscriptions

import (
	"context"
	"fmt"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/tenants"
)

var errSuspended = fault.New(fault.Conflict, "tenant_suspended", "This restaurant is suspended. Take that back first.")

// Activate opens the tools to a restaurant under a plan: the one with the id, or for 0 the one that it is under or was last, else
// Enterprise. What an operator opens has no end until somebody closes it. Asking twice is no error. It fails with Conflict, tenant_suspended,
// for a restaurant that is suspended.
func (s *Service) Activate(ctx context.Context, id access.TenantID, plan int64) error {
	return s.Tenants.ChangeSubscription(ctx, id, func(tx postgres.Tx, t *tenants.Tenant) (tenants.SubscriptionChange, error) {
		if t.SuspendedAt != nil {
			return tenants.SubscriptionChange{}, errSuspended
		}
		before, err := s.latestIfAny(ctx, tx, id)
		if err != nil {
			return tenants.SubscriptionChange{}, err
		}
		chosen, err := s.choose(ctx, tx, before, plan)
		if err != nil {
			return tenants.SubscriptionChange{}, err
		}
		after, err := s.open(ctx, tx, t, before, chosen)
		return tenants.SubscriptionChange{
			Status: tenants.StatusActive, Action: "subscription.activated", Changes: changes(before, after),
		}, err
	})
}

// Deactivate closes the tools to a restaurant, on trial or subscribed. Asking twice is no error.
func (s *Service) Deactivate(ctx context.Context, id access.TenantID) error {
	return s.Tenants.ChangeSubscription(ctx, id, func(tx postgres.Tx, _ *tenants.Tenant) (tenants.SubscriptionChange, error) {
		before, after, err := s.cancel(ctx, tx, id)
		return tenants.SubscriptionChange{
			Status: tenants.StatusInactive, Action: "subscription.deactivated", Changes: changes(before, after),
		}, err
	})
}

// Close ends the subscription of a restaurant that is being deleted, if it has one. It runs inside tx, which holds the lock of the
// restaurant's row.
func (s *Service) Close(ctx context.Context, tx postgres.Tx, id access.TenantID) error {
	before, after, err := s.cancel(ctx, tx, id)
	if err != nil || len(changes(before, after)) == 0 {
		return err
	}
	return s.Audit.Record(ctx, tx, audit.Entry{
		Tenant: id, Action: "subscription.cancelled", TargetType: "subscription", TargetID: after.ID, Changes: changes(before, after),
	})
}

// latestIfAny is nil for a restaurant that never subscribed.
func (s *Service) latestIfAny(ctx context.Context, tx postgres.Tx, id access.TenantID) (*Subscription, error) {
	latest, err := s.store.latest(ctx, tx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, nil //nolint:nilnil // see above
	}
	return latest, err
}

func (s *Service) choose(ctx context.Context, tx postgres.Tx, before *Subscription, plan int64) (*Plan, error) {
	if plan == 0 && before != nil {
		return before.Plan, nil
	}
	plans, err := s.store.catalogue(ctx, tx)
	if err != nil {
		return nil, err
	}
	if plan == 0 {
		return plans.largest()
	}
	chosen, err := plans.find(plan)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Field("plan_id", fmt.Sprintf(`Invalid pk "%d" - object does not exist.`, plan))
	}
	return chosen, err
}

// open makes the restaurant's subscription one that an operator vouches for: the one that it has, or a new one after one that is over.
func (s *Service) open(
	ctx context.Context, tx postgres.Tx, t *tenants.Tenant, before *Subscription, plan *Plan,
) (*Subscription, error) {
	if before != nil && before.Status == StatusActive && before.Plan.ID == plan.ID && before.FrozenAt == nil {
		return before, nil // it is open, and whoever pays for it goes on paying
	}
	now := s.Clock.Now()
	next, err := Next(statusOf(before, t.SubscriptionStatus == tenants.StatusTrial), EventActivated)
	if err != nil {
		return nil, err
	}
	if before == nil || before.Status == StatusCancelled {
		after := &Subscription{Tenant: t.ID, Plan: plan, PeriodStart: now}
		after.apply(next, now)
		return after, s.store.insert(ctx, tx, after, now)
	}
	after := *before
	after.Plan = plan
	after.apply(next, now)
	if len(changes(before, &after)) == 0 {
		return before, nil
	}
	return &after, s.keep(ctx, tx, &after, next)
}

// keep writes a subscription that changed, and has Paystack brought in step when the transition asks for it.
func (s *Service) keep(ctx context.Context, tx postgres.Tx, after *Subscription, t Transition) error {
	if err := s.store.update(ctx, tx, after, s.Clock.Now()); err != nil || !t.Has(EffectSync) {
		return err
	}
	return s.Queue.Enqueue(ctx, tx, SyncArgs{Subscription: after.ID})
}

// cancel ends the restaurant's subscription. Both are nil when it has none.
func (s *Service) cancel(ctx context.Context, tx postgres.Tx, id access.TenantID) (before, after *Subscription, err error) {
	before, err = s.latestIfAny(ctx, tx, id)
	if err != nil || before == nil || before.Status == StatusCancelled {
		return before, before, err
	}
	next, err := Next(before.Status, EventCancelled)
	if err != nil {
		return nil, nil, err
	}
	ended := *before
	ended.apply(next, s.Clock.Now())
	return before, &ended, s.keep(ctx, tx, &ended, next)
}
