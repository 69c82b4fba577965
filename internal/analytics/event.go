package analytics

import (
	"encoding/json"
	"net/netip"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// Event is something that happened in a restaurant.
type Event struct {
	ID       int64
	Type     string
	Data     json.RawMessage // an object
	User     access.UserID   // whose doing it was; 0: nobody's in particular
	Tool     int64           // which tool reported it; 0: a member of staff did
	IP       *netip.Addr     // where a member of staff reported it from; nil for tools
	Occurred time.Time
	Received time.Time
}

// Filter says which events are wanted. Its times are those at which the events occurred.
type Filter struct {
	Type  string    // "": all
	Since time.Time // included
	Until time.Time // not included; zero: no end
}

// forever is later than anything that occurs.
var forever = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)

// ParseFilter reads the query of a list. A date means a whole day of UTC, a time is exact and included.
func ParseFilter(eventType, start, end string) (Filter, error) {
	var problems fault.Fields
	f := Filter{Type: eventType, Until: forever}
	if from, _, ok := parseMoment(start); ok {
		f.Since = from
	} else if start != "" {
		problems.Add("start_date", badMoment)
	}
	if _, after, ok := parseMoment(end); ok {
		f.Until = after
	} else if end != "" {
		problems.Add("end_date", badMoment)
	}
	return f, problems.Err()
}

const badMoment = "Use a date such as 2026-01-31, or a time such as 2026-01-31T09:30:00Z."

// parseMoment reads a date or a time: where it begins, and where what comes after it begins.
func parseMoment(text string) (from, after time.Time, ok bool) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, day.AddDate(0, 0, 1), true
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return from, after, false
	}
	at = at.UTC().Truncate(time.Microsecond)
	return at, at.Add(time.Microsecond), true
}
