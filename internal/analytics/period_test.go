package analytics

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
)

func day(text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return at
}

// days writes a period as its first and last day.
func days(p period) string {
	if p.first.IsZero() {
		return ""
	}
	return p.first.Format(time.DateOnly) + " " + p.last().Format(time.DateOnly)
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	today := day("2026-03-31") // a Tuesday
	for name, c := range map[string]struct {
		asked        PeriodParams
		want, before string
	}{
		"nothing said":          {PeriodParams{}, "2026-03-02 2026-03-31", "2026-01-31 2026-03-01"},
		"today":                 {PeriodParams{Period: "today"}, "2026-03-31 2026-03-31", "2026-03-30 2026-03-30"},
		"yesterday":             {PeriodParams{Period: "yesterday"}, "2026-03-30 2026-03-30", "2026-03-29 2026-03-29"},
		"week":                  {PeriodParams{Period: "week"}, "2026-03-30 2026-03-31", "2026-03-23 2026-03-24"},
		"month":                 {PeriodParams{Period: "month"}, "2026-03-01 2026-03-31", "2026-02-01 2026-02-28"},
		"year":                  {PeriodParams{Period: "year"}, "2026-01-01 2026-03-31", "2025-01-01 2025-03-31"},
		"a day":                 {PeriodParams{Period: "1d"}, "2026-03-31 2026-03-31", "2026-03-30 2026-03-30"},
		"a week of days":        {PeriodParams{Period: "7d"}, "2026-03-25 2026-03-31", "2026-03-18 2026-03-24"},
		"between":               {PeriodParams{Start: "2026-01-01", End: "2026-01-10"}, "2026-01-01 2026-01-10", "2025-12-22 2025-12-31"},
		"from":                  {PeriodParams{Start: "2026-03-30"}, "2026-03-30 2026-03-31", "2026-03-28 2026-03-29"},
		"until":                 {PeriodParams{End: "2026-01-30"}, "2026-01-01 2026-01-30", "2025-12-02 2025-12-31"},
		"days that are to come": {PeriodParams{Start: "2027-01-01", End: "2027-01-01"}, "2027-01-01 2027-01-01", "2026-12-31 2026-12-31"},
	} {
		var problems fault.Fields
		p := c.asked.read(today, mostDays, problems.Add)
		require.NoError(t, problems.Err(), name)
		require.Equal(t, c.want, days(p), name)
		require.Equal(t, c.before, days(p.previous()), name)
	}
}

func TestPeriodsThatCannotBe(t *testing.T) {
	t.Parallel()
	const date, name, long = "Use a date such as 2026-01-31.", "Use today, yesterday, week, month, year, or a number of days from 1d to 1100d.",
		"This is too long: choose at most 90 days."
	for _, c := range []struct {
		asked          PeriodParams
		field, message string
	}{
		{PeriodParams{Period: "decade"}, "period", name},
		{PeriodParams{Period: "0d"}, "period", name},
		{PeriodParams{Period: "-1d"}, "period", name},
		{PeriodParams{Period: "1101d"}, "period", name},
		{PeriodParams{Period: "99999999999999999999d"}, "period", name},
		{PeriodParams{Period: "30"}, "period", name},
		{PeriodParams{Period: "91d"}, "period", long},
		{PeriodParams{Period: "week", Start: "2026-03-01"}, "period", "Give either a period, or start_date and end_date."},
		{PeriodParams{Start: "2026-02-30"}, "start_date", date},
		{PeriodParams{Start: "tomorrow"}, "start_date", date},
		{PeriodParams{Start: "2026-03-01T00:00:00Z"}, "start_date", date},
		{PeriodParams{Start: "2026-03-01", End: "x"}, "end_date", date},
		{PeriodParams{End: "31.12.2026"}, "end_date", date},
		{PeriodParams{Start: "1926-03-31"}, "start_date", "Choose a year from 2000 to 2199."},
		{PeriodParams{Start: "2026-03-01", End: "9999-12-31"}, "end_date", "Choose a year from 2000 to 2199."},
		{PeriodParams{Start: "2000-01-01", End: "2099-12-31"}, "start_date", long},
		{PeriodParams{Start: "2026-03-02", End: "2026-03-01"}, "end_date", "This is before the first day."},
		{PeriodParams{Start: "2026-04-02"}, "end_date", "This is before the first day."},
	} {
		var problems fault.Fields
		c.asked.read(day("2026-03-31"), 90, problems.Add)
		var wrong *fault.Error
		require.ErrorAs(t, problems.Err(), &wrong, "%+v", c.asked)
		require.Equal(t, map[string][]string{c.field: {c.message}}, wrong.Fields, "%+v", c.asked)
	}
}
