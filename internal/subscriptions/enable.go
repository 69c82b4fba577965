package subscriptions

import (
	"context"
	"fmt"

	"github.com/tabletap/console/internal/paystack"
)

// revive lets a subscription go on that we ended at Paystack and that stands in the way of another: the owner has taken a cancellation
// back, or a move to another plan. It gives what Paystack has then, which is nothing when there is none such.
func (s *Service) revive(ctx context.Context, sub *Subscription, price *Price) (PaystackSubscription, error) {
	ended, err := s.unclaimed(ctx, sub, func(there *paystack.Subscription) bool {
		return there.Status == paystack.SubscriptionNonRenewing && there.PlanCode == price.PaystackCode &&
			there.Authorization.Code == sub.Payer.Authorization // another would charge a card that was replaced
	})
	if err != nil || ended == nil {
		return PaystackSubscription{}, err
	}
	return s.enable(ctx, sub, ended)
}

// enable takes the end of Paystack's subscription back, unless its next charge would come at another time than ours.
func (s *Service) enable(ctx context.Context, sub *Subscription, there *paystack.Subscription) (PaystackSubscription, error) {
	if err := s.Paystack.Enable(ctx, there.Code, there.EmailToken); err != nil {
		if _, refused := paystack.Refused(err); refused {
			return PaystackSubscription{}, nil
		}
		return PaystackSubscription{}, fmt.Errorf("enable %s: %w", there.Code, err)
	}
	now, err := s.Paystack.Subscription(ctx, there.Code)
	if err != nil {
		return PaystackSubscription{}, err
	}
	if !sub.agreesOn(now.NextPaymentDate, s.Clock.Now()) {
		return PaystackSubscription{}, s.Paystack.Disable(ctx, there.Code, there.EmailToken)
	}
	return PaystackSubscription{there.Code, there.EmailToken, there.PlanCode}, nil
}
