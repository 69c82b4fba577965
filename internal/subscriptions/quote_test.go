package subscriptions

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func price(every Interval, amount int64) *Price {
	return &Price{ID: 2, Currency: "GHS", Interval: every, Amount: amount}
}

func TestQuotes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		have        *Subscription
		want        *Price
		at          time.Time
		now         bool
		credit, due int64
		start, end  string
	}{
		"nothing yet":           {nil, price(Monthly, 100_00), on("2026-03-01"), true, 0, 100_00, "2026-03-01", "2026-04-01"},
		"nothing yet, the 31st": {nil, price(Monthly, 100_00), on("2026-03-31"), true, 0, 100_00, "2026-03-31", "2026-04-28"},
		"nothing yet, leap":     {nil, price(Annually, 500_00), on("2028-02-29"), true, 0, 500_00, "2028-02-29", "2029-02-28"},
		"up, half a month":      {paidBy(Monthly, 50_00, "2026-04-01"), price(Monthly, 100_00), on("2026-04-16"), true, 25_00, 75_00, "2026-04-16", "2026-05-16"},
		"up, in the same second": {
			paidBy(Monthly, 50_00, "2026-04-01"), price(Monthly, 100_00), on("2026-04-01"), true, 50_00, 50_00, "2026-04-01", "2026-05-01",
		},
		"up, a leap February": {paidBy(Monthly, 58_00, "2028-02-01"), price(Monthly, 100_00), on("2028-02-15"), true, 30_00, 70_00, "2028-02-15", "2028-03-15"},
		"up, any February":    {paidBy(Monthly, 56_00, "2026-02-01"), price(Monthly, 100_00), on("2026-02-15"), true, 28_00, 72_00, "2026-02-15", "2026-03-15"},
		"up, begun on the 31st": { // 28 days
			paidBy(Monthly, 56_00, "2026-01-31"), price(Monthly, 100_00), on("2026-02-14"), true, 28_00, 72_00, "2026-02-14", "2026-03-14",
		},
		"up, the last second": {
			paidBy(Monthly, 50_00, "2026-04-01"), price(Monthly, 100_00), on("2026-05-01").Add(-time.Second), true, 0, 100_00, "", "",
		},
		"down":                        {paidBy(Monthly, 100_00, "2026-04-01"), price(Monthly, 50_00), on("2026-04-16"), false, 0, 0, "2026-05-01", "2026-06-01"},
		"down, begun on the 31st":     {paidBy(Monthly, 100_00, "2026-01-31"), price(Monthly, 50_00), on("2026-02-16"), false, 0, 0, "2026-02-28", "2026-03-28"},
		"a year of the same is less":  {paidBy(Monthly, 50_00, "2026-04-01"), price(Annually, 500_00), on("2026-04-16"), false, 0, 0, "2026-05-01", "2027-05-01"},
		"a year of more":              {paidBy(Monthly, 50_00, "2026-04-01"), price(Annually, 1000_00), on("2026-04-16"), true, 25_00, 975_00, "2026-04-16", "2027-04-16"},
		"months of more, much left":   {paidBy(Annually, 500_00, "2026-03-01"), price(Monthly, 100_00), on("2026-03-02"), false, 0, 0, "2027-03-01", "2027-04-01"},
		"months of more, little left": {paidBy(Annually, 365_00, "2026-03-01"), price(Monthly, 100_00), on("2027-02-19"), true, 10_00, 90_00, "2027-02-19", "2027-03-19"},
		"a difference too small":      {paidBy(Monthly, 100_00, "2026-04-01"), price(Monthly, 100_05), on("2026-04-01"), false, 0, 0, "2026-05-01", "2026-06-01"},
		"what has ended has no rest":  {paidBy(Monthly, 50_00, "2026-03-01"), price(Monthly, 100_00), on("2026-04-01"), true, 0, 100_00, "2026-04-01", "2026-05-01"},
		"late":                        {late(paidBy(Monthly, 50_00, "2026-03-01")), price(Monthly, 100_00), on("2026-04-02"), true, 0, 100_00, "2026-04-02", "2026-05-02"},
		"opened by operators":         {&Subscription{Status: StatusActive}, price(Monthly, 100_00), on("2026-04-02"), true, 0, 100_00, "2026-04-02", "2026-05-02"},
	} {
		q := test.have.quote(&Plan{}, test.want, test.at)
		require.Equal(t, test.now, q.Now, name)
		require.Equal(t, test.credit, q.Credit.Minor, name)
		require.Equal(t, test.due, q.Due.Minor, name)
		require.Equal(t, "GHS", q.Due.Currency, name)
		if test.start != "" {
			require.Equal(t, on(test.start), q.PeriodStart, name)
			require.Equal(t, on(test.end), q.PeriodEnd, name)
		}
	}
}

func late(s *Subscription) *Subscription {
	s.Status = StatusPastDue
	return s
}

func TestQuotesAddUp(t *testing.T) {
	t.Parallel()
	amount := rapid.Int64Range(1, 1_000_000_000)
	every := rapid.SampledFrom([]Interval{Monthly, Annually})
	rapid.Check(t, func(t *rapid.T) {
		have := paidBy(every.Draw(t, "every"), amount.Draw(t, "amount"), "2026-01-31")
		want := price(every.Draw(t, "then every"), amount.Draw(t, "then amount"))
		whole := have.PeriodEnd.Sub(have.PeriodStart)
		at := have.PeriodStart.Add(time.Duration(rapid.Int64Range(0, int64(whole)-1).Draw(t, "after")))
		q := have.quote(&Plan{}, want, at)
		if !q.Now {
			require.Zero(t, q.Due.Minor+q.Credit.Minor)
			require.Equal(t, *have.PeriodEnd, q.PeriodStart)
			return
		}
		require.Equal(t, want.Amount, q.Due.Minor+q.Credit.Minor)
		require.GreaterOrEqual(t, q.Due.Minor, least("GHS"), "Paystack charges no less")
		require.LessOrEqual(t, q.Credit.Minor, have.Price.Amount, "no more is credited than was paid")
		require.GreaterOrEqual(t, q.Credit.Minor, int64(0))
		require.GreaterOrEqual(t, want.yearly(), have.Price.yearly())
	})
}
