package subscriptions

import (
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// Quote is what moving to a price would cost, and when it would happen.
type Quote struct {
	Plan        *Plan
	Price       *Price
	Now         bool  // at once; otherwise when the present period ends
	Credit      Money // the worth of the unused rest of the present period, taken off when it happens at once
	Due         Money // to be paid now; nothing when it happens later
	PeriodStart time.Time
	PeriodEnd   time.Time
}

var (
	errSamePlan = fault.New(fault.Conflict, "already_subscribed", "The restaurant is subscribed to this plan already.")
	errCurrency = fault.Field("currency", "A running subscription is paid in one currency. Cancel it to pay in another.")
)

// quote says what a price costs a restaurant with this subscription, nil for none, at a moment. What costs more than the rest of the
// present period is worth happens at once, with that rest credited; what costs less waits for the end of the period.
func (s *Subscription) quote(plan *Plan, price *Price, now time.Time) Quote {
	q := Quote{
		Plan: plan, Price: price, Now: true, Credit: Money{0, price.Currency}, Due: price.Money(), PeriodStart: now,
		PeriodEnd: paystack.NextBilling(now, now, price.Interval),
	}
	if !s.runs(now) {
		return q
	}
	q.Credit.Minor = s.unused(now)
	q.Due.Minor = price.Amount - q.Credit.Minor
	if s.costsLess(price) || q.Due.Minor < least(price.Currency) {
		q.Now, q.Credit.Minor, q.Due.Minor = false, 0, 0
		q.PeriodStart, q.PeriodEnd = s.following(price.Interval)
	}
	return q
}

// runs reports whether a period that was paid for is under way.
func (s *Subscription) runs(now time.Time) bool {
	return s != nil && s.Status == StatusActive && s.Price != nil && s.PeriodEnd != nil && s.PeriodEnd.After(now)
}

// unused is the worth of the rest of the present period, in minor units, to the second and rounded down.
func (s *Subscription) unused(now time.Time) int64 {
	whole, rest := int64(s.PeriodEnd.Sub(s.PeriodStart).Seconds()), int64(s.PeriodEnd.Sub(now).Seconds())
	if whole <= 0 || rest <= 0 {
		return 0
	}
	rest = min(rest, whole)
	// An amount is below 10^9 and a year has 3.2 × 10^7 seconds: the product fits.
	return s.Price.Amount * rest / whole
}

// costsLess compares what a year costs.
func (s *Subscription) costsLess(price *Price) bool { return price.yearly() < s.Price.yearly() }

func (p *Price) yearly() int64 {
	if p.Interval == Monthly {
		return p.Amount * 12
	}
	return p.Amount
}

// least is the smallest amount that can be charged.
func least(currency string) int64 {
	if c, ok := paystack.CurrencyOf(currency); ok {
		return c.Minimum
	}
	return 1
}
