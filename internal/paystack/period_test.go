package paystack_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/paystack"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	v, err := time.Parse("2006-01-02 15:04", text)
	require.NoError(t, err)
	return v
}

func TestNextBilling(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		interval           paystack.Interval
		anchor, from, want string
	}{
		{paystack.Monthly, "2026-01-15 10:00", "2026-01-15 10:00", "2026-02-15 10:00"},
		{paystack.Monthly, "2026-01-15 10:00", "2026-02-15 09:59", "2026-02-15 10:00"},
		{paystack.Monthly, "2026-01-15 10:00", "2026-02-15 10:00", "2026-03-15 10:00"},
		{paystack.Monthly, "2026-01-15 10:00", "2026-02-15 10:01", "2026-03-15 10:00"},
		{paystack.Monthly, "2026-01-15 10:00", "2026-01-15 09:59", "2026-01-15 10:00"},
		{paystack.Monthly, "2026-01-15 10:00", "2020-01-01 00:00", "2026-01-15 10:00"},
		{paystack.Monthly, "2026-01-28 10:00", "2026-01-28 10:00", "2026-02-28 10:00"},
		{paystack.Monthly, "2026-01-29 10:00", "2026-01-29 10:00", "2026-02-28 10:00"},
		{paystack.Monthly, "2026-01-30 10:00", "2026-02-28 10:00", "2026-03-28 10:00"},
		{paystack.Monthly, "2026-01-31 10:00", "2026-01-31 10:00", "2026-02-28 10:00"},
		{paystack.Monthly, "2026-01-31 10:00", "2026-02-28 10:00", "2026-03-28 10:00"},
		{paystack.Monthly, "2026-01-31 10:00", "2026-03-28 09:00", "2026-03-28 10:00"},
		{paystack.Monthly, "2026-03-31 10:00", "2026-03-31 10:00", "2026-04-28 10:00"},
		{paystack.Monthly, "2026-12-31 23:59", "2026-12-31 23:59", "2027-01-28 23:59"},
		{paystack.Monthly, "2026-12-15 00:00", "2026-12-15 00:00", "2027-01-15 00:00"},
		{paystack.Monthly, "2024-01-29 10:00", "2024-02-01 00:00", "2024-02-28 10:00"}, // a leap year has a 29th, and it is not used
		{paystack.Monthly, "2024-02-29 10:00", "2024-02-29 10:00", "2024-03-28 10:00"},
		{paystack.Monthly, "2020-05-05 10:00", "2026-05-05 09:00", "2026-05-05 10:00"},
		{paystack.Monthly, "2020-05-05 10:00", "2026-05-05 11:00", "2026-06-05 10:00"},
		{paystack.Monthly, "2026-01-15 10:00", "2026-01-31 00:00", "2026-02-15 10:00"},
		{paystack.Annually, "2026-01-15 10:00", "2026-01-15 10:00", "2027-01-15 10:00"},
		{paystack.Annually, "2024-02-29 10:00", "2024-02-29 10:00", "2025-02-28 10:00"},
		{paystack.Annually, "2024-02-29 10:00", "2025-02-28 10:00", "2026-02-28 10:00"},
		{paystack.Annually, "2024-02-29 10:00", "2028-02-28 09:59", "2028-02-28 10:00"},
		{paystack.Annually, "2026-12-31 10:00", "2026-12-31 10:00", "2027-12-28 10:00"},
		{paystack.Annually, "2026-06-15 10:00", "2027-06-15 10:00", "2028-06-15 10:00"},
		{paystack.Annually, "2026-06-15 10:00", "2027-05-31 10:00", "2027-06-15 10:00"},
		{paystack.Quarterly, "2026-11-30 10:00", "2026-11-30 10:00", "2027-02-28 10:00"},
		{paystack.Biannually, "2026-08-31 10:00", "2026-08-31 10:00", "2027-02-28 10:00"},
		{paystack.Weekly, "2026-01-31 10:00", "2026-01-31 10:00", "2026-02-07 10:00"},
		{paystack.Daily, "2026-12-31 10:00", "2026-12-31 10:00", "2027-01-01 10:00"},
		{paystack.Hourly, "2026-12-31 23:30", "2026-12-31 23:45", "2027-01-01 00:30"},
	} {
		got := paystack.NextBilling(at(t, c.anchor), at(t, c.from), c.interval)
		require.Equal(t, at(t, c.want), got, "%s from %s after %s", c.interval, c.anchor, c.from)
	}
}

func TestNextBillingIsInUTC(t *testing.T) {
	t.Parallel()
	lagos := time.FixedZone("WAT", 3600)
	// Half past midnight of the 1st in Lagos is the evening of the 31st in UTC, which is what counts.
	anchor := time.Date(2026, 2, 1, 0, 30, 0, 0, lagos)
	require.Equal(t, at(t, "2026-02-28 23:30"), paystack.NextBilling(anchor, anchor, paystack.Monthly))
}

func TestAnUnknownIntervalHasNoBilling(t *testing.T) {
	t.Parallel()
	for _, interval := range []paystack.Interval{"", "fortnightly", "Monthly"} {
		require.False(t, interval.Valid())
		require.Zero(t, paystack.NextBilling(start, start, interval))
	}
}

// Whenever somebody subscribes, and whenever one asks: the charges go on without a gap, on a day that every month has.
func TestNextBillingGoesOn(t *testing.T) {
	t.Parallel()
	months := map[paystack.Interval]int{paystack.Monthly: 1, paystack.Quarterly: 3, paystack.Biannually: 6, paystack.Annually: 12}
	rapid.Check(t, func(t *rapid.T) {
		interval := rapid.SampledFrom([]paystack.Interval{paystack.Monthly, paystack.Quarterly, paystack.Biannually, paystack.Annually}).Draw(t, "interval")
		anchor := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "anchor"), 0).UTC()
		last := anchor
		for range 40 {
			next := paystack.NextBilling(anchor, last, interval)
			require.True(t, next.After(last), "strictly later: %s, %s", last, next)
			require.LessOrEqual(t, next.Day(), paystack.LastBillingDay)
			require.Equal(t, min(anchor.Day(), paystack.LastBillingDay), next.Day())
			require.Equal(t, last.Year()*12+int(last.Month())+months[interval], next.Year()*12+int(next.Month()), "no month is left out")
			require.Equal(t, anchor.Sub(anchor.Truncate(24*time.Hour)), next.Sub(next.Truncate(24*time.Hour)))

			between := last.Add(time.Duration(rapid.Int64Range(0, int64(next.Sub(last))-1).Draw(t, "between")))
			require.Equal(t, next, paystack.NextBilling(anchor, between, interval), "the same whenever one asks")
			last = next
		}
	})
}

func TestNextBillingOfFixedIntervals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		interval := rapid.SampledFrom([]paystack.Interval{paystack.Hourly, paystack.Daily, paystack.Weekly}).Draw(t, "interval")
		length := map[paystack.Interval]time.Duration{paystack.Hourly: time.Hour, paystack.Daily: 24 * time.Hour, paystack.Weekly: 168 * time.Hour}[interval]
		anchor := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "anchor"), 0).UTC()
		from := anchor.Add(time.Duration(rapid.Int64Range(0, int64(5*365*24*time.Hour)).Draw(t, "after")))
		next := paystack.NextBilling(anchor, from, interval)
		require.True(t, next.After(from))
		require.LessOrEqual(t, next.Sub(from), length)
		require.Zero(t, next.Sub(anchor)%length)
	})
}
