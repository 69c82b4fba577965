package analytics

import "time"

// interval is what one point of a chart stands for.
type interval string

const (
	hourly  interval = "hour"
	daily   interval = "day"
	weekly  interval = "week" // from Monday, as ISO 8601 has it
	monthly interval = "month"
)

// mostDaysOfHours keeps a chart by the hour from having more points than a screen. It is a month.
const mostDaysOfHours = 31

// usual is the interval that shows a period in some dozens of points.
func (p period) usual() interval {
	switch days := p.days(); {
	case days <= 2:
		return hourly
	case days <= 92:
		return daily
	case days <= 366:
		return weekly
	default:
		return monthly
	}
}

// begin is the first day of the week or month in which a day lies, or the day.
func (i interval) begin(day time.Time) time.Time {
	switch i {
	case weekly:
		return day.AddDate(0, 0, -weekday(day))
	case monthly:
		return day.AddDate(0, 0, 1-day.Day())
	default:
		return day
	}
}

// next is the first day of what comes after the one that begins with a day.
func (i interval) next(begin time.Time) time.Time {
	switch i {
	case weekly:
		return begin.AddDate(0, 0, 7)
	case monthly:
		return begin.AddDate(0, 1, 0)
	default:
		return begin.AddDate(0, 0, 1)
	}
}

// slot is one point of a chart, whether anything happened in it or not.
type slot struct {
	begin time.Time // as the rollups have it: a moment for an hour, a day for all else
	label string    // for people: a time with the zone's offset, or a date
	whole bool      // all of it is in the period, and over
}

// slots are all points of a period, in order. now decides which are over.
func (p period) slots(i interval, zone *time.Location, now time.Time) []slot {
	if i == hourly {
		return p.hours(zone, now)
	}
	var list []slot
	today := dayOf(now, zone)
	for begin := i.begin(p.first); begin.Before(p.after); begin = i.next(begin) {
		next := i.next(begin)
		list = append(list, slot{
			begin: begin, label: begin.Format(time.DateOnly), whole: !begin.Before(p.first) && !next.After(p.after) && !next.After(today),
		})
	}
	return list
}

// hours go from one turn of the clock to the next, where a change of the offset is a turn as well. So a day may have 23 or 25 of them.
func (p period) hours(zone *time.Location, now time.Time) []slot {
	since, until := p.moments(zone)
	var list []slot
	for at := since; at.Before(until); {
		begin, local := hourOf(at, zone), at.In(zone)
		turn := begin.Add(time.Hour)
		if _, change := local.ZoneBounds(); !change.IsZero() && change.Before(turn) {
			turn = change
		}
		if len(list) == 0 || !list[len(list)-1].begin.Equal(begin) { // an offset may change its name alone
			_, offset := local.Zone()
			label := begin.In(time.FixedZone("", offset)).Format(time.RFC3339)
			list = append(list, slot{begin: begin, label: label})
		}
		list[len(list)-1].whole = !turn.After(now)
		at = turn.UTC()
	}
	return list
}

// dayBegins is the first moment of a day: not always its midnight, which a change of the clocks can leave out or bring twice.
func dayBegins(day time.Time, zone *time.Location) time.Time {
	const furthest = 26 * time.Hour // no clock is that far from UTC
	for at := day.Add(-furthest); ; {
		local := at.In(zone)
		_, offset := local.Zone()
		begins, ends := local.ZoneBounds()
		midnight := day.Add(-time.Duration(offset) * time.Second)
		if midnight.Before(begins) {
			midnight = begins // the change skipped it
		}
		if ends.IsZero() || midnight.Before(ends) {
			return midnight.UTC()
		}
		at = ends
	}
}

// changes are the moments in a time at which the zone's clocks are changed.
func changes(since, until time.Time, zone *time.Location) []time.Time {
	list := []time.Time{}
	for {
		_, change := since.In(zone).ZoneBounds()
		if change.IsZero() || !change.Before(until) {
			return list
		}
		since = change.UTC()
		list = append(list, since)
	}
}

// localHour is the hour of the day, 0 to 23, that a rollup's hour had on the restaurant's clocks. Of a begin that the clocks never
// showed, since the offset changed within the hour, its end tells.
func localHour(begin time.Time, zone *time.Location) int {
	if hourOf(begin, zone).Equal(begin) {
		return begin.In(zone).Hour()
	}
	return begin.Add(time.Hour - 1).In(zone).Hour()
}
