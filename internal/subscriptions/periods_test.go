package subscriptions

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/paystack"
)

func on(text string) time.Time {
	at, err := time.Parse("2006-01-02", text)
	if err != nil {
		panic(err)
	}
	return at.Add(12 * time.Hour)
}

// paidBy is an active subscription to a plan that costs so much, whose first period begins on a day.
func paidBy(every Interval, amount int64, begins string) *Subscription {
	s := &Subscription{ID: 1, Status: StatusActive, Price: &Price{ID: 1, Currency: "GHS", Interval: every, Amount: amount}}
	s.beginPeriod(on(begins))
	return s
}

func TestPeriodsOfPlans(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		every  Interval
		begins string
		ends   []string // of the first period, the second …
	}{
		{Monthly, "2026-01-15", []string{"2026-02-15", "2026-03-15", "2026-04-15"}},
		{Monthly, "2026-01-28", []string{"2026-02-28", "2026-03-28"}},
		{Monthly, "2026-01-29", []string{"2026-02-28", "2026-03-28", "2026-04-28"}},
		{Monthly, "2026-01-30", []string{"2026-02-28", "2026-03-28"}},
		{Monthly, "2026-01-31", []string{"2026-02-28", "2026-03-28"}},
		{Monthly, "2028-01-31", []string{"2028-02-28", "2028-03-28"}},
		{Monthly, "2026-12-31", []string{"2027-01-28", "2027-02-28"}},
		{Annually, "2026-03-01", []string{"2027-03-01", "2028-03-01"}},
		{Annually, "2028-02-29", []string{"2029-02-28", "2030-02-28", "2031-02-28", "2032-02-28"}},
		{Annually, "2026-08-31", []string{"2027-08-28", "2028-08-28"}},
	} {
		s := paidBy(test.every, 50_00, test.begins)
		require.Equal(t, on(test.begins), s.PeriodStart)
		for _, end := range test.ends {
			require.Equal(t, on(end), *s.PeriodEnd, "%s from %s", test.every, test.begins)
			s.nextPeriod()
			require.Equal(t, on(end), s.PeriodStart)
		}
	}
}

func TestPeriodsFollowWithoutAGapAsPaystackBills(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(1_700_000_000, 2_500_000_000).Draw(t, "at"), rapid.Int64Range(0, 999_999).Draw(t, "µs")*1000).UTC()
		every := rapid.SampledFrom([]Interval{Monthly, Annually}).Draw(t, "every")
		s := &Subscription{Price: &Price{Interval: every}}
		s.beginPeriod(at)
		for range rapid.IntRange(0, 30).Draw(t, "periods") {
			before := *s.PeriodEnd
			s.nextPeriod()
			require.Equal(t, before, s.PeriodStart)
			require.Equal(t, paystack.NextBilling(at, before, every), *s.PeriodEnd)
			require.True(t, s.PeriodEnd.After(before.AddDate(0, 0, 27)))
			require.LessOrEqual(t, s.PeriodEnd.Day(), paystack.LastBillingDay)
		}
	})
}

func TestWhatFollowsByAnotherInterval(t *testing.T) {
	t.Parallel()
	s := paidBy(Monthly, 50_00, "2026-01-31")
	start, end := s.following(Annually)
	require.Equal(t, on("2026-02-28"), start)
	require.Equal(t, on("2027-02-28"), end, "counted from where it begins")
	start, end = s.following(Monthly)
	require.Equal(t, on("2026-02-28"), start)
	require.Equal(t, on("2026-03-28"), end)
	endless := &Subscription{PeriodStart: noon}
	start, end = endless.following(Monthly)
	require.Equal(t, [2]time.Time{noon, noon}, [2]time.Time{start, end})
}

func TestForWhichPeriodARenewalIs(t *testing.T) {
	t.Parallel()
	s := paidBy(Monthly, 50_00, "2026-01-31")
	s.nextPeriod() // 28 February to 28 March
	for _, test := range []struct {
		paid       time.Time
		start, end string
	}{
		{on("2026-03-28"), "2026-03-28", "2026-04-28"},
		{on("2026-03-28").Add(-time.Second), "2026-03-28", "2026-04-28"}, // Paystack counts in whole seconds
		{on("2026-03-27"), "2026-03-28", "2026-04-28"},
		{on("2026-04-05"), "2026-03-28", "2026-04-28"},
		{on("2026-04-20"), "2026-04-28", "2026-05-28"},
		{on("2026-02-28"), "2026-02-28", "2026-03-28"},
		{on("2026-01-31"), "2026-01-31", "2026-02-28"},
		{on("2025-06-01"), "2026-01-31", "2026-02-28"},
		{on("2027-01-28"), "2027-01-28", "2027-02-28"},
	} {
		start, end := s.periodAt(test.paid, Monthly)
		require.Equal(t, on(test.start), start, "paid %s", test.paid)
		require.Equal(t, on(test.end), end, "paid %s", test.paid)
	}
	start, end := s.periodAt(on("2026-03-28"), Annually)
	require.Equal(t, on("2026-03-28"), start)
	require.Equal(t, on("2027-03-28"), end)
}
