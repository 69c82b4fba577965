package subscriptions

import (
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// Status is how a subscription stands.
type Status string

// The contract's statuses. A subscription that is cancelled is over: the restaurant's next one is another row.
const (
	StatusTrialing  Status = "trialing"
	StatusActive    Status = "active"
	StatusPastDue   Status = "past_due" // a payment is late, and everything works still
	StatusCancelled Status = "cancelled"
	StatusUnpaid    Status = "unpaid"
)

// Subscription is what a restaurant agreed to.
type Subscription struct {
	ID                int64
	Tenant            access.TenantID
	Plan              *Plan
	Price             *Price // nil: nothing is paid for it, as with one that an operator opened
	NextPrice         int64  // the price from the next period on; 0: the same
	Status            Status
	PeriodStart       time.Time
	PeriodEnd         *time.Time // nil: nothing ends or renews it
	Anchor            *time.Time // where periods are counted from
	TrialEnd          *time.Time
	CancelAtPeriodEnd bool
	CancelledAt       *time.Time
	PastDueSince      *time.Time
	Retries           int // charges that were tried again since
	FrozenAt          *time.Time
	NextAction        *time.Time // when it wants to be looked at; nil: nothing is due
	Payer             Payer
	Paystack          PaystackSubscription
	Created           time.Time
	Updated           time.Time
}

// Payer is whom Paystack charges, and on which card.
type Payer struct {
	Email         string // the one under which the card was given: it can be charged under no other
	Customer      string // CUS_…
	Authorization string // AUTH_…; "": no card that can be charged again, so every period is paid by hand
	CardBrand     string
	CardLast4     string
	CardExpires   *time.Time // the first moment at which the card is not good any more
}

// PaystackSubscription is what Paystack has to renew a subscription by itself.
type PaystackSubscription struct {
	Code       string // SUB_…; "": it has none, and we charge the card ourselves
	EmailToken string
	Plan       string // PLN_…
}

var errNoSubscription = fault.Missing("This subscription")

// Active reports whether the restaurant may use what it agreed to, at a moment.
func (s *Subscription) Active(now time.Time) bool {
	switch s.Status {
	case StatusActive, StatusPastDue:
		return s.FrozenAt == nil
	case StatusTrialing:
		return s.TrialEnd == nil || now.Before(*s.TrialEnd)
	default:
		return false
	}
}

// statusOf is that of a restaurant's newest subscription; without one it is on trial, or its trial has ended.
func statusOf(s *Subscription, onTrial bool) Status {
	switch {
	case s != nil:
		return s.Status
	case onTrial:
		return StatusTrialing
	default:
		return StatusUnpaid
	}
}

// DaysUntilRenewal is how many days of the period are left, the day that has begun included: 1 in the last 24 hours, 0 after its end,
// nil for a subscription that does not end or is over.
func (s *Subscription) DaysUntilRenewal(now time.Time) *int {
	if s.PeriodEnd == nil || s.Status == StatusCancelled {
		return nil
	}
	left := max(s.PeriodEnd.Sub(now), 0)
	return new(int((left + day - 1) / day))
}

// beginPeriod counts periods from now.
func (s *Subscription) beginPeriod(now time.Time) {
	end := paystack.NextBilling(now, now, s.Price.Interval)
	s.PeriodStart, s.PeriodEnd, s.Anchor = now, &end, &now
}

// nextPeriod goes on where the present period ends. Paid by the same interval, the days stay as they are.
func (s *Subscription) nextPeriod() {
	start, end := s.following(s.Price.Interval)
	s.PeriodStart, s.PeriodEnd = start, &end
}

// following is the period after the present one, paid by an interval. One that nothing ends is followed by none: it begins when it
// began.
func (s *Subscription) following(every Interval) (start, end time.Time) {
	if s.PeriodEnd == nil {
		return s.PeriodStart, s.PeriodStart
	}
	start = *s.PeriodEnd
	anchor := start
	if s.Anchor != nil && s.Price != nil && s.Price.Interval == every {
		anchor = *s.Anchor
	}
	return start, paystack.NextBilling(anchor, start, every)
}

// apply makes the subscription what a transition says, at a moment. Whatever it costs is set before.
func (s *Subscription) apply(t Transition, now time.Time) {
	s.Status = t.To
	for _, effect := range t.Effects {
		switch effect {
		case EffectBeginPeriod:
			s.beginPeriod(now)
			s.CancelAtPeriodEnd = false
		case EffectNextPeriod:
			s.nextPeriod()
		case EffectStartRetries:
			s.PastDueSince, s.Retries = s.PeriodEnd, 0
		case EffectNextRetry:
			s.Retries++
		case EffectStopRetries:
			s.PastDueSince, s.Retries = nil, 0
		case EffectEndWithPeriod:
			s.CancelAtPeriodEnd = true
		case EffectGoOn:
			s.CancelAtPeriodEnd = false
		case EffectEnd:
			s.CancelledAt = &now
		case EffectOpen:
			s.open()
		case EffectNewSubscription, EffectSync, EffectNotice: // the service's
		}
	}
	s.NextAction = s.nextAction()
}

// open makes it one for which nothing is paid and that nothing ends. It is not frozen any more: an operator wants it open.
func (s *Subscription) open() {
	s.FrozenAt = nil
	s.Price, s.NextPrice, s.PeriodEnd, s.Anchor, s.CancelAtPeriodEnd, s.CancelledAt = nil, 0, nil, nil, false, nil
}

// changes are what differs between two states of a restaurant's subscription, for the audit log. Either may be nil.
func changes(before, after *Subscription) audit.Changes {
	return auditedSubscription.Diff(before, after)
}

// Card is what is shown of the card, "visa ending in 4081"; "" for none.
func (p *Payer) Card() string {
	switch {
	case p.CardLast4 == "":
		return ""
	case p.CardBrand == "":
		return "card ending in " + p.CardLast4
	default:
		return p.CardBrand + " ending in " + p.CardLast4
	}
}
