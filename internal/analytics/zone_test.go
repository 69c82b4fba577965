package analytics

import (
	"testing"
	"time"
	_ "time/tzdata" // wherever the tests run

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/access"
)

func TestHoursAndDaysOfARestaurant(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ zone, at, hour, day string }{
		"UTC":                                  {"", "2026-03-01T12:59:59Z", "2026-03-01T12:00:00Z", "2026-03-01"},
		"Accra":                                {"Africa/Accra", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-03-01"},
		"the next day already":                 {"Africa/Nairobi", "2026-03-01T21:30:00Z", "2026-03-01T21:00:00Z", "2026-03-02"},
		"the day before still":                 {"America/New_York", "2026-03-01T04:59:00Z", "2026-03-01T04:00:00Z", "2026-02-28"},
		"half an hour off":                     {"Asia/Kolkata", "2026-03-01T12:29:59Z", "2026-03-01T11:30:00Z", "2026-03-01"},
		"three quarters off":                   {"Asia/Kathmandu", "2026-03-01T18:14:00Z", "2026-03-01T17:15:00Z", "2026-03-01"},
		"three quarters off, a new day":        {"Asia/Kathmandu", "2026-03-01T18:15:00Z", "2026-03-01T18:15:00Z", "2026-03-02"},
		"before clocks go forward":             {"Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29T00:00:00Z", "2026-03-29"},
		"after":                                {"Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29"},
		"an hour for the first time":           {"Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T00:00:00Z", "2026-10-25"},
		"and again":                            {"Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25"},
		"clocks that go back half an hour":     {"Australia/Lord_Howe", "2026-04-04T14:59:00Z", "2026-04-04T14:00:00Z", "2026-04-05"},
		"and after it":                         {"Australia/Lord_Howe", "2026-04-04T15:01:00Z", "2026-04-04T14:30:00Z", "2026-04-05"},
		"a name that nobody knows any more":    {"Mars/Olympus", "2026-03-01T12:59:59Z", "2026-03-01T12:00:00Z", "2026-03-01"},
		"a year in which the day was left out": {"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		require.NoError(t, err)
		zone := zoneOf(&access.Tenant{Timezone: c.zone})
		require.Equal(t, c.hour, hourOf(at, zone).Format(time.RFC3339), name)
		require.Equal(t, c.day, dayOf(at, zone).Format(time.DateOnly), name)
	}
}

// Whatever the zone and the moment, an hour begins at the full hour of its own offset, at most an hour ago.
func TestAnHourBeginsWithinTheHour(t *testing.T) {
	t.Parallel()
	names := []string{"Africa/Accra", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Chatham", "UTC"}
	rapid.Check(t, func(rt *rapid.T) {
		zone := zoneOf(&access.Tenant{Timezone: rapid.SampledFrom(names).Draw(rt, "zone")})
		at := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(rt, "second"), 0)
		hour := hourOf(at, zone)
		past := at.Sub(hour)
		require.True(rt, past >= 0 && past < time.Hour, past)
		_, offset := at.In(zone).Zone()
		require.Zero(rt, (hour.Unix()+int64(offset))%3600)
		require.Equal(rt, at.In(zone).Format(time.DateOnly), dayOf(at, zone).Format(time.DateOnly))
	})
}

func TestWhereADayBegins(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ zone, day, want string }{
		"UTC":                 {"UTC", "2026-03-01", "2026-03-01T00:00:00Z"},
		"Kathmandu":           {"Asia/Kathmandu", "2026-03-02", "2026-03-01T18:15:00Z"},
		"no midnight":         {"Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"},
		"two midnights":       {"America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"},
		"23 hours":            {"Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z"},
		"a day left out":      {"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},
		"the day after":       {"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},
		"the farthest behind": {"Pacific/Niue", "2026-03-01", "2026-03-01T11:00:00Z"},
	} {
		day, err := time.Parse(time.DateOnly, c.day)
		require.NoError(t, err)
		require.Equal(t, c.want, startOfDay(day, zoneNamed(c.zone)).Format(time.RFC3339), name)
	}
}
