package subscriptions

import (
	"context"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// LookArgs is the job that looks at a subscription about which Paystack has said something.
type LookArgs struct {
	Subscription int64 `json:"subscription"`
}

// Kind is the job's name in the queue.
func (LookArgs) Kind() string { return "subscription_look" }

// Look asks Paystack about a subscription of ours that something happened to there: a charge was refused, or the customer has cancelled
// on Paystack's own page.
func (s *Service) Look(ctx context.Context, id int64) error {
	sub, err := s.store.one(ctx, s.DB.SharedQuery(), id, nil)
	if err != nil || s.Paystack == nil || sub.Status != StatusActive || sub.Paystack.Code == "" || sub.PeriodEnd == nil {
		return err
	}
	if !sub.PeriodEnd.After(s.Clock.Now()) {
		renewed, err := s.findRenewal(ctx, sub)
		if err != nil {
			return err
		}
		if !renewed {
			return s.chase(ctx, sub)
		}
		if sub, err = s.store.one(ctx, s.DB.SharedQuery(), id, nil); err != nil {
			return err
		}
	}
	there, err := s.statusThere(ctx, sub)
	if err != nil || !sub.cancelledThere(there) {
		return err
	}
	return s.endThere(ctx, sub)
}

// cancelledThere reports whether the customer, and not we, has ended Paystack's subscription, which has a status.
func (s *Subscription) cancelledThere(status string) bool {
	ended := status == paystack.SubscriptionNonRenewing || status == paystack.SubscriptionCancelled
	return ended && !s.CancelAtPeriodEnd && s.Paystack.Plan != "" // without: we are ending it
}

// endThere lets a subscription end with its period that the customer has ended at Paystack.
func (s *Service) endThere(ctx context.Context, sub *Subscription) error {
	return s.change(ctx, sub.Tenant, func(u *turn) error {
		now := u.after
		if now == nil || now.ID != sub.ID || now.Paystack != sub.Paystack || u.status != StatusActive || now.CancelAtPeriodEnd {
			return nil
		}
		if !now.PeriodEnd.After(u.now) {
			return nil // was it renewed before? Whoever looks at what is due finds out
		}
		// It is known to be over there, so whoever resumes it is not taken for having cancelled again.
		over := PaystackSubscription{Code: sub.Paystack.Code, EmailToken: sub.Paystack.EmailToken}
		if _, err := s.store.noteThere(ctx, u.tx, sub.ID, sub.Paystack.Code, over); err != nil {
			return err
		}
		u.action = "subscription.cancel_scheduled"
		return u.happen(EventCancelAtPeriodEnd)
	})
}

// retry charges a late payment again: the card that the customer has put in the place of ours on Paystack's page, and none of who has
// cancelled there.
func (s *Service) retry(ctx context.Context, sub *Subscription) error {
	if sub.Paystack.Code != "" {
		there, err := s.Paystack.Subscription(ctx, sub.Paystack.Code)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil && sub.cancelledThere(there.Status) {
			return s.endLate(ctx, sub)
		}
		if err == nil {
			err = s.keepCard(ctx, sub, &there)
		}
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return s.collect(ctx, sub, sub.Retries+1)
}

// endLate ends a subscription whose payment is late and that the customer has ended at Paystack.
func (s *Service) endLate(ctx context.Context, sub *Subscription) error {
	return s.change(ctx, sub.Tenant, func(u *turn) error {
		if !u.stillDue(sub) || u.status != StatusPastDue {
			return nil
		}
		u.action = "subscription.ended"
		end := *u.after.PeriodEnd
		if err := u.happen(EventCancelled); err != nil {
			return err
		}
		return s.notice(ctx, u, NoticeEnded, end)
	})
}

// keepCard notes the card of Paystack's subscription as the one that is charged, in sub too.
func (s *Service) keepCard(ctx context.Context, sub *Subscription, there *paystack.Subscription) error {
	card := there.Authorization
	if sub.Paystack.Plan == "" { // we are ending it: perhaps because there is a better card
		return nil
	}
	if !card.Reusable || card.Code == "" || card.Code == sub.Payer.Authorization || there.Customer.Code != "" && there.Customer.Code != sub.Payer.Customer {
		return nil
	}
	read := sub.Payer
	sub.Payer = payer(read, read.Email, &paystack.Transaction{Authorization: card, Customer: paystack.Customer{Code: read.Customer}})
	return s.change(ctx, sub.Tenant, func(u *turn) error {
		if u.after != nil && u.after.ID == sub.ID && u.after.Payer.Authorization == read.Authorization {
			u.after.Payer, u.action = sub.Payer, "subscription.card_replaced"
		}
		return nil
	})
}
