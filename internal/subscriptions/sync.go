package subscriptions

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// Sync brings what Paystack has for a subscription in step with what we have: a subscription there, to the plan that the next period is
// for, whose next charge comes when our period ends; or none. It asks before it does anything, so it can be broken off anywhere and
// called again.
func (s *Service) Sync(ctx context.Context, id int64) error {
	if s.Paystack == nil {
		return nil
	}
	sub, err := s.store.one(ctx, s.DB.SharedQuery(), id, nil)
	if err != nil {
		return err
	}
	price, err := s.nextPrice(ctx, sub)
	if err != nil {
		return err
	}
	wanted := price != nil && sub.renewsByItself()
	if sub.Paystack.Code == "" && sub.Paystack.Plan != "" {
		if err := s.findLost(ctx, sub); err != nil {
			return err
		}
	}
	if sub.Paystack.Code != "" {
		kept, err := s.keepOrDisable(ctx, sub, price, wanted)
		if err != nil || kept {
			return err
		}
	}
	if !wanted || sub.Status != StatusActive {
		return nil
	}
	return s.subscribeThere(ctx, sub, price)
}

// renewsByItself reports whether Paystack should charge for the next period.
func (s *Subscription) renewsByItself() bool {
	return (s.Status == StatusActive || s.Status == StatusPastDue) && s.Price != nil && s.PeriodEnd != nil && !s.CancelAtPeriodEnd &&
		s.FrozenAt == nil && s.Payer.Authorization != "" && s.Payer.Customer != ""
}

// nextPrice is what the next period costs, nil for a subscription that costs nothing.
func (s *Service) nextPrice(ctx context.Context, sub *Subscription) (*Price, error) {
	plans, err := s.store.catalogue(ctx, s.DB.SharedQuery()) // not from memory: its codes may be a moment old
	if err != nil || sub.Price == nil {
		return nil, err
	}
	wanted := sub.Price.ID
	if sub.NextPrice != 0 {
		wanted = sub.NextPrice
	}
	plan, price, err := plans.price(wanted)
	if err != nil {
		return nil, err
	}
	if price.PaystackCode == "" {
		return price, s.ensureCode(ctx, plan, price)
	}
	return price, nil
}

// driftAllowed is by how much Paystack's next charge may be away from the end of our period.
const driftAllowed = 26 * time.Hour

// keepOrDisable looks at what Paystack has, and ends it there unless it is what is wanted.
func (s *Service) keepOrDisable(ctx context.Context, sub *Subscription, price *Price, wanted bool) (kept bool, err error) {
	there, err := s.Paystack.Subscription(ctx, sub.Paystack.Code)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return false, err
	}
	alive := err == nil && (there.Status == paystack.SubscriptionActive || there.Status == paystack.SubscriptionAttention)
	if wanted && sub.Status == StatusActive && sub.cancelledThere(there.Status) {
		return true, s.endThere(ctx, sub)
	}
	if alive {
		if err := s.keepCard(ctx, sub, &there); err != nil && !fault.Is(err, fault.NotFound) {
			return false, err
		}
	}
	if alive && wanted && sub.Paystack.Plan == price.PaystackCode && sub.agreesOn(there.NextPaymentDate, s.Clock.Now()) {
		return true, nil
	}
	if alive {
		if err := s.disable(ctx, sub, cmp.Or(there.EmailToken, sub.Paystack.EmailToken)); err != nil {
			return false, err
		}
	}
	err = s.noteThere(ctx, sub, PaystackSubscription{})
	sub.Paystack = PaystackSubscription{}
	return false, err
}

// disable ends Paystack's subscription.
func (s *Service) disable(ctx context.Context, sub *Subscription, token string) error {
	code := sub.Paystack.Code
	// Paystack will tell of the end. That it was we who wanted it, and not the customer, is known by the plan that is gone.
	_, err := s.store.noteThere(ctx, s.DB.SharedQuery(), sub.ID, code, PaystackSubscription{Code: code, EmailToken: sub.Paystack.EmailToken})
	if err != nil {
		return err
	}
	if err := s.Paystack.Disable(ctx, code, token); err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("disable %s: %w", code, err)
	}
	return nil
}

// agreesOn reports whether Paystack's next charge is for the period after ours. While a payment is late, Paystack's next charge is a
// period on, which is right as well; so it is when our period has ended and we have not heard yet of the charge for the next.
func (s *Subscription) agreesOn(next, now time.Time) bool {
	return s.Status != StatusActive || !s.PeriodEnd.After(now) || next.Sub(*s.PeriodEnd).Abs() <= driftAllowed
}

// subscribeThere makes Paystack's subscription. Paystack keeps one of a kind for a customer: where another restaurant of the same owner
// has it, Paystack refuses, and we charge the card ourselves.
func (s *Service) subscribeThere(ctx context.Context, sub *Subscription, price *Price) error {
	if !sub.PeriodEnd.After(s.Clock.Now()) {
		return nil // the end of the period is being dealt with
	}
	intent := PaystackSubscription{Plan: price.PaystackCode}
	if ours, err := s.store.noteThere(ctx, s.DB.SharedQuery(), sub.ID, "", intent); err != nil || !ours {
		return err
	}
	made, err := s.Paystack.CreateSubscription(ctx, paystack.CreateSubscription{
		Customer: sub.Payer.Customer, Plan: price.PaystackCode, Authorization: sub.Payer.Authorization, StartDate: *sub.PeriodEnd,
	})
	if paystack.AlreadySubscribed(err) {
		revived, err := s.revive(ctx, sub, price)
		if err != nil {
			return err
		}
		return s.noteThere(ctx, sub, revived)
	}
	if _, refused := paystack.Refused(err); refused {
		s.Logger.WarnContext(ctx, "billing: Paystack makes no subscription; the card is charged by us", "subscription", sub.ID, "error", err)
		return s.noteThere(ctx, sub, PaystackSubscription{})
	}
	if err != nil {
		return err
	}
	return s.noteThere(ctx, sub, PaystackSubscription{made.Code, made.EmailToken, price.PaystackCode})
}

// noteThere notes what Paystack has in the place of what sub says. When the subscription is looked at next depends on it. Where somebody
// else was faster, what was just made is ended again.
func (s *Service) noteThere(ctx context.Context, sub *Subscription, there PaystackSubscription) error {
	ours, err := s.store.noteThere(ctx, s.DB.SharedQuery(), sub.ID, sub.Paystack.Code, there)
	if err != nil {
		return err
	}
	if !ours && there.Code != "" {
		return s.giveUp(ctx, sub, there)
	}
	err = s.change(ctx, sub.Tenant, func(u *turn) error {
		if u.after != nil && u.after.ID == sub.ID && u.after.NextAction != nil && u.status == StatusActive {
			u.after.NextAction = u.after.nextAction()
		}
		return nil
	})
	if fault.Is(err, fault.NotFound) {
		return nil // the restaurant was deleted, and nothing of it is due
	}
	return err
}

// giveUp ends what Paystack has and we could not note, unless somebody else noted the very same: a webhook tells of it, too.
func (s *Service) giveUp(ctx context.Context, sub *Subscription, there PaystackSubscription) error {
	noted, err := s.store.one(ctx, s.DB.SharedQuery(), sub.ID, nil)
	if err != nil || noted.Paystack.Code == there.Code {
		return err
	}
	return errors.Join(errSync, s.Paystack.Disable(ctx, there.Code, there.EmailToken))
}

// PlanCodes makes a plan at Paystack of every price that has none.
func (s *Service) PlanCodes(ctx context.Context) error {
	if s.Paystack == nil {
		return nil
	}
	plans, err := s.store.catalogue(ctx, s.DB.SharedQuery())
	if err != nil {
		return err
	}
	for _, plan := range plans.visible(false) {
		for i := range plan.Prices {
			if price := &plan.Prices[i]; price.PaystackCode == "" {
				if err := s.ensureCode(ctx, plan, price); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// ensureCode finds or makes the plan at Paystack that a price is. It is found by its name, which says the price's id.
func (s *Service) ensureCode(ctx context.Context, plan *Plan, price *Price) error {
	name := fmt.Sprintf("TableTap %s %d (%s, price %d)", plan.Name, plan.Version, price.Interval, price.ID)
	code, err := s.planThere(ctx, name, price)
	if err != nil {
		return err
	}
	if code == "" {
		made, err := s.Paystack.CreatePlan(ctx, paystack.CreatePlan{
			Name: name, Amount: price.Amount, Currency: price.Currency, Interval: price.Interval,
		})
		if err != nil {
			return fmt.Errorf("plan %q at Paystack: %w", name, err)
		}
		code = made.Code
	}
	price.PaystackCode = code
	if err := s.store.queries.SetPaystackPlanCode(ctx, s.DB.SharedQuery(), code, price.ID); err != nil {
		return err
	}
	return s.forgetPlans(ctx)
}

func (s *Service) planThere(ctx context.Context, name string, price *Price) (string, error) {
	filter := paystack.PlanFilter{Interval: price.Interval, Amount: price.Amount}
	const mostPages = 20
	for range mostPages {
		list, err := s.Paystack.Plans(ctx, filter)
		if err != nil {
			return "", err
		}
		for _, there := range list.Items {
			if there.Name == name && there.Amount == price.Amount && there.Currency == price.Currency {
				return there.Code, nil
			}
		}
		if filter.Page = list.Next; !list.More {
			break
		}
	}
	return "", nil
}

// forgetPlans makes every instance read the plans anew.
func (s *Service) forgetPlans(ctx context.Context) error {
	return s.changePlans(ctx, func(postgres.Tx, catalogue) error { return nil })
}

// noteThere notes what Paystack has, if it had was until now, "" for nothing. It reports whether that was so.
func (s store) noteThere(ctx context.Context, q postgres.Querier, id int64, was string, there PaystackSubscription) (bool, error) {
	rows, err := s.queries.SetPaystackSubscription(ctx, q, shareddb.SetPaystackSubscriptionParams{
		ID: id, Was: was, Code: postgres.OrNull(there.Code), EmailToken: postgres.OrNull(there.EmailToken), PlanCode: postgres.OrNull(there.Plan),
	})
	return rows > 0, err
}
