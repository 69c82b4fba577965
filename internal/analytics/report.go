package analytics

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// The bounds of what is taken in.
const (
	MaxBatch    = 10_000 // events in a batch
	maxAhead    = 5 * time.Minute
	maxTypeSize = 100
)

// Report is an event as somebody reports it.
type Report struct {
	Key      string // the reporter's own id of it, a UUID; "" for none. The same reporter's second report of a key changes nothing.
	Type     string
	Data     json.RawMessage // JSON that parses; nil: an empty object
	User     *int64          // nil: the reporting member of staff, or nobody
	Occurred *time.Time      // nil: now

	problems []problem

	// What check and the storing of it add.
	key       uuid
	amount    int64 // in ten-thousandths
	hasAmount bool
	id        int64
	duplicate bool
}

// problem is what is wrong with a field of a report.
type problem struct{ field, message string }

// refuse notes what is wrong with a field.
func (r *Report) refuse(field, message string) {
	r.problems = append(r.problems, problem{field, message})
}

// refused reports whether anything is wrong.
func (r *Report) refused() bool { return len(r.problems) > 0 }

// has reports whether something is wrong with the field already, so that nothing more need be said of it.
func (r *Report) has(field string) bool {
	for _, p := range r.problems {
		if p.field == field {
			return true
		}
	}
	return false
}

// terms are what reports are checked by.
type terms struct {
	now   time.Time
	days  int // that events are kept
	known kinds
}

// check notes what is wrong with r, and completes it: afterwards Data is there and Occurred is set, to the precision that is stored.
func (r *Report) check(t *terms) {
	if r.has(fault.NonField) {
		return // nothing of it could be read
	}
	if r.Key != "" {
		var ok bool
		if r.key, ok = parseUUID(r.Key); !ok {
			r.refuse("id", "Must be a valid UUID.")
		}
	}
	r.checkTime(t)
	if !r.has("data") {
		data, wrong := cleanData(r.Data)
		if r.Data = data; wrong != "" {
			r.refuse("data", wrong)
		}
	}
	if r.has("event_type") {
		return
	}
	kind := t.known.named(r.Type)
	if kind == nil {
		r.refuse("event_type", t.known.unknown(r.Type))
		return
	}
	if !r.has("data") {
		kind.check(r)
	}
}

func (r *Report) checkTime(t *terms) {
	if r.Occurred == nil {
		r.Occurred = &t.now
		return
	}
	occurred := r.Occurred.UTC().Truncate(time.Microsecond)
	switch r.Occurred = &occurred; {
	case occurred.After(t.now.Add(maxAhead)):
		r.refuse("occurred_at", "This is in the future.")
	case occurred.Before(oldest(t.now, t.days)):
		r.refuse("occurred_at", fmt.Sprintf("This is too long ago: events are kept for %d days.", t.days))
	}
}

// oldest is when an event may have occurred at the earliest that is kept for so many days.
func oldest(now time.Time, days int) time.Time { return now.Add(-time.Duration(days) * 24 * time.Hour) }

// uuid is a reporter's key. The zero uuid is none.
type uuid [16]byte

// parseUUID reads the usual spelling, in capitals too. A UUID of zeros is no key: it is what uninitialized memory looks like.
func parseUUID(text string) (id uuid, ok bool) {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return id, false
	}
	digits := make([]byte, 0, 32)
	for _, part := range []string{text[:8], text[9:13], text[14:18], text[19:23], text[24:]} {
		digits = append(digits, part...)
	}
	_, err := hex.Decode(id[:], digits)
	return id, err == nil && id != uuid{}
}
