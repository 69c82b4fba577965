package tenants

import (
	"context"
	"maps"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// SubscriptionChange is what became of a restaurant's subscription.
type SubscriptionChange struct {
	Status  string                  // that the restaurant's row says from now on: StatusTrial, StatusActive …
	Action  string                  // for the audit log
	Changes map[string]audit.Change // of the subscription itself
}

// ChangeSubscription is the one way in which what a restaurant pays for changes. It runs fn in a transaction that holds the lock of the
// restaurant's row, so that changes come one after the other, brings the row in step, writes the audit line, and makes every instance
// forget the restaurant. When neither the row nor the subscription changes, nothing is written.
func (s *Service) ChangeSubscription(
	ctx context.Context, id access.TenantID, fn func(postgres.Tx, *Tenant) (SubscriptionChange, error),
) error {
	err := s.DB.Shared(ctx, func(tx postgres.Tx) error {
		t, err := s.store.lock(ctx, tx, id)
		if err != nil {
			return err
		}
		change, err := fn(tx, t)
		if err != nil {
			return err
		}
		return s.keepInStep(ctx, tx, t, change)
	})
	if err != nil {
		return err
	}
	s.Bus.Drop(ctx, TopicTenant, idKey(id))
	return nil
}

func (s *Service) keepInStep(ctx context.Context, tx postgres.Tx, t *Tenant, c SubscriptionChange) error {
	changes := map[string]audit.Change{}
	maps.Copy(changes, c.Changes)
	if t.SubscriptionStatus != c.Status {
		changes["subscription_status"] = audit.Change{Before: t.SubscriptionStatus, After: c.Status}
		err := s.store.queries.SetTenantSubscription(ctx, tx, shareddb.SetTenantSubscriptionParams{
			SubscriptionStatus: c.Status, Now: s.Clock.Now(), ID: int64(t.ID),
		})
		if err != nil {
			return err
		}
	}
	if len(changes) == 0 {
		return nil
	}
	if err := s.Bus.Publish(ctx, tx, TopicTenant, idKey(t.ID)); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, audit.Entry{
		Tenant: t.ID, Action: c.Action, TargetType: "tenant", TargetID: int64(t.ID), Changes: changes,
	})
}
