package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// catalogue reads all versions of all plans with their prices.
func (s store) catalogue(ctx context.Context, q postgres.Querier) (catalogue, error) {
	rows, err := s.queries.Plans(ctx, q)
	if err != nil {
		return nil, err
	}
	prices, err := s.queries.PlanPrices(ctx, q)
	if err != nil {
		return nil, err
	}
	plans, byID := make(catalogue, len(rows)), make(map[int64]*Plan, len(rows))
	for i := range rows {
		plans[i] = planFrom(&rows[i])
		byID[plans[i].ID] = plans[i]
	}
	for i := range prices {
		p := &prices[i]
		if plan := byID[p.PlanID]; plan != nil { // one that was added between the two queries is read the next time
			plan.Prices = append(plan.Prices, Price{
				ID: p.ID, Currency: p.Currency, Interval: Interval(p.BillingInterval), Amount: p.Amount, PaystackCode: postgres.OrZero(p.PaystackPlanCode),
			})
		}
	}
	return plans, nil
}

func planFrom(r *shareddb.Plan) *Plan {
	return &Plan{
		ID: r.ID, Type: r.PlanType, Version: int(r.Version), Name: r.Name, Description: r.Description,
		POS: r.IncludesPOS, Menu: r.IncludesMenu, CMS: r.IncludesCMS,
		Limits: Limits{int(r.MaxStaff), int(r.MaxTables), int(r.MaxMenuItems)}, EventDays: int(r.EventRetentionDays),
		Features: r.FeaturesList, Featured: r.IsFeatured, Active: r.IsActive,
	}
}

// insertPlan adds the next version of a plan with its prices, and sets the ids. Whoever calls it has locked the plans.
func (s store) insertPlan(ctx context.Context, tx postgres.Tx, p *Plan, now time.Time) (err error) {
	p.ID, err = s.queries.InsertPlan(ctx, tx, shareddb.InsertPlanParams{
		PlanType: p.Type, Name: p.Name, Description: p.Description, PriceGHS: p.monthly("GHS"), PriceNGN: p.monthly("NGN"),
		PriceUSD: p.monthly("USD"), IncludesPOS: p.POS, IncludesMenu: p.Menu, IncludesCMS: p.CMS, MaxStaff: int32(p.Limits.MaxStaff),
		MaxTables: int32(p.Limits.MaxTables), MaxMenuItems: int32(p.Limits.MaxMenuItems), EventRetentionDays: int32(p.EventDays), FeaturesList: p.Features,
		IsFeatured: p.Featured, IsActive: p.Active, Now: now,
	})
	for i := 0; i < len(p.Prices) && err == nil; i++ {
		price := &p.Prices[i]
		price.PaystackCode = "" // the version before keeps its own
		price.ID, err = s.queries.InsertPlanPrice(ctx, tx, shareddb.InsertPlanPriceParams{
			PlanID: p.ID, Currency: price.Currency, BillingInterval: string(price.Interval), Amount: price.Amount,
		})
	}
	return err
}

func (s store) describePlan(ctx context.Context, tx postgres.Tx, p *Plan, now time.Time) error {
	return s.queries.DescribePlan(ctx, tx, shareddb.DescribePlanParams{
		ID: p.ID, Name: p.Name, Description: p.Description, FeaturesList: p.Features, IsFeatured: p.Featured, IsActive: p.Active, Now: now,
	})
}
