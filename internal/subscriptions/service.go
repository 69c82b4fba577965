package subscriptions

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/tenants"
	"github.com/tabletap/console/internal/webhooks"
)

// Tenants are the restaurants.
type Tenants interface {
	// ChangeSubscription runs fn in a transaction that holds the lock of the restaurant's row, and brings the row in step with what fn
	// answers, with the audit line and every cache.
	ChangeSubscription(ctx context.Context, id access.TenantID, fn func(postgres.Tx, *tenants.Tenant) (tenants.SubscriptionChange, error)) error
}

// Queue takes jobs as part of a transaction; *jobs.Queue is one.
type Queue interface {
	Enqueue(ctx context.Context, tx postgres.Tx, args jobs.Args) error
}

// Deps are what the service stands on.
type Deps struct {
	DB       *postgres.DB
	Bus      *cache.Bus
	Audit    *audit.Log
	Clock    clock.Clock
	Logger   *slog.Logger
	Tenants  Tenants
	Queue    Queue
	Paystack *paystack.Client   // nil: nothing can be paid here
	Signed   *paystack.Verifier // of webhooks; nil: none is believed
	Inbox    *webhooks.Inbox
	Usage    Usage
	Callers  Callers

	ReturnURL       string   // where a browser comes back to from a payment that named no callback_url
	CallbackOrigins []string // origins that a callback_url may lead to, beside that of ReturnURL
	FreezeDisputed  bool     // whether a payment that is disputed closes the tools until it is settled
}

// Service is the use cases of plans and subscriptions.
type Service struct {
	Deps

	Entitlements *Entitlements
	store        store
	workers      int // that look at what is due
}

// New makes the service.
func New(d Deps) *Service {
	s := &Service{Deps: d, store: store{shareddb.New()}, workers: dueWorkers}
	s.Entitlements = newEntitlements(&s.Deps, s.store)
	s.handleEvents(d.Inbox)
	return s
}

// SetupDefaults puts the default plans on sale. What is there already stays as it is, so running it again changes nothing.
func (s *Service) SetupDefaults(ctx context.Context) error {
	err := s.changePlans(ctx, func(tx postgres.Tx, all catalogue) error {
		for i := range defaults {
			if all.newest(defaults[i].Type) != nil {
				continue // what an operator changed stays
			}
			p := defaults[i].clone()
			if err := s.addPlan(ctx, tx, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("set up plans: %w", err)
	}
	return nil
}

// Plans gives a page of the plans on sale, and their number. A superuser sees the others as well.
func (s *Service) Plans(ctx context.Context, limit, offset int) ([]*Plan, int64, error) {
	plans, err := s.plans(ctx)
	if err != nil {
		return nil, 0, err
	}
	count := len(plans)
	from := min(offset, count)
	return plans[from:min(from+limit, count)], int64(count), nil
}

// Plan reads a plan on sale; a superuser any.
func (s *Service) Plan(ctx context.Context, id int64) (*Plan, error) {
	plans, err := s.plans(ctx)
	if err != nil {
		return nil, err
	}
	return plans.find(id)
}

func (s *Service) plans(ctx context.Context) (catalogue, error) {
	plans, err := s.Entitlements.plans.Get(ctx, struct{}{}, s.Entitlements.loadPlans)
	return plans.visible(superuser(ctx)), err
}

func superuser(ctx context.Context) bool {
	actor, err := access.ActorFrom(ctx)
	return err == nil && actor.Superuser
}

// Subscriptions gives a page of the subscriptions of the request's restaurant, the newest first, and their number. For a superuser who
// named none they are everybody's.
func (s *Service) Subscriptions(ctx context.Context, limit, offset int) ([]*Subscription, int64, error) {
	of, err := whose(ctx)
	if err != nil {
		return nil, 0, err
	}
	return s.store.list(ctx, s.DB.SharedQuery(), of, limit, offset)
}

// Subscription reads one of those that Subscriptions lists.
func (s *Service) Subscription(ctx context.Context, id int64) (*Subscription, error) {
	of, err := whose(ctx)
	if err != nil {
		return nil, err
	}
	return s.store.one(ctx, s.DB.SharedQuery(), id, of)
}

// whose subscriptions the request may see: a restaurant's id, or nil for everybody's.
func whose(ctx context.Context) (*int64, error) {
	t, err := access.TenantFrom(ctx)
	switch {
	case err == nil:
		return new(int64(t.ID)), nil
	case superuser(ctx):
		return nil, nil //nolint:nilnil // everybody's
	default:
		return nil, err
	}
}

// Current is the subscription that counts for the request's restaurant. One on trial has none.
func (s *Service) Current(ctx context.Context) (*Subscription, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	return s.store.latest(ctx, s.DB.SharedQuery(), t.ID)
}
