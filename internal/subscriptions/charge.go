package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// collect charges the card for the next period of a subscription: the row first, then Paystack. try counts from 0, the first charge.
func (s *Service) collect(ctx context.Context, sub *Subscription, try int) error {
	plans, err := s.allPlans(ctx)
	if err != nil {
		return err
	}
	var p *Payment
	err = s.change(ctx, sub.Tenant, func(u *turn) (err error) {
		if !u.stillDue(sub) {
			return nil
		}
		p, err = s.addCharge(ctx, u, plans, try)
		return err
	})
	if err != nil || p == nil || p.Status != PaymentPending {
		return err
	}
	_, err = s.charge(ctx, p)
	return err
}

// stillDue reports whether the subscription is as it was read: the same period, ended, nobody has paid for the next, and no failure was counted.
func (u *turn) stillDue(read *Subscription) bool {
	sub := u.after
	return sub != nil && sub.ID == read.ID && sub.PeriodEnd != nil && read.PeriodEnd != nil && sub.PeriodEnd.Equal(*read.PeriodEnd) &&
		!sub.PeriodEnd.After(u.now) && (u.status == StatusActive || u.status == StatusPastDue) && !sub.CancelAtPeriodEnd &&
		sub.FrozenAt == nil && sub.Status == read.Status && sub.Retries == read.Retries
}

// addCharge adds the row of a charge, or finds the one that is there.
func (s *Service) addCharge(ctx context.Context, u *turn, plans catalogue, try int) (*Payment, error) {
	sub := u.after
	price := sub.Price
	if sub.NextPrice != 0 {
		_, next, err := plans.price(sub.NextPrice)
		if err != nil {
			return nil, err
		}
		price = next
	}
	start, end := sub.following(price.Interval)
	p := &Payment{
		Tenant: sub.Tenant, Subscription: sub.ID, Price: price.ID, Purpose: PurposeRetry, Reference: chargeReference(sub.ID, start, try),
		Due: price.Money(), Status: PaymentPending, Email: sub.Payer.Email, PeriodStart: &start, PeriodEnd: &end,
		NextCheck: new(u.now.Add(firstCheck)),
	}
	if try == 0 {
		p.Purpose = PurposeRenewal
	}
	// Until Paystack has answered, nobody else looks: the sweep asks what became of it.
	sub.NextAction = new(u.now.Add(renewalWait))
	found, err := s.store.lockPayment(ctx, u.tx, p.Reference)
	if !fault.Is(err, fault.NotFound) {
		return found, err
	}
	return p, s.store.insertPayment(ctx, u.tx, p, u.now)
}

// charge has Paystack charge the card under a payment's reference, which Paystack takes once. Where it is not known what became of that,
// the payment stays pending and the sweep asks.
func (s *Service) charge(ctx context.Context, p *Payment) (*Payment, error) {
	sub, err := s.store.latest(ctx, s.DB.SharedQuery(), p.Tenant)
	if err != nil {
		return nil, err
	}
	if sub.ID != p.Subscription || sub.Payer.Authorization == "" || sub.Status == StatusCancelled || sub.Status == StatusUnpaid {
		return s.refused(ctx, p, "There is no card any more that this can be charged to.")
	}
	if !sub.wants(p, s.Clock.Now()) {
		return s.refused(ctx, p, "It is not owed any more.")
	}
	said, err := s.Paystack.Charge(ctx, paystack.Charge{
		Email: sub.Payer.Email, Amount: p.Due.Minor, Currency: p.Due.Currency, AuthorizationCode: sub.Payer.Authorization, Reference: p.Reference,
	})
	switch {
	case err == nil:
		return s.settle(ctx, &said)
	case paystack.DuplicateReference(err):
		return s.Settle(ctx, p.Reference)
	}
	if why, ok := paystack.Refused(err); ok {
		return s.refused(ctx, p, why)
	}
	return nil, s.checkLater(ctx, p.Reference, err)
}

// wants reports whether what a charge is for is still to be paid: it may have been paid on a page before Paystack heard of the charge.
func (s *Subscription) wants(p *Payment, now time.Time) bool {
	if p.Purpose == PurposeUpgrade {
		return s.runs(now) && s.unused(p.Created) == p.Credit
	}
	return s.PeriodEnd != nil && p.PeriodStart != nil && s.PeriodEnd.Equal(*p.PeriodStart)
}

// refused notes that Paystack would not even try.
func (s *Service) refused(ctx context.Context, p *Payment, why string) (*Payment, error) {
	var left *Payment
	err := s.change(ctx, p.Tenant, func(u *turn) (err error) {
		left, err = s.store.lockPayment(ctx, u.tx, p.Reference)
		if err != nil || left.Status != PaymentPending {
			return err
		}
		left.Status, left.Failure, left.NextCheck = PaymentFailed, why, nil
		if err := s.store.updatePayment(ctx, u.tx, left, u.now); err != nil || left.Purpose == PurposeUpgrade {
			return err
		}
		return s.chargeFailed(ctx, u, left)
	})
	return left, err
}
