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
		if err != nil || renewed {
			return err
		}
		return s.chase(ctx, sub)
	}
	if sub.CancelAtPeriodEnd || sub.Paystack.Plan == "" {
		return nil // it is we who end it there
	}
	there, err := s.Paystack.Subscription(ctx, sub.Paystack.Code)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || there.Status != paystack.SubscriptionNonRenewing && there.Status != paystack.SubscriptionCancelled {
		return err
	}
	return s.change(ctx, sub.Tenant, func(u *turn) error {
		now := u.after
		if now == nil || now.ID != sub.ID || now.Paystack != sub.Paystack || u.status != StatusActive || now.CancelAtPeriodEnd {
			return nil
		}
		u.action = "subscription.cancel_scheduled"
		return u.happen(EventCancelAtPeriodEnd)
	})
}
