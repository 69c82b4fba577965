package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// store knows the rows of plans, subscriptions and payments.
type store struct{ queries *shareddb.Queries }

// latest is the restaurant's newest subscription, which is the one that counts.
func (s store) latest(ctx context.Context, q postgres.Querier, tenant access.TenantID) (*Subscription, error) {
	row, err := s.queries.LatestSubscription(ctx, q, int64(tenant))
	if err != nil {
		return nil, postgres.Missing(err, errNoSubscription)
	}
	return subscriptionFrom((*shareddb.SubscriptionByIDRow)(&row)), nil
}

// one finds a subscription by id; tenant nil: anybody's.
func (s store) one(ctx context.Context, q postgres.Querier, id int64, tenant *int64) (*Subscription, error) {
	row, err := s.queries.SubscriptionByID(ctx, q, id, tenant)
	if err != nil {
		return nil, postgres.Missing(err, errNoSubscription)
	}
	return subscriptionFrom(&row), nil
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
		r := &rows[i]
		list[i] = subscriptionFrom(&shareddb.SubscriptionByIDRow{
			Subscription: r.Subscription, Plan: r.Plan, Currency: r.Currency, BillingInterval: r.BillingInterval, Amount: r.Amount,
			PriceCode: r.PriceCode,
		})
	}
	return list, rows[0].Total, nil
}

// everybodys gives a page of the subscriptions that an operator looks for, and their number.
func (s store) everybodys(ctx context.Context, q postgres.Querier, f Filter, limit, offset int) (list []OfTenant, count int64, err error) {
	rows, err := s.queries.OperatorSubscriptions(ctx, q, shareddb.OperatorSubscriptionsParams{
		ID: postgres.OrNull(f.id), TenantID: postgres.OrNull(int64(f.Tenant)), Status: postgres.OrNull(string(f.Status)),
		PlanType: postgres.OrNull(f.PlanType), PageLimit: int64(limit), PageOffset: int64(offset),
	})
	list = make([]OfTenant, len(rows))
	for i := range rows {
		r := &rows[i]
		list[i] = OfTenant{subscriptionFrom(&shareddb.SubscriptionByIDRow{
			Subscription: r.Subscription, Plan: r.Plan, Currency: r.Currency, BillingInterval: r.BillingInterval, Amount: r.Amount,
			PriceCode: r.PriceCode,
		}), postgres.OrZero(r.TenantName), postgres.OrZero(r.TenantSlug)}
		count = r.Total
	}
	return list, count, err
}

func subscriptionFrom(row *shareddb.SubscriptionByIDRow) *Subscription {
	r := &row.Subscription
	s := &Subscription{
		ID: r.ID, Tenant: access.TenantID(r.TenantID), Plan: planFrom(&row.Plan), NextPrice: postgres.OrZero(r.NextPriceID), Status: Status(r.Status),
		PeriodStart: r.CurrentPeriodStart, PeriodEnd: r.CurrentPeriodEnd, Anchor: r.Anchor, TrialEnd: r.TrialEnd,
		CancelAtPeriodEnd: r.CancelAtPeriodEnd, CancelledAt: r.CancelledAt, PastDueSince: r.PastDueSince, Retries: int(r.Retries),
		FrozenAt: r.FrozenAt, NextAction: r.NextActionAt,
		Payer: Payer{
			Email: r.BillingEmail, Customer: postgres.OrZero(r.PaystackCustomerCode), Authorization: postgres.OrZero(r.PaystackAuthorizationCode),
			CardBrand: r.CardBrand, CardLast4: r.CardLast4, CardExpires: r.CardExpiresAt,
		},
		Paystack: PaystackSubscription{
			Code: postgres.OrZero(r.PaystackSubscriptionCode), EmailToken: postgres.OrZero(r.PaystackEmailToken), Plan: postgres.OrZero(r.PaystackPlanCode),
		},
		Created: r.CreatedAt, Updated: r.UpdatedAt,
	}
	if r.PriceID != nil {
		s.Price = &Price{
			ID: *r.PriceID, Currency: postgres.OrZero(row.Currency), Interval: Interval(postgres.OrZero(row.BillingInterval)),
			Amount:       postgres.OrZero(row.Amount),
			PaystackCode: postgres.OrZero(row.PriceCode),
		}
	}
	return s
}

// insert adds a subscription and sets its id.
func (s store) insert(ctx context.Context, tx postgres.Tx, n *Subscription, now time.Time) (err error) {
	n.ID, err = s.queries.InsertSubscription(ctx, tx, shareddb.InsertSubscriptionParams{
		TenantID: int64(n.Tenant), PlanID: n.Plan.ID, PriceID: n.priceID(), Status: string(n.Status), CurrentPeriodStart: n.PeriodStart,
		CurrentPeriodEnd: n.PeriodEnd, Anchor: n.Anchor, NextActionAt: n.NextAction, BillingEmail: n.Payer.Email,
		PaystackCustomerCode: postgres.OrNull(n.Payer.Customer), PaystackAuthorizationCode: postgres.OrNull(n.Payer.Authorization),
		CardBrand: n.Payer.CardBrand, CardLast4: n.Payer.CardLast4, CardExpiresAt: n.Payer.CardExpires, Now: now,
	})
	return err
}

func (s store) update(ctx context.Context, tx postgres.Tx, n *Subscription, now time.Time) error {
	return s.queries.UpdateSubscription(ctx, tx, shareddb.UpdateSubscriptionParams{
		PlanID: n.Plan.ID, PriceID: n.priceID(), NextPriceID: postgres.OrNull(n.NextPrice), Status: string(n.Status), CurrentPeriodStart: n.PeriodStart,
		CurrentPeriodEnd: n.PeriodEnd, Anchor: n.Anchor, CancelAtPeriodEnd: n.CancelAtPeriodEnd, CancelledAt: n.CancelledAt,
		PastDueSince: n.PastDueSince, Retries: int32(n.Retries), FrozenAt: n.FrozenAt, NextActionAt: n.NextAction, BillingEmail: n.Payer.Email,
		PaystackCustomerCode: postgres.OrNull(n.Payer.Customer), PaystackAuthorizationCode: postgres.OrNull(n.Payer.Authorization),
		CardBrand: n.Payer.CardBrand, CardLast4: n.Payer.CardLast4, CardExpiresAt: n.Payer.CardExpires, Now: now, ID: n.ID,
	})
}

func (s *Subscription) priceID() *int64 {
	if s.Price == nil {
		return nil
	}
	return &s.Price.ID
}
