package subscriptions

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

var (
	errNotPaid  = fault.New(fault.Conflict, "nothing_to_change", "This subscription is not paid for, so there is nothing to change: subscribe first.")
	errPeriod   = fault.New(fault.Conflict, "subscription_state", "This subscription does not end by itself: cancel it now.")
	errNoChange = fault.New(fault.Conflict, "nothing_scheduled", "No change is waiting for the end of the period.")
)

// Preview says what moving to a plan would cost now, without doing anything.
func (s *Service) Preview(ctx context.Context, c Choice) (*Quote, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	plans, err := s.allPlans(ctx)
	if err != nil {
		return nil, err
	}
	var quote Quote
	err = s.change(ctx, t.ID, func(u *turn) error {
		plan, price, err := u.choose(plans, c)
		if err != nil {
			return err
		}
		if u.after.runs(u.now) && u.after.Price.ID == price.ID {
			return errSamePlan
		}
		quote = u.after.quote(plan, price, u.now)
		return nil
	})
	return &quote, err
}

// Changed is what came of a change of plans.
type Changed struct {
	Subscription *Subscription
	Payment      *Payment // what was charged, or has to be paid on its page; nil when nothing is due now
}

// Change moves a running subscription to another plan: at once, charging the card the difference, when that costs more, and when the
// period ends when it costs less. Without a card that can be charged the payment comes back with a page to make it on.
func (s *Service) Change(ctx context.Context, c Choice) (*Changed, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	if s.Paystack == nil {
		return nil, errNotConfigured
	}
	plans, err := s.allPlans(ctx)
	if err != nil {
		return nil, err
	}
	var charge *Payment
	byHand := false
	err = s.change(ctx, t.ID, func(u *turn) error {
		if !u.after.runs(u.now) {
			return errNotPaid
		}
		plan, price, err := u.choose(plans, c)
		if err != nil {
			return err
		}
		if u.after.Price.ID == price.ID {
			return errSamePlan
		}
		quote := u.after.quote(plan, price, u.now)
		if !quote.Now {
			return u.schedule(price)
		}
		if byHand = u.after.Payer.Authorization == ""; byHand {
			return nil
		}
		charge, err = s.askForUpgrade(ctx, u, quote)
		return err
	})
	if err != nil {
		return nil, err
	}
	if byHand {
		charge, err = s.Subscribe(ctx, c)
	} else if charge != nil {
		charge, err = s.chargeUpgrade(ctx, charge)
	}
	if err != nil {
		return nil, err
	}
	after, err := s.store.latest(ctx, s.DB.SharedQuery(), t.ID)
	return &Changed{after, charge}, err
}

// schedule lets the next period be of another price. Paystack's subscription follows.
func (u *turn) schedule(price *Price) error {
	u.after.NextPrice, u.sync, u.action = price.ID, true, "subscription.change_scheduled"
	return nil
}

func (s *Service) askForUpgrade(ctx context.Context, u *turn, quote Quote) (*Payment, error) {
	p := &Payment{
		Tenant: u.tenant.ID, Subscription: u.after.ID, Price: quote.Price.ID, Purpose: PurposeUpgrade, Reference: newReference(), Due: quote.Due,
		Credit: quote.Credit.Minor, Status: PaymentPending, Email: u.after.Payer.Email, NextCheck: new(u.now.Add(firstCheck)),
	}
	if actor, err := access.ActorFrom(ctx); err == nil {
		p.RequestedBy = actor.UserID
	}
	open, err := s.store.openCheckout(ctx, u.tx, p, u.now.Add(-openCheckoutFor))
	if !fault.Is(err, fault.NotFound) {
		return open, err // one is under way: it is not known what became of it
	}
	return p, s.store.insertPayment(ctx, u.tx, p, u.now)
}

// chargeUpgrade charges the difference. One that was under way is asked for first.
func (s *Service) chargeUpgrade(ctx context.Context, p *Payment) (*Payment, error) {
	if p.Checks > 0 || !p.Created.Equal(p.Updated) {
		return s.Settle(ctx, p.Reference)
	}
	charged, err := s.charge(ctx, p)
	if err != nil {
		return nil, err
	}
	if charged.Status == PaymentFailed {
		return nil, fault.New(fault.Invalid, "payment_refused", "The card was not charged: "+charged.Failure+".")
	}
	return charged, nil
}

// KeepPlan takes back a change that waits for the end of the period.
func (s *Service) KeepPlan(ctx context.Context) (*Subscription, error) {
	return s.manage(ctx, func(u *turn) error {
		if u.after.NextPrice == 0 {
			return errNoChange
		}
		u.after.NextPrice, u.sync, u.action = 0, true, "subscription.change_withdrawn"
		return nil
	})
}

// Cancel ends the restaurant's subscription: with its period, or now. What was paid is not given back.
func (s *Service) Cancel(ctx context.Context, now bool) (*Subscription, error) {
	if !now {
		if err := s.catchUp(ctx); err != nil {
			return nil, err
		}
	}
	return s.manage(ctx, func(u *turn) error {
		switch {
		case now:
			u.action = "subscription.cancelled"
			return u.happen(EventCancelled)
		case u.after.PeriodEnd == nil:
			return errPeriod
		case u.status != StatusActive:
			return u.happen(EventCancelAtPeriodEnd) // which is refused
		case !u.after.PeriodEnd.After(u.now):
			u.action = "subscription.ended"
			return u.happen(EventPeriodEnded)
		case u.after.CancelAtPeriodEnd:
			return nil
		}
		u.action = "subscription.cancel_scheduled"
		return u.happen(EventCancelAtPeriodEnd)
	})
}

// catchUp finds the renewal of a period that has just begun, so that who cancels in it has what was paid for.
func (s *Service) catchUp(ctx context.Context) error {
	sub, err := s.Current(ctx)
	if err != nil {
		return err
	}
	if s.Paystack == nil || sub.Status != StatusActive || sub.PeriodEnd == nil || sub.PeriodEnd.After(s.Clock.Now()) || sub.Payer.Customer == "" {
		return nil
	}
	_, err = s.findRenewal(ctx, sub)
	return err
}

// Resume lets a subscription go on that was to end with its period.
func (s *Service) Resume(ctx context.Context) (*Subscription, error) {
	return s.manage(ctx, func(u *turn) error {
		if !u.after.CancelAtPeriodEnd {
			return nil
		}
		u.action = "subscription.resumed"
		return u.happen(EventResumed)
	})
}

// manage changes the subscription of the request's restaurant.
func (s *Service) manage(ctx context.Context, fn func(*turn) error) (*Subscription, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, t.ID, func(u *turn) error {
		if u.after == nil {
			return errNoSubscription
		}
		return fn(u)
	})
	if err != nil {
		return nil, err
	}
	return s.store.latest(ctx, s.DB.SharedQuery(), t.ID)
}

// CardLink is a page of Paystack's where the card is replaced. It lasts about a day.
func (s *Service) CardLink(ctx context.Context) (string, error) {
	sub, err := s.Current(ctx)
	if err != nil {
		return "", err
	}
	if s.Paystack == nil {
		return "", errNotConfigured
	}
	if sub.Paystack.Code == "" {
		return "", fault.New(fault.Conflict, "no_card", "No card is charged for this subscription. The next payment can be made with any card.")
	}
	return s.Paystack.ManageLink(ctx, sub.Paystack.Code)
}
