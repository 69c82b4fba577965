package subscriptions

import (
	"context"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

func (s *Service) findLost(ctx context.Context, sub *Subscription) error {
	customer, err := s.Paystack.Customer(ctx, sub.Payer.Customer)
	if err != nil {
		return err
	}
	filter := paystack.SubscriptionFilter{CustomerID: customer.ID}
	const mostPages = 20
	for range mostPages {
		list, err := s.Paystack.Subscriptions(ctx, filter)
		if err != nil {
			return err
		}
		for i := range list.Items {
			if found, err := s.isLost(ctx, sub, &list.Items[i]); err != nil || found {
				return err
			}
		}
		if filter.Page = list.Next; !list.More {
			break
		}
	}
	sub.Paystack = PaystackSubscription{}
	return s.noteThere(ctx, sub, sub.Paystack)
}

func (s *Service) isLost(ctx context.Context, sub *Subscription, there *paystack.Subscription) (bool, error) {
	alive := there.Status == paystack.SubscriptionActive || there.Status == paystack.SubscriptionAttention
	if !alive || there.PlanCode != sub.Paystack.Plan {
		return false, nil
	}
	_, err := s.store.queries.SubscriptionByPaystackCode(ctx, s.DB.SharedQuery(), there.Code)
	if err = missing(err, errNoSubscription); !fault.Is(err, fault.NotFound) {
		return false, err
	}
	found := PaystackSubscription{there.Code, there.EmailToken, there.PlanCode}
	if err := s.noteThere(ctx, sub, found); err != nil {
		return false, err
	}
	sub.Paystack = found
	return true, nil
}

var errSync = fault.New(fault.Conflict, "subscription_sync", "Paystack's subscription is being changed.")
