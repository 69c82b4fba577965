package subscriptions

import (
	"context"
	"strconv"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/tenants"
)

// The reasons why a restaurant may not use a tool.
const (
	CodeNotInPlan            = "not_in_plan"
	CodeSubscriptionInactive = "subscription_inactive"
	CodeTenantSuspended      = "tenant_suspended"
)

const (
	// topicPlan is under which instances tell each other that plans changed. The key is cache.AllKeys.
	topicPlan = "plan"
	// agreedKept bounds the memory. A plan that was agreed to takes about half a kilobyte.
	agreedKept = 50_000
)

// Entitlements answers what restaurants may use now. Every sign-on asks, so it answers from memory: what it remembers is dropped on
// all instances, with the restaurant's row, when the change commits.
type Entitlements struct {
	clock  clock.Clock
	store  store
	plans  *cache.Cache[struct{}, catalogue]
	agreed *cache.Cache[access.TenantID, *Plan]

	// Kept here, because a method value made anew for each call costs an allocation.
	loadPlans  func(context.Context, struct{}) (catalogue, error)
	loadAgreed func(context.Context, access.TenantID) (*Plan, error)
}

func newEntitlements(d *Deps, s store) *Entitlements {
	e := &Entitlements{clock: d.Clock, store: s}
	e.plans = cache.Bind[struct{}, catalogue](d.Bus, topicPlan, parseNothing, cache.Options{Clock: d.Clock})
	e.agreed = cache.Bind[access.TenantID, *Plan](d.Bus, tenants.TopicTenant, parseTenant, cache.Options{Size: agreedKept, Clock: d.Clock})
	d.Bus.Subscribe(topicPlan, func(string) { e.agreed.DropAll() })
	e.loadPlans = func(ctx context.Context, _ struct{}) (catalogue, error) { return s.catalogue(ctx, d.DB.SharedQuery()) }
	e.loadAgreed = func(ctx context.Context, id access.TenantID) (*Plan, error) {
		return e.readAgreed(ctx, d.DB.SharedQuery(), id)
	}
	return e
}

func (e *Entitlements) readAgreed(ctx context.Context, q postgres.Querier, id access.TenantID) (*Plan, error) {
	subscription, err := e.store.latest(ctx, q, id)
	switch {
	case fault.Is(err, fault.NotFound):
		// Opened by a release that knew no plans, while a deploy runs: it had everything then.
		return e.readLargest(ctx, q)
	case err != nil:
		return nil, err
	default:
		return subscription.Plan, nil
	}
}

func (e *Entitlements) readLargest(ctx context.Context, q postgres.Querier) (*Plan, error) {
	plans, err := e.store.catalogue(ctx, q)
	if err != nil {
		return nil, err
	}
	return plans.largest()
}

func parseNothing(string) (struct{}, error) { return struct{}{}, nil }

func parseTenant(key string) (access.TenantID, error) {
	id, err := strconv.ParseInt(key, 10, 64)
	return access.TenantID(id), err
}

// MayUseTool gives "" when the restaurant may use the tool with the slug now, else CodeNotInPlan, CodeSubscriptionInactive or
// CodeTenantSuspended. A restaurant whose payment is late counts as open; when that ends is for whoever collects the payment to say.
func (e *Entitlements) MayUseTool(ctx context.Context, t *access.Tenant, slug string) (code string, err error) {
	if t.SuspendedAt != nil {
		return CodeTenantSuspended, nil
	}
	if !e.Open(t) {
		return CodeSubscriptionInactive, nil
	}
	plan, err := e.Plan(ctx, t)
	if err != nil {
		return "", err
	}
	if !plan.Includes(slug) {
		return CodeNotInPlan, nil
	}
	return "", nil
}

// Open reports whether the restaurant may use anything now.
func (e *Entitlements) Open(t *access.Tenant) bool { return tenants.SubscriptionOpen(t, e.clock.Now()) }

// Limits are how much the restaurant may have under its plan. They stand when the subscription has lapsed, so that what is there can
// still be managed.
func (e *Entitlements) Limits(ctx context.Context, t *access.Tenant) (Limits, error) {
	plan, err := e.Plan(ctx, t)
	if err != nil {
		return Limits{}, err
	}
	return plan.Limits, nil
}

// MaxStaff is how many members and open invitations the restaurant may have, Unlimited for any number. It reads through q and
// remembers nothing: it is asked inside transactions, where waiting for another connection could be waiting for oneself.
func (e *Entitlements) MaxStaff(ctx context.Context, q postgres.Querier, t *access.Tenant) (int, error) {
	read := func() (*Plan, error) { return e.readAgreed(ctx, q, t.ID) }
	if t.SubscriptionStatus == tenants.StatusTrial {
		read = func() (*Plan, error) { return e.readLargest(ctx, q) }
	}
	plan, err := read()
	if err != nil {
		return 0, err
	}
	return plan.Limits.MaxStaff, nil
}

// Plan is the plan that a restaurant is under, or was last. The trial includes what Enterprise does.
func (e *Entitlements) Plan(ctx context.Context, t *access.Tenant) (*Plan, error) {
	if t.SubscriptionStatus == tenants.StatusTrial {
		return e.largest(ctx)
	}
	return e.agreed.Get(ctx, t.ID, e.loadAgreed)
}

// EventRetention is for how many days the restaurant's events are kept.
func (e *Entitlements) EventRetention(ctx context.Context, t *access.Tenant) (days int, err error) {
	plan, err := e.Plan(ctx, t)
	if err != nil {
		return 0, err
	}
	return plan.EventDays, nil
}

// LongestEventRetention is for how many days events are kept under any version of any plan.
func (e *Entitlements) LongestEventRetention(ctx context.Context) (days int, err error) {
	plans, err := e.plans.Get(ctx, struct{}{}, e.loadPlans)
	if err != nil {
		return 0, err
	}
	for _, p := range plans {
		days = max(days, p.EventDays)
	}
	if days == 0 {
		return 0, errNoLargest
	}
	return days, nil
}

func (e *Entitlements) largest(ctx context.Context) (*Plan, error) {
	plans, err := e.plans.Get(ctx, struct{}{}, e.loadPlans)
	if err != nil {
		return nil, err
	}
	return plans.largest()
}
