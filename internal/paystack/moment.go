package paystack

import (
	"math"
	"strconv"
	"time"
)

// moments are the layouts in which Paystack was seen to write a time. One without a zone is UTC.
var moments = []string{
	time.RFC3339, // fractions of a second are read too
	"2006-01-02T15:04:05",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04:05 -0700",
	time.DateOnly,
	"Mon Jan 02 2006 15:04:05 GMT-0700", // JavaScript's
	time.RFC1123,
	time.RFC1123Z,
}

// Numbers from here on are milliseconds: as seconds they would be after the year 5000, as milliseconds they are after
// March 1973.
const firstMilliseconds = 1e11

// layoutOut is how a time is written for Paystack: ISO 8601 in UTC. An odd one is worse than an error: Paystack refuses
// a subscription whose start date it cannot read, and makes it all the same.
const layoutOut = "2006-01-02T15:04:05.000Z"

// moment reads a time, to the microsecond, in UTC. What is none, or before 1970 or after the year 5000, is the zero time.
func (o object) moment(names ...string) time.Time {
	text := o.text(names...)
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return fromEpoch(n)
	}
	if i := len("Mon Jan 02 2006 15:04:05 GMT-0700"); len(text) > i && text[i] == ' ' {
		text = text[:i] // the zone's name in parentheses
	}
	for _, layout := range moments {
		if t, err := time.Parse(layout, text); err == nil {
			return sane(t)
		}
	}
	return time.Time{}
}

func sane(t time.Time) time.Time {
	t = t.UTC().Truncate(time.Microsecond)
	if t.Year() < 1970 || t.Year() > 5000 {
		return time.Time{}
	}
	return t
}

func fromEpoch(n float64) time.Time {
	if n < firstMilliseconds {
		n *= 1000
	}
	if !(n > 0 && n < firstMilliseconds*1000) { // NaN too
		return time.Time{}
	}
	return sane(time.UnixMilli(int64(math.Round(n))))
}
