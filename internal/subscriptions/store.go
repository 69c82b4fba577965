package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// store knows the rows of plans and subscriptions.
type store struct{ queries *shareddb.Queries }

func (s store) catalogue(ctx context.Context, q postgres.Querier) (catalogue, error) {
	rows, err := s.queries.Plans(ctx, q)
	plans := make(catalogue, len(rows))
	for i := range rows {
		plans[i] = planFrom(&rows[i])
	}
	return plans, err
}

func planFrom(r *shareddb.Plan) *Plan {
	return &Plan{
		ID: r.ID, Type: r.PlanType, Name: r.Name, Description: r.Description, Price: Price{r.PriceGHS, r.PriceNGN, r.PriceUSD},
		POS: r.IncludesPOS, Menu: r.IncludesMenu, CMS: r.IncludesCMS,
		Limits:   Limits{int(r.MaxStaff), int(r.MaxTables), int(r.MaxMenuItems)},
		Features: r.FeaturesList, Featured: r.IsFeatured, Active: r.IsActive,
	}
}

// add puts a plan on sale unless one of its type is there, and reports whether it did.
func (s store) add(ctx context.Context, tx postgres.Tx, p *Plan, now time.Time) (bool, error) {
	added, err := s.queries.AddPlan(ctx, tx, shareddb.AddPlanParams{
		PlanType: p.Type, Name: p.Name, Description: p.Description, PriceGHS: p.Price.GHS, PriceNGN: p.Price.NGN, PriceUSD: p.Price.USD,
		IncludesPOS: p.POS, IncludesMenu: p.Menu, IncludesCMS: p.CMS, MaxStaff: int32(p.Limits.MaxStaff),
		MaxTables: int32(p.Limits.MaxTables), MaxMenuItems: int32(p.Limits.MaxMenuItems), FeaturesList: p.Features,
		IsFeatured: p.Featured, Now: now,
	})
	return added > 0, err
}

// latest is the restaurant's newest subscription, which is the one that counts.
func (s store) latest(ctx context.Context, q postgres.Querier, tenant access.TenantID) (*Subscription, error) {
	row, err := s.queries.LatestSubscription(ctx, q, int64(tenant))
	if err != nil {
		return nil, missing(err)
	}
	return subscriptionFrom(&row.Subscription, &row.Plan), nil
}

// one finds a subscription by id; tenant nil: anybody's.
func (s store) one(ctx context.Context, q postgres.Querier, id int64, tenant *int64) (*Subscription, error) {
	row, err := s.queries.SubscriptionByID(ctx, q, id, tenant)
	if err != nil {
		return nil, missing(err)
	}
	return subscriptionFrom(&row.Subscription, &row.Plan), nil
}

// missing gives the words of a subscription that is not there.
func missing(err error) error {
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return errNoSubscription
	}
	return err
}

// list gives a page of subscriptions, and their number; tenant nil: everybody's.
func (s store) list(ctx context.Context, q postgres.Querier, tenant *int64, limit, offset int) ([]*Subscription, int64, error) {
	rows, err := s.queries.ListSubscriptions(ctx, q, shareddb.ListSubscriptionsParams{
		TenantID: tenant, PageLimit: int32(limit), PageOffset: int32(offset),
	})
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 {
		count, err := s.queries.CountSubscriptions(ctx, q, tenant)
		return nil, count, err
	}
	list := make([]*Subscription, len(rows))
	for i := range rows {
		list[i] = subscriptionFrom(&rows[i].Subscription, &rows[i].Plan)
	}
	return list, rows[0].Total, nil
}

func subscriptionFrom(r *shareddb.Subscription, p *shareddb.Plan) *Subscription {
	return &Subscription{
		ID: r.ID, Tenant: access.TenantID(r.TenantID), Plan: planFrom(p), Status: Status(r.Status), PeriodStart: r.CurrentPeriodStart,
		PeriodEnd: r.CurrentPeriodEnd, TrialEnd: r.TrialEnd, CancelAtPeriodEnd: r.CancelAtPeriodEnd, CancelledAt: r.CancelledAt,
		Created: r.CreatedAt, Updated: r.UpdatedAt,
	}
}

func (s store) insert(ctx context.Context, tx postgres.Tx, n *Subscription, now time.Time) error {
	return s.queries.InsertSubscription(ctx, tx, shareddb.InsertSubscriptionParams{
		TenantID: int64(n.Tenant), PlanID: n.Plan.ID, Status: string(n.Status), Now: now,
	})
}

func (s store) update(ctx context.Context, tx postgres.Tx, n *Subscription, now time.Time) error {
	return s.queries.UpdateSubscription(ctx, tx, shareddb.UpdateSubscriptionParams{
		PlanID: n.Plan.ID, Status: string(n.Status), CancelAtPeriodEnd: n.CancelAtPeriodEnd, CancelledAt: n.CancelledAt, Now: now, ID: n.ID,
	})
}
