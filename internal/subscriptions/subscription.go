package subscriptions

import (
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
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
	Status            Status
	PeriodStart       time.Time
	PeriodEnd         *time.Time // nil: nothing ends or renews it, as with one that an operator opened
	TrialEnd          *time.Time
	CancelAtPeriodEnd bool
	CancelledAt       *time.Time
	Created           time.Time
	Updated           time.Time
}

var errNoSubscription = fault.Missing("This subscription")

// Active reports whether the restaurant may use what it agreed to, at a moment.
func (s *Subscription) Active(now time.Time) bool {
	switch s.Status {
	case StatusActive, StatusPastDue:
		return true
	case StatusTrialing:
		return s.TrialEnd == nil || now.Before(*s.TrialEnd)
	default:
		return false
	}
}

// DaysUntilRenewal is how many days of the period are left, the day that has begun included: 1 in the last 24 hours, 0 after its end,
// nil for a subscription that does not end or is over.
func (s *Subscription) DaysUntilRenewal(now time.Time) *int {
	if s.PeriodEnd == nil || s.Status == StatusCancelled {
		return nil
	}
	const day = 24 * time.Hour
	left := max(s.PeriodEnd.Sub(now), 0)
	return new(int((left + day - 1) / day))
}

// changes are what differs between two states of a restaurant's subscription, for the audit log. Either may be nil.
func changes(before, after *Subscription) map[string]audit.Change {
	was, is := before.tracked(), after.tracked()
	all := map[string]audit.Change{}
	for name, value := range is {
		if was[name] != value {
			all[name] = audit.Change{Before: was[name], After: value}
		}
	}
	return all
}

func (s *Subscription) tracked() map[string]any {
	if s == nil {
		return map[string]any{}
	}
	return map[string]any{"plan": s.Plan.ID, "status": string(s.Status), "cancel_at_period_end": s.CancelAtPeriodEnd}
}
