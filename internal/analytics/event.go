package analytics

import (
	"encoding/json"
	"net/netip"
	"regexp"
	"strconv"
	"time"

	"github.com/tabletap/console/internal/access"
)

// The bounds of what is taken in.
const (
	MaxBatch    = 1000     // events in a batch
	maxData     = 32 << 10 // bytes of an event's data, as JSON
	maxAhead    = 5 * time.Minute
	maxLate     = 90 * 24 * time.Hour
	maxTypeSize = 100
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

// Report is an event as somebody reports it.
type Report struct {
	Key      string // the reporter's own id of it, a UUID; "" for none. The same reporter's second report of a key changes nothing.
	Type     string
	Data     json.RawMessage // nil: an empty object
	User     *int64          // nil: the reporting member of staff, or nobody
	Occurred *time.Time      // nil: now
}

var (
	typePattern = regexp.MustCompile(`^[a-z0-9_.:-]+$`)
	keyPattern  = regexp.MustCompile(`^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)
)

// check notes what is wrong with r, and completes it: afterwards Data is there and Occurred is set, to the precision that is stored.
func (r *Report) check(now time.Time, problem func(field, message string)) {
	if !typePattern.MatchString(r.Type) || len(r.Type) > maxTypeSize {
		problem("event_type", "Must be 1 to 100 of these characters: a-z 0-9 _ . : -")
	}
	if r.Key != "" && !keyPattern.MatchString(r.Key) {
		problem("id", "Must be a valid UUID.")
	}
	data, wrong := cleanData(r.Data)
	if wrong != "" {
		problem("data", wrong)
	}
	r.Data = data
	if r.Occurred == nil {
		r.Occurred = &now
	}
	occurred := r.Occurred.UTC().Truncate(time.Microsecond)
	switch r.Occurred = &occurred; {
	case occurred.After(now.Add(maxAhead)):
		problem("occurred_at", "This is in the future.")
	case occurred.Before(now.Add(-maxLate)):
		problem("occurred_at", "This is too long ago: events are taken for 90 days.")
	}
}

// inBatch names a field of one of several events.
func inBatch(i int, field string) string { return "events[" + strconv.Itoa(i) + "]." + field }
