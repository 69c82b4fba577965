package subscriptions

import (
	"context"
	"fmt"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// revive lets a subscription go on that we ended at Paystack and that stands in the way of another: the owner has taken a cancellation
// back, or a move to another plan. It gives what Paystack has then, which is nothing when there is none such.
func (s *Service) revive(ctx context.Context, sub *Subscription, price *Price) (PaystackSubscription, error) {
	customer, err := s.Paystack.Customer(ctx, sub.Payer.Customer)
	if err != nil {
		return PaystackSubscription{}, err
	}
	list, err := s.Paystack.Subscriptions(ctx, paystack.SubscriptionFilter{CustomerID: customer.ID})
	if err != nil {
		return PaystackSubscription{}, err
	}
	for i := range list.Items {
		there := &list.Items[i]
		if there.Status != paystack.SubscriptionNonRenewing || there.PlanCode != price.PaystackCode {
			continue
		}
		_, err := s.store.queries.SubscriptionByPaystackCode(ctx, s.DB.SharedQuery(), there.Code)
		if err = missing(err, errNoSubscription); err == nil {
			continue // another restaurant's
		} else if !fault.Is(err, fault.NotFound) {
			return PaystackSubscription{}, err
		}
		return s.enable(ctx, sub, there)
	}
	return PaystackSubscription{}, nil
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
