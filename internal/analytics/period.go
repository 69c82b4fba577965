package analytics

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// mostDays bounds every period. It is about three years, longer than any plan keeps events.
const mostDays = 1100

// usualPeriod is what a chart shows when nobody says.
const usualPeriod = "30d"

// period is whole days of a restaurant's calendar, each written as its midnight of UTC, which is how PostgreSQL's dates are read.
type period struct {
	first time.Time
	after time.Time // the day after the last
	name  string    // of a part of the calendar, which decides what the one before it is; "" for any days
}

func (p period) days() int { return int(p.after.Sub(p.first) / (24 * time.Hour)) }

func (p period) last() time.Time { return p.after.AddDate(0, 0, -1) }

// previous is what to compare p with: the same days of the week, month or year before, or as many days right before p.
func (p period) previous() period {
	before := period{name: p.name}
	switch p.name {
	case "week":
		before.first = p.first.AddDate(0, 0, -7)
	case "month":
		before.first = p.first.AddDate(0, -1, 0)
	case "year":
		before.first = p.first.AddDate(-1, 0, 0)
	default:
		before.first = p.first.AddDate(0, 0, -p.days())
	}
	before.after = before.first.AddDate(0, 0, p.days())
	if before.after.After(p.first) {
		before.after = p.first // February has no thirtieth
	}
	return before
}

// moments are the bounds of the period in time: what happened in it happened from since to before until.
func (p period) moments(zone *time.Location) (since, until time.Time) {
	return dayBegins(p.first, zone), dayBegins(p.after, zone)
}

// namedPeriod is the period that is called so on a day: it ends with that day, except for yesterday.
func namedPeriod(name string, today time.Time) (period, bool) {
	p := period{first: today, after: today.AddDate(0, 0, 1)}
	switch name {
	case "today":
	case "yesterday":
		p.first, p.after = today.AddDate(0, 0, -1), today
	case "week":
		p.first, p.name = weekly.begin(today), name
	case "month":
		p.first, p.name = monthly.begin(today), name
	case "year":
		p.first, p.name = today.AddDate(0, 0, 1-today.YearDay()), name
	default:
		digits, ok := strings.CutSuffix(name, "d")
		days, err := strconv.Atoi(digits)
		if !ok || err != nil || days < 1 || days > mostDays {
			return period{}, false
		}
		p.first = today.AddDate(0, 0, 1-days)
	}
	return p, true
}

// PeriodParams say which days a chart is of. They are query parameters.
type PeriodParams struct {
	Period string `query:"period" doc:"today, yesterday, week, month, year, or 1d to 1100d: so many days. It ends with today. 30d when nothing is said"`
	Start  string `query:"start_date" doc:"Instead: the first day, such as 2026-01-31"`
	End    string `query:"end_date" doc:"The last day, which counts whole; today when absent. Days are the restaurant's own"`
}

// read finds the period that was asked for, of at most a number of days, and notes what is wrong with it.
func (q *PeriodParams) read(today time.Time, most int, problem func(field, message string)) period {
	p, field := q.chosen(today, problem)
	if p.days() > most {
		problem(field, fmt.Sprintf("This is too long: choose at most %d days.", most))
	}
	return p
}

// chosen tells also which parameter decided.
func (q *PeriodParams) chosen(today time.Time, problem func(field, message string)) (p period, field string) {
	if q.Start != "" || q.End != "" {
		if q.Period != "" {
			problem("period", "Give either a period, or start_date and end_date.")
		}
		return q.between(today, problem), "start_date"
	}
	name := q.Period
	if name == "" {
		name = usualPeriod
	}
	p, ok := namedPeriod(name, today)
	if !ok {
		problem("period", fmt.Sprintf("Use today, yesterday, week, month, year, or a number of days from 1d to %dd.", mostDays))
	}
	return p, "period"
}

func (q *PeriodParams) between(today time.Time, problem func(field, message string)) period {
	first, last := readDay("start_date", q.Start, problem), readDay("end_date", q.End, problem)
	switch {
	case q.Start == "" && !last.IsZero():
		usual, _ := namedPeriod(usualPeriod, last)
		return usual
	case first.IsZero() || last.IsZero() && q.End != "":
		return period{}
	case q.End == "":
		last = today
	}
	if last.Before(first) {
		problem("end_date", "This is before the first day.")
		return period{}
	}
	return period{first: first, after: last.AddDate(0, 0, 1)}
}

// readDay gives the zero time for what is no day, or none of this age.
func readDay(field, text string, problem func(field, message string)) time.Time {
	if text == "" {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, text)
	switch {
	case err != nil:
		problem(field, "Use a date such as 2026-01-31.")
	case day.Year() < 2000 || day.Year() >= 2200:
		problem(field, "Choose a year from 2000 to 2199.")
	default:
		return day
	}
	return time.Time{}
}
