package subscriptions

import (
	"context"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres"
)

// findLost finds the subscription that we meant to make at Paystack and whose answer was lost, in sub too: left alone, it would charge.
// There may be none.
func (s *Service) findLost(ctx context.Context, sub *Subscription) error {
	lost, err := s.unclaimed(ctx, sub, func(there *paystack.Subscription) bool {
		alive := there.Status == paystack.SubscriptionActive || there.Status == paystack.SubscriptionAttention
		return alive && there.PlanCode == sub.Paystack.Plan
	})
	if err != nil {
		return err
	}
	if lost == nil {
		sub.Paystack = PaystackSubscription{}
		return s.noteThere(ctx, sub, sub.Paystack)
	}
	found := PaystackSubscription{lost.Code, lost.EmailToken, lost.PlanCode}
	if err := s.noteThere(ctx, sub, found); err != nil {
		return err
	}
	sub.Paystack = found
	return nil
}

// unclaimed is the first of the customer's subscriptions at Paystack that fits and is no other restaurant's, nil for none.
func (s *Service) unclaimed(ctx context.Context, sub *Subscription, fits func(*paystack.Subscription) bool) (*paystack.Subscription, error) {
	customer, err := s.Paystack.Customer(ctx, sub.Payer.Customer)
	if err != nil {
		return nil, err
	}
	filter := paystack.SubscriptionFilter{CustomerID: customer.ID}
	const mostPages = 20
	for range mostPages {
		list, err := s.Paystack.Subscriptions(ctx, filter)
		if err != nil {
			return nil, err
		}
		for i := range list.Items {
			there := &list.Items[i]
			if !fits(there) {
				continue
			}
			_, err := s.store.queries.SubscriptionByPaystackCode(ctx, s.DB.SharedQuery(), there.Code)
			if err = postgres.Missing(err, errNoSubscription); fault.Is(err, fault.NotFound) {
				return there, nil
			} else if err != nil {
				return nil, err
			}
		}
		if filter.Page = list.Next; !list.More {
			break
		}
	}
	return nil, nil //nolint:nilnil // there is none
}

// errSync makes the job come again: somebody else has noted another subscription meanwhile.
var errSync = fault.New(fault.Conflict, "subscription_sync", "Paystack's subscription is being changed.")
