package paystack

import "time"

// Interval is how often a plan is charged.
type Interval string

// Paystack's intervals.
const (
	Hourly     Interval = "hourly"
	Daily      Interval = "daily"
	Weekly     Interval = "weekly"
	Monthly    Interval = "monthly"
	Quarterly  Interval = "quarterly"
	Biannually Interval = "biannually" // every six months
	Annually   Interval = "annually"
)

// LastBillingDay is the last day of a month on which Paystack charges again: what began on the 29th, 30th or 31st is
// charged on the 28th from then on, in every month (paystack.com/docs/payments/subscriptions). Paystack says so of
// monthly plans; it is taken to hold for the longer ones too.
const LastBillingDay = 28

// Valid reports whether Paystack has the interval.
func (i Interval) Valid() bool { return i.months() > 0 || i.fixed() > 0 }

// months is how many months the interval has, 0 when it is not made of months.
func (i Interval) months() int {
	switch i {
	case Monthly:
		return 1
	case Quarterly:
		return 3
	case Biannually:
		return 6
	case Annually:
		return 12
	default:
		return 0
	}
}

// fixed is how long the interval is, 0 when that depends on the calendar.
func (i Interval) fixed() time.Duration {
	switch i {
	case Hourly:
		return time.Hour
	case Daily:
		return 24 * time.Hour
	case Weekly:
		return 7 * 24 * time.Hour
	default:
		return 0
	}
}

// NextBilling is the first moment after from at which a subscription that was first charged at anchor is charged: anchor
// itself when from is before it. It is in UTC, at anchor's time of day. An interval that is not Valid has none: the zero
// time.
func NextBilling(anchor, from time.Time, interval Interval) time.Time {
	anchor, from = anchor.UTC(), from.UTC()
	switch {
	case !interval.Valid():
		return time.Time{}
	case from.Before(anchor):
		return anchor
	case interval.fixed() > 0:
		gone := from.Sub(anchor)
		return anchor.Add(gone - gone%interval.fixed() + interval.fixed())
	}
	step := interval.months()
	next := max(monthsBetween(anchor, from)/step*step, step)
	if at := monthsLater(anchor, next); at.After(from) {
		return at
	}
	return monthsLater(anchor, next+step)
}

// monthsBetween counts the months of the calendar from a to b, whatever their days.
func monthsBetween(a, b time.Time) int {
	return (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
}

// monthsLater is the charge of the month that is n after anchor's. n is not 0.
func monthsLater(anchor time.Time, n int) time.Time {
	return time.Date(anchor.Year(), anchor.Month()+time.Month(n), min(anchor.Day(), LastBillingDay),
		anchor.Hour(), anchor.Minute(), anchor.Second(), anchor.Nanosecond(), time.UTC)
}
