package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres"
)

// settleUnasked deals with money that Paystack took by itself. Renewals come with references that we never gave: they are matched by
// customer and plan. What matches nobody is reported.
func (s *Service) settleUnasked(ctx context.Context, plans catalogue, said *paystack.Transaction) (*Payment, error) {
	if !said.Paid() {
		return nil, errNoPayment
	}
	subscription, tenant, err := s.store.renewed(ctx, s.DB.SharedQuery(), said)
	if fault.Is(err, fault.NotFound) {
		return nil, s.reportUnknown(ctx, said)
	}
	if err != nil {
		return nil, err
	}
	var p *Payment
	err = s.change(ctx, tenant, func(u *turn) error {
		p, err = s.store.lockPayment(ctx, u.tx, said.Reference)
		if fault.Is(err, fault.NotFound) {
			p, err = s.addRenewal(ctx, u, plans, subscription, said)
		}
		if err != nil || p.Status.final() {
			return err
		}
		return s.conclude(ctx, u, plans, p, said)
	})
	return p, err
}

func (s *Service) reportUnknown(ctx context.Context, said *paystack.Transaction) error {
	err := s.store.report(ctx, s.DB.SharedQuery(), 0, FindingUnknownPayment, said.Reference, map[string]any{
		"paid": Money{said.Amount, said.Currency}.String(), "customer": said.Customer.Code, "plan": said.PlanCode,
	}, s.Clock.Now())
	if err != nil {
		return err
	}
	return errNoPayment
}

// addRenewal adds the payment that Paystack made without being asked by us.
func (s *Service) addRenewal(ctx context.Context, u *turn, plans catalogue, subscription int64, said *paystack.Transaction) (*Payment, error) {
	sub := u.after
	if sub == nil || sub.ID != subscription {
		var err error
		if sub, err = s.store.one(ctx, u.tx, subscription, nil); err != nil {
			return nil, err
		}
	}
	price := renewedPrice(sub, plans, said.PlanCode)
	if price == nil {
		return nil, s.reportUnknown(ctx, said)
	}
	p := &Payment{
		Tenant: sub.Tenant, Subscription: sub.ID, Price: price.ID, Purpose: PurposeRenewal, Reference: said.Reference, Due: price.Money(),
		Status: PaymentPending, Email: sub.Payer.Email,
	}
	if sub.PeriodEnd != nil {
		start, end := sub.periodAt(said.PaidAt, price.Interval)
		p.PeriodStart, p.PeriodEnd = &start, &end
	}
	return p, s.store.insertPayment(ctx, u.tx, p, u.now)
}

// renewedPrice is the price that a renewal is for: the one that Paystack's plan stands for, else the subscription's own, with which the
// amount then has to agree. nil for a subscription that costs nothing.
func renewedPrice(sub *Subscription, plans catalogue, code string) *Price {
	if _, price, err := plans.priceByCode(code); err == nil {
		return price
	}
	return sub.Price
}

// periodAt is the period that a charge at a moment is for: the one whose beginning is nearest to it.
func (s *Subscription) periodAt(paid time.Time, every Interval) (start, end time.Time) {
	anchor := *s.PeriodEnd
	if s.Anchor != nil && s.Price != nil && s.Price.Interval == every {
		anchor = *s.Anchor
	}
	const mostPeriods = 2_400 // two hundred years of months
	start = anchor
	for range mostPeriods {
		end = paystack.NextBilling(anchor, start, every)
		if paid.Sub(start) < end.Sub(paid) {
			break
		}
		start = end
	}
	return start, end
}

// renewed finds the subscription that Paystack has renewed.
func (s store) renewed(ctx context.Context, q postgres.Querier, said *paystack.Transaction) (int64, access.TenantID, error) {
	if said.Customer.Code == "" {
		return 0, 0, errNoSubscription
	}
	rows, err := s.queries.SubscriptionsOfCustomer(ctx, q, said.Customer.Code)
	if err != nil {
		return 0, 0, err
	}
	for i := range rows {
		if r := &rows[i]; said.PlanCode != "" && postgres.OrZero(r.PaystackPlanCode) == said.PlanCode {
			return r.ID, access.TenantID(r.TenantID), nil
		}
	}
	// Not to the plan that anybody has there now: perhaps one that was left a moment ago. It is parked, if it is clear with whom.
	for i := range rows {
		if rows[i].TenantID != rows[0].TenantID {
			return 0, 0, errNoSubscription
		}
	}
	if len(rows) == 0 || said.PlanCode == "" {
		return 0, 0, errNoSubscription
	}
	return rows[0].ID, access.TenantID(rows[0].TenantID), nil
}
