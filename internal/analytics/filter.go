package analytics

import (
	"math"
	"time"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
)

// Filter says which events are wanted. Its times are those at which the events occurred.
type Filter struct {
	Type  string    // "": all
	Since time.Time // included
	Until time.Time // not included
}

// forever is later than anything that occurs, as the zero time is earlier.
var forever = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)

// ParseFilter reads the query of a list. A date means a whole day of the zone's calendar, a time is exact and included.
func ParseFilter(eventType, start, end string, zone *time.Location) (Filter, error) {
	var problems fault.Fields
	f := Filter{Type: eventType, Until: forever}
	if from, _, ok := parseMoment(start, zone); ok {
		f.Since = from
	} else if start != "" {
		problems.Add("start_date", badMoment)
	}
	if _, after, ok := parseMoment(end, zone); ok {
		f.Until = after
	} else if end != "" {
		problems.Add("end_date", badMoment)
	}
	return f, problems.Err()
}

const badMoment = "Use a date such as 2026-01-31, or a time such as 2026-01-31T09:30:00Z."

// parseMoment reads a date or a time: where it begins, and where what comes after it begins.
func parseMoment(text string, zone *time.Location) (from, after time.Time, ok bool) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return dayBegins(day, zone), dayBegins(day.AddDate(0, 0, 1), zone), true
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return from, after, false
	}
	at = at.UTC().Truncate(time.Microsecond)
	return at, at.Add(time.Microsecond), true
}

// before is the position from which a page goes down: where the filter ends, or further down where the page begins. Given both bounds,
// PostgreSQL may begin at the later one and read all that lies between.
func (f Filter) before(at *api.Position) api.Position {
	if at != nil && at.Time.Before(f.Until) {
		return *at
	}
	return api.Position{Time: f.Until, ID: math.MinInt64}
}

// after is the position from which a page goes up.
func (f Filter) after(at *api.Position) api.Position {
	if at != nil && !at.Time.Before(f.Since) {
		return *at
	}
	return api.Position{Time: f.Since, ID: math.MinInt64}
}

// stretch is a time whose events are counted one by one, since the rollups know whole days only.
type stretch struct{ since, until time.Time }

// split splits the filter's time into whole days of the zone's and what is left of a day at either end.
func (f Filter) split(zone *time.Location) (whole period, edges []stretch) {
	whole.first, whole.after = dayOf(f.Since, zone), dayOf(f.Until, zone)
	if dayBegins(whole.first, zone).Before(f.Since) {
		whole.first = whole.first.AddDate(0, 0, 1)
	}
	if !whole.first.Before(whole.after) {
		return period{}, []stretch{{f.Since, f.Until}}
	}
	for _, edge := range []stretch{{f.Since, dayBegins(whole.first, zone)}, {dayBegins(whole.after, zone), f.Until}} {
		if edge.since.Before(edge.until) {
			edges = append(edges, edge)
		}
	}
	return whole, edges
}
