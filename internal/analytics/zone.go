package analytics

import (
	"sort"
	"sync"
	"time"

	"github.com/tabletap/console/internal/access"
)

// zones keeps what time.LoadLocation found, which reads a file each time. There are some hundred names.
var zones sync.Map

// zoneOf is the restaurant's own time. One whose name is unknown by now has that of UTC: an event is not refused for it.
func zoneOf(t *access.Tenant) *time.Location { return zoneNamed(t.Timezone) }

func zoneNamed(name string) *time.Location {
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location) //nolint:errcheck,forcetypeassert // nothing else is put there
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	zones.Store(name, zone)
	return zone
}

// hourOf is the moment at which the hour of the zone's clocks began in which t lies, by the offset that is in force at t. So an hour that
// daylight saving repeats is two, and where clocks are a half or a quarter of an hour off, so are the hours.
func hourOf(t time.Time, zone *time.Location) time.Time {
	local := t.In(zone)
	past := time.Duration(local.Minute())*time.Minute + time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond())
	return t.Add(-past).UTC()
}

// dayOf is the day of the zone's calendar on which t lies, as midnight of UTC.
func dayOf(t time.Time, zone *time.Location) time.Time {
	year, month, day := t.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// startOfDay is the first moment of a day of the zone's calendar, which is not always midnight; of a day that was left out, it is the
// first of the next.
func startOfDay(day time.Time, zone *time.Location) time.Time {
	const reach = 26 * 60 * 60 // seconds; no clock is further from UTC
	first := day.Add(-reach * time.Second)
	return first.Add(time.Duration(sort.Search(2*reach, func(second int) bool {
		return !dayOf(first.Add(time.Duration(second)*time.Second), zone).Before(day)
	})) * time.Second)
}
