package analytics

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// zonesOfAllKinds change at midnight, by half an hour, backwards, at quarters, by two hours, not at all, and by a whole day.
var zonesOfAllKinds = []string{
	"UTC", "Africa/Accra", "Africa/Lagos", "Africa/Cairo", "Africa/Casablanca", "America/New_York", "America/Havana", "America/Santiago",
	"America/Nuuk", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Pyongyang",
	"Atlantic/Azores", "Australia/Lord_Howe", "Europe/Dublin", "Europe/London", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati",
}

func zone(t require.TestingT, name string) *time.Location {
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

func labels(list []slot) []string {
	all := make([]string, len(list))
	for i := range list {
		all[i] = list[i].label
	}
	return all
}

func TestSlotsOfDays(t *testing.T) {
	t.Parallel()
	p, now := period{first: day("2026-02-25"), after: day("2026-03-11")}, time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	require.Len(t, p.slots(daily, time.UTC, now), 14)
	require.Equal(t, []string{"2026-02-23", "2026-03-02", "2026-03-09"}, labels(p.slots(weekly, time.UTC, now)))
	require.Equal(t, []string{"2026-02-01", "2026-03-01"}, labels(p.slots(monthly, time.UTC, now)))
	for i, whole := range []bool{false, true, false} { // cut off at its begin, whole, and not over
		require.Equal(t, whole, p.slots(weekly, time.UTC, now)[i].whole, i)
	}
	all := p.slots(daily, time.UTC, now)
	require.True(t, all[12].whole)
	require.False(t, all[13].whole, "today is not over")
	require.True(t, p.slots(daily, zone(t, "Pacific/Kiritimati"), now)[13].whole, "where it is tomorrow, it is")
}

func TestHoursOfADayThatIsLongerOrShorter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, day string
		hours     int
		some      []string // labels among them, in order and next to each other
	}{
		{"UTC", "2026-03-29", 24, []string{"2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"}},
		{"Europe/London", "2026-03-29", 23, []string{"2026-03-29T00:00:00Z", "2026-03-29T02:00:00+01:00"}},
		{"Europe/London", "2026-10-25", 25, []string{"2026-10-25T01:00:00+01:00", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"}},
		{"Africa/Cairo", "2026-04-24", 23, []string{"2026-04-24T01:00:00+03:00", "2026-04-24T02:00:00+03:00"}},
		{"Africa/Cairo", "2026-10-29", 25, []string{"2026-10-29T23:00:00+03:00", "2026-10-29T23:00:00+02:00"}},
		{"Atlantic/Azores", "2026-10-25", 25, []string{"2026-10-25T00:00:00Z", "2026-10-25T00:00:00-01:00"}},
		{"Asia/Kathmandu", "2026-03-29", 24, []string{"2026-03-29T00:00:00+05:45"}},
		{"Australia/Lord_Howe", "2026-04-05", 25, []string{"2026-04-05T01:00:00+11:00", "2026-04-05T01:00:00+10:30", "2026-04-05T02:00:00+10:30"}},
		{"Australia/Lord_Howe", "2026-10-04", 24, []string{"2026-10-04T01:00:00+10:30", "2026-10-04T02:00:00+11:00", "2026-10-04T03:00:00+11:00"}},
		{"Antarctica/Troll", "2026-03-29", 22, []string{"2026-03-29T00:00:00Z", "2026-03-29T03:00:00+02:00"}},
	} {
		p := period{first: day(c.day), after: day(c.day).AddDate(0, 0, 1)}
		all := labels(p.hours(zone(t, c.zone), now))
		require.Len(t, all, c.hours, "%s %s", c.zone, c.day)
		require.Subset(t, all, c.some, "%s %s", c.zone, c.day)
		for i, label := range all {
			if label == c.some[0] {
				require.Equal(t, c.some, all[i:i+len(c.some)])
			}
		}
	}
}

var now = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

// Whatever happens in a period falls into exactly one of its slots, the one that the rollups write, by every interval; and nothing that
// happens outside does.
func TestEveryMomentHasItsSlot(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		z := zone(rt, rapid.SampledFrom(zonesOfAllKinds).Draw(rt, "zone"))
		p := period{first: day("2024-01-01").AddDate(0, 0, rapid.IntRange(0, 1500).Draw(rt, "first"))}
		p.after = p.first.AddDate(0, 0, rapid.IntRange(1, 40).Draw(rt, "days"))
		at := p.first.Add(time.Duration(rapid.Int64Range(-2, int64(p.days()+2)).Draw(rt, "day")) * 24 * time.Hour).
			Add(time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(rt, "time")))
		since, until := p.moments(z)
		date := dayOf(at, z)
		inside := !at.Before(since) && at.Before(until)
		require.Equal(rt, !date.Before(p.first) && date.Before(p.after), inside, "%s in %s", at, z)
		for _, i := range []interval{hourly, daily, weekly, monthly} {
			begin := i.begin(date)
			if i == hourly {
				begin = hourOf(at, z)
			}
			found, all := 0, p.slots(i, z, now)
			for n := range all {
				if all[n].begin.Equal(begin) {
					found++
				}
				if n > 0 && !all[n].begin.After(all[n-1].begin) {
					rt.Fatalf("%s is not after %s", all[n].label, all[n-1].label)
				}
			}
			if inside {
				require.Equal(rt, 1, found, "%s of %s in %s", i, at, z)
			} else if i == hourly || i == daily {
				require.Zero(rt, found, "%s of %s in %s", i, at, z)
			}
		}
		require.Equal(rt, at.In(z).Hour(), localHour(hourOf(at, z), z), "%s in %s", at, z)
	})
}
