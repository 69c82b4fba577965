package subscriptions

import "time"

const day = 24 * time.Hour

// retryAfter is when a charge that was refused is tried again, counted from the end of the period that was paid for. Paystack itself
// never tries again. The last one ends the grace period, through which the tools stay open.
var retryAfter = []time.Duration{1 * day, 3 * day, 5 * day, 7 * day}

// renewalWait is how long after the end of a period Paystack is given to charge for the next one and to say so, before we ask.
const renewalWait = time.Hour

// nextAction is when the subscription wants to be looked at, nil when nothing is due.
func (s *Subscription) nextAction() *time.Time {
	switch {
	case s.Price == nil || s.PeriodEnd == nil || s.FrozenAt != nil:
		return nil
	case s.Status == StatusActive && (s.CancelAtPeriodEnd || s.Paystack.Code == ""):
		return new(*s.PeriodEnd)
	case s.Status == StatusActive:
		return new(s.PeriodEnd.Add(renewalWait))
	case s.Status == StatusPastDue && s.PastDueSince != nil:
		return new(s.PastDueSince.Add(retryAfter[min(s.Retries, len(retryAfter)-1)]))
	default:
		return nil
	}
}

// exhausted reports whether every retry was made.
func (s *Subscription) exhausted() bool { return s.Retries >= len(retryAfter) }

// GraceEnds is when the tools close unless somebody pays, nil for whoever owes nothing.
func (s *Subscription) GraceEnds() *time.Time {
	if s.Status != StatusPastDue || s.PastDueSince == nil {
		return nil
	}
	return new(s.PastDueSince.Add(retryAfter[len(retryAfter)-1]))
}
