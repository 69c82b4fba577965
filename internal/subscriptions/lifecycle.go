package subscriptions

import (
	"slices"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/tenants"
)

// Event is something that happens to a subscription.
type Event string

// What happens to subscriptions.
const (
	EventPaid              Event = "paid"                 // a period was paid for, by whatever road
	EventPaymentFailed     Event = "payment_failed"       // a period began and its charge was refused, or nobody can be charged
	EventRetriesExhausted  Event = "retries_exhausted"    // the grace period is over
	EventTrialEnded        Event = "trial_ended"          // nobody paid for the time after it
	EventPeriodEnded       Event = "period_ended"         // of a subscription that was to end with its period
	EventCancelAtPeriodEnd Event = "cancel_at_period_end" // the owner does not want to go on
	EventResumed           Event = "resumed"              // the owner does want to, after all
	EventCancelled         Event = "cancelled"            // the owner or an operator ends it now
	EventActivated         Event = "activated"            // an operator opens it, paid or not
)

// Effect is what follows from a transition, beside the status.
type Effect string

// What follows. The effects upon Paystack all are one: a job brings what Paystack has in step with what we have.
const (
	EffectNewSubscription Effect = "new_subscription" // another row, unless there is one that is not over: what is over stays over
	EffectBeginPeriod     Effect = "begin_period"     // a period begins now, and the counting of periods with it
	EffectNextPeriod      Effect = "next_period"      // the period after the present one was paid for
	EffectStartRetries    Effect = "start_retries"
	EffectNextRetry       Effect = "next_retry"
	EffectStopRetries     Effect = "stop_retries"
	EffectEndWithPeriod   Effect = "end_with_period"
	EffectGoOn            Effect = "go_on"
	EffectEnd             Effect = "end"    // cancelled_at is now
	EffectOpen            Effect = "open"   // nothing is to be paid, and nothing ends it
	EffectSync            Effect = "sync"   // Paystack's subscription has to agree
	EffectNotice          Effect = "notice" // the restaurant is told
)

// Transition is what an event makes of a status.
type Transition struct {
	To      Status
	Effects []Effect
}

// Has reports whether the effect follows.
func (t Transition) Has(e Effect) bool {
	return slices.Contains(t.Effects, e)
}

func to(s Status, effects ...Effect) Transition { return Transition{s, effects} }

// transitions is the whole life of a subscription: docs/subscriptions.md draws it. A pair that is not here is refused.
var transitions = map[Status]map[Event]Transition{
	StatusTrialing: {
		EventPaid:       to(StatusActive, EffectNewSubscription, EffectBeginPeriod, EffectSync),
		EventTrialEnded: to(StatusUnpaid, EffectNotice),
		EventCancelled:  to(StatusCancelled),
		EventActivated:  to(StatusActive, EffectNewSubscription, EffectOpen),
	},
	StatusActive: {
		EventPaid:              to(StatusActive, EffectNextPeriod, EffectSync),
		EventPaymentFailed:     to(StatusPastDue, EffectStartRetries, EffectNotice),
		EventPeriodEnded:       to(StatusCancelled, EffectEnd, EffectSync, EffectNotice),
		EventCancelAtPeriodEnd: to(StatusActive, EffectEndWithPeriod, EffectSync),
		EventResumed:           to(StatusActive, EffectGoOn, EffectSync),
		EventCancelled:         to(StatusCancelled, EffectEnd, EffectSync),
		EventActivated:         to(StatusActive, EffectOpen, EffectSync),
	},
	StatusPastDue: {
		EventPaid:             to(StatusActive, EffectNextPeriod, EffectStopRetries, EffectSync),
		EventPaymentFailed:    to(StatusPastDue, EffectNextRetry),
		EventRetriesExhausted: to(StatusUnpaid, EffectStopRetries, EffectSync, EffectNotice),
		EventCancelled:        to(StatusCancelled, EffectStopRetries, EffectEnd, EffectSync),
		EventActivated:        to(StatusActive, EffectStopRetries, EffectOpen, EffectSync),
	},
	StatusUnpaid: {
		EventPaid:      to(StatusActive, EffectBeginPeriod, EffectSync),
		EventCancelled: to(StatusCancelled, EffectEnd, EffectSync),
		EventActivated: to(StatusActive, EffectOpen),
	},
	StatusCancelled: {
		EventPaid:      to(StatusActive, EffectNewSubscription, EffectBeginPeriod, EffectSync),
		EventActivated: to(StatusActive, EffectNewSubscription, EffectOpen),
	},
}

// Next is what an event makes of a status. It fails with Conflict, subscription_state, for a pair that makes no sense.
func Next(from Status, e Event) (Transition, error) {
	t, ok := transitions[from][e]
	if !ok {
		return Transition{}, fault.Newf(fault.Conflict, "subscription_state", "A subscription that is %s cannot be %s.", from, inWords[e])
	}
	return t, nil
}

var inWords = map[Event]string{
	EventPaid: "paid for", EventPaymentFailed: "late", EventRetriesExhausted: "given up", EventTrialEnded: "ended as a trial",
	EventPeriodEnded: "ended with its period", EventCancelAtPeriodEnd: "set to end with its period", EventResumed: "resumed",
	EventCancelled: "cancelled", EventActivated: "activated",
}

// restaurantStatus is what the restaurant's own row says while its subscription has a status. A late payer is open: tools stay so
// through the grace period.
func restaurantStatus(s Status) string {
	switch s {
	case StatusTrialing:
		return tenants.StatusTrial
	case StatusActive, StatusPastDue:
		return tenants.StatusActive
	case StatusCancelled:
		return tenants.StatusCancelled
	default:
		return tenants.StatusInactive
	}
}
