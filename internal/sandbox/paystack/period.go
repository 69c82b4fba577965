package paystack

import (
	"fmt"
	"time"
)

// intervals are how often a plan can bill.
var intervals = map[string]struct {
	after func(time.Time) time.Time
	cron  func(time.Time) string
}{
	"hourly": {
		func(at time.Time) time.Time { return at.Add(time.Hour) },
		func(at time.Time) string { return fmt.Sprintf("%d * * * *", at.Minute()) },
	},
	"daily": {
		func(at time.Time) time.Time { return at.AddDate(0, 0, 1) },
		func(at time.Time) string { return cron(at, "* * *") },
	},
	"weekly": {
		func(at time.Time) time.Time { return at.AddDate(0, 0, 7) },
		func(at time.Time) string { return cron(at, "* * %d", int(at.Weekday())) },
	},
	"monthly": {
		func(at time.Time) time.Time { return afterMonths(at, 1) },
		func(at time.Time) string { return cron(at, "%d * *", billingDay(at)) },
	},
	"quarterly": {
		func(at time.Time) time.Time { return afterMonths(at, 3) },
		func(at time.Time) string { return cron(at, "%d */3 *", billingDay(at)) },
	},
	"biannually": {
		func(at time.Time) time.Time { return afterMonths(at, 6) },
		func(at time.Time) string { return cron(at, "%d */6 *", billingDay(at)) },
	},
	"annually": {
		afterYear,
		func(at time.Time) string { return cron(at, "%d %d *", at.Day(), int(at.Month())) },
	},
}

func cron(at time.Time, days string, values ...any) string {
	return fmt.Sprintf("%d %d ", at.Minute(), at.Hour()) + fmt.Sprintf(days, values...)
}

// NextPayment is when a plan of that interval bills after at: the same time of day, and the same day unless the month might not
// have it. What falls on the 29th to 31st is billed on the 28th from then on, as
// https://paystack.com/docs/payments/subscriptions says of monthly plans; only annual ones keep the day, but for 29 February.
// An interval that Paystack does not know gives the zero time.
func NextPayment(at time.Time, interval string) time.Time {
	known, ok := intervals[interval]
	if !ok {
		return time.Time{}
	}
	return known.after(at.UTC().Truncate(time.Second))
}

func billingDay(at time.Time) int { return min(at.Day(), 28) }

func afterMonths(at time.Time, months int) time.Time {
	return time.Date(at.Year(), at.Month()+time.Month(months), billingDay(at), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
}

func afterYear(at time.Time) time.Time {
	if at.Month() == time.February {
		at = at.AddDate(0, 0, billingDay(at)-at.Day())
	}
	return at.AddDate(1, 0, 0)
}

// cronExpression is how Paystack writes down when a subscription bills.
func cronExpression(at time.Time, interval string) string {
	known, ok := intervals[interval]
	if !ok {
		return ""
	}
	return known.cron(at)
}
