package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// grant gives what was paid for.
func (s *Service) grant(ctx context.Context, u *turn, plans catalogue, p *Payment, said *paystack.Transaction) error {
	plan, price, err := plans.price(p.Price)
	if fault.Is(err, fault.NotFound) { // what is remembered of the plans is older than the payment
		if plans, err = s.store.catalogue(ctx, u.tx); err == nil {
			plan, price, err = plans.price(p.Price)
		}
	}
	if err != nil {
		return err
	}
	if why := u.refuses(p); why != "" {
		return s.park(ctx, u, p, FindingWrongPayment, why)
	}
	if twice, err := s.paidTwice(ctx, u, p); err != nil || twice {
		return err
	}
	if err := s.renew(ctx, u, plan, price, p, said); err != nil {
		return err
	}
	p.Status, p.Subscription, p.NextCheck = PaymentSuccess, u.after.ID, nil
	if err := s.store.updatePayment(ctx, u.tx, p, u.now); err != nil {
		return err
	}
	return s.postSale(ctx, u, p, price)
}

// refuses says why a payment that agrees with what was asked for comes too late for it, "" when it does not.
func (u *turn) refuses(p *Payment) string {
	sub := u.after
	switch {
	case p.Purpose == PurposeCheckout && p.Credit == 0:
		return ""
	case sub == nil || p.Subscription != 0 && sub.ID != p.Subscription:
		return "the subscription that it was for is over"
	case p.Credit > 0 && !u.hasRest(p):
		return "the period whose rest was to be credited is over"
	case p.Credit == 0 && u.status == StatusCancelled, u.wasToEnd(p):
		return "the subscription was cancelled before it was renewed"
	case p.Purpose == PurposeRenewal && sub.Price == nil:
		return "the subscription was opened by an operator before it was renewed"
	case p.Purpose == PurposeRenewal && sub.Price != nil && p.Price != sub.Price.ID && p.Price != sub.NextPrice:
		return "the subscription had left this price before it was renewed"
	default:
		return ""
	}
}

// hasRest reports whether the rest that a payment is reduced by is still there: whoever pays for two moves has it credited once.
func (u *turn) hasRest(p *Payment) bool {
	sub := u.after
	return sub.runs(p.Created) && !sub.PeriodStart.After(p.Created) && sub.Price.Currency == p.Due.Currency && sub.unused(p.Created) == p.Credit
}

// wasToEnd reports whether Paystack renewed what was cancelled in time.
func (u *turn) wasToEnd(p *Payment) bool {
	sub := u.after
	return p.Purpose == PurposeRenewal && sub.CancelAtPeriodEnd && p.PeriodStart != nil && !p.PeriodStart.Before(*sub.PeriodEnd)
}

// overtaken reports whether a page was paid that was asked for when nothing, or something else, was paid for.
func (u *turn) overtaken(p *Payment) bool {
	sub := u.after
	if p.Purpose != PurposeCheckout || p.Credit > 0 || !sub.runs(u.now) {
		return false
	}
	if p.PeriodStart == nil {
		return true
	}
	moves := p.PeriodStart.Equal(p.Created) && sub.PeriodStart.Before(p.Created)
	return !moves && !p.PeriodStart.Equal(*sub.PeriodEnd)
}

// paidTwice parks a payment for a period that was paid for.
func (s *Service) paidTwice(ctx context.Context, u *turn, p *Payment) (bool, error) {
	if u.overtaken(p) {
		return true, s.park(ctx, u, p, FindingPaidTwice, "another payment was made for the same time")
	}
	if p.PeriodStart == nil || u.after == nil || u.status == StatusUnpaid || p.Purpose == PurposeUpgrade || p.Credit > 0 {
		return false, nil
	}
	paid, err := s.store.paid(ctx, u.tx, u.after.ID, *p.PeriodStart)
	if err != nil || !paid {
		return false, err
	}
	return true, s.park(ctx, u, p, FindingPaidTwice, "the period was paid for already")
}

// renew makes the restaurant's subscription one that is paid for, and notes in p for which period.
func (s *Service) renew(ctx context.Context, u *turn, plan *Plan, price *Price, p *Payment, said *paystack.Transaction) error {
	next, err := Next(u.status, EventPaid)
	if err != nil {
		return err
	}
	if u.after == nil || u.status == StatusCancelled {
		u.after = &Subscription{Tenant: p.Tenant}
	}
	sub := u.after
	if err := s.changeCard(ctx, u, payer(sub.Payer, p.Email, said), p); err != nil {
		return err
	}
	switch {
	case p.Credit > 0 || u.switches(price, p):
		u.switchPlan(plan, price, p.Created)
		u.moved, u.status, u.sync = true, next.To, true
		sub.NextAction = sub.nextAction()
	case next.Has(EffectBeginPeriod):
		sub.Plan, sub.Price, sub.NextPrice = plan, price, 0
		err = u.happen(EventPaid)
	default:
		err = u.goOn(plan, price, p)
	}
	if err != nil {
		return err
	}
	u.action = "subscription.paid"
	if p.PeriodStart == nil || p.Purpose == PurposeCheckout || p.Purpose == PurposeUpgrade || next.Has(EffectBeginPeriod) {
		p.PeriodStart, p.PeriodEnd = new(sub.PeriodStart), sub.PeriodEnd
	}
	if sub.ID == 0 {
		return s.store.insert(ctx, u.tx, sub, u.now)
	}
	return nil
}

// changeCard notes which card is charged from now on. Paystack's subscription goes on charging its own: when the owner has paid with
// another on a page, it has to be ended.
func (s *Service) changeCard(ctx context.Context, u *turn, next Payer, p *Payment) (err error) {
	sub := u.after
	if p.Purpose == PurposeCheckout && sub.Paystack.Code != "" && next.Authorization != sub.Payer.Authorization {
		over := PaystackSubscription{Code: sub.Paystack.Code, EmailToken: sub.Paystack.EmailToken}
		_, err = s.store.noteThere(ctx, u.tx, sub.ID, sub.Paystack.Code, over)
	}
	sub.Payer = next
	return err
}

// switches reports whether a payment moves a running subscription to another price at once.
func (u *turn) switches(price *Price, p *Payment) bool {
	sub := u.after
	return sub.ID != 0 && (u.status == StatusActive || u.status == StatusPastDue) && p.Purpose == PurposeCheckout &&
		(sub.Price == nil || sub.Price.ID != price.ID)
}

// switchPlan begins a period of another plan at the moment from which the rest of the old one was credited.
func (u *turn) switchPlan(plan *Plan, price *Price, from time.Time) {
	sub := u.after
	sub.Plan, sub.Price, sub.NextPrice, sub.Status = plan, price, 0, StatusActive
	sub.PastDueSince, sub.Retries = nil, 0
	if !from.After(sub.PeriodStart) {
		from = sub.PeriodStart.Add(time.Microsecond) // a period is known by when it begins
	}
	sub.beginPeriod(from)
}

// goOn adds the period that a payment is for. One that is paid late, after a later one, changes nothing of the present period.
func (u *turn) goOn(plan *Plan, price *Price, p *Payment) error {
	sub := u.after
	if sub.Price == nil || sub.PeriodEnd == nil { // an operator opened it, and now it is paid for
		sub.Plan, sub.Price, sub.NextPrice = plan, price, 0
		sub.beginPeriod(u.now)
		u.moved, u.sync = true, true
		sub.NextAction = sub.nextAction()
		return nil
	}
	start, end := sub.following(price.Interval)
	if p.PeriodStart == nil || p.Purpose == PurposeCheckout {
		p.PeriodStart, p.PeriodEnd = &start, &end
	}
	if p.PeriodEnd.Before(*sub.PeriodEnd) || p.PeriodEnd.Equal(*sub.PeriodEnd) {
		return nil
	}
	if sub.Price.Interval != price.Interval {
		sub.Anchor = &start
	}
	if price.ID != sub.Price.ID {
		sub.Plan, sub.Price = plan, price
	}
	if sub.NextPrice == price.ID {
		sub.NextPrice = 0
	}
	if err := u.happen(EventPaid); err != nil {
		return err
	}
	sub.PeriodStart, sub.PeriodEnd = *p.PeriodStart, new(*p.PeriodEnd)
	sub.NextAction = sub.nextAction()
	return nil
}

// postSale writes what came and what it was for.
func (s *Service) postSale(ctx context.Context, u *turn, p *Payment, price *Price) error {
	if err := s.postCharge(ctx, u, p); err != nil {
		return err
	}
	if p.Credit > 0 {
		if _, err := s.store.post(ctx, u.tx, entry{
			Tenant: p.Tenant, Key: "proration:" + p.Reference, Kind: EntryProration, Amount: Money{p.Credit, p.Due.Currency}, Payment: p.ID,
			Subscription: p.Subscription, Note: "the unused rest of the period", At: *p.PaidAt,
		}, u.now); err != nil {
			return err
		}
	}
	_, err := s.store.post(ctx, u.tx, entry{
		Tenant: p.Tenant, Key: "fee:" + p.Reference, Kind: EntryFee, Amount: Money{-price.Amount, price.Currency}, Payment: p.ID,
		Subscription: p.Subscription, Note: p.PeriodStart.Format(time.DateOnly) + " to " + p.PeriodEnd.Format(time.DateOnly), At: *p.PaidAt,
	}, u.now)
	return err
}
