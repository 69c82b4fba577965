package analytics_test

import (
	"fmt"
	"math/big"
	"net/http"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // wherever the tests run

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/access"
)

var zoneNames = []string{"Africa/Accra", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "America/Havana"}

func (f *fixture) move(t *testing.T, tenant access.TenantID, zone string) {
	t.Helper()
	_, err := f.db.SharedQuery().Exec(t.Context(), "UPDATE public.tenants SET timezone = $2 WHERE id = $1", tenant, zone)
	require.NoError(t, err)
}

// counts are what the three tables say of a restaurant, a line a row.
func (f *fixture) counts(t *testing.T, tenant access.TenantID) map[string]bool {
	t.Helper()
	rows, err := f.db.SharedQuery().Query(t.Context(), `
SELECT 'hour ' || to_char(hour, 'YYYY-MM-DD HH24:MI') || ' ' || day || ' ' || event_type || ' ' || tool_id || ': ' || events || ' ' || amount
FROM public.event_hours WHERE tenant_id = $1
UNION ALL SELECT 'day ' || day || ' ' || event_type || ' ' || tool_id || ': ' || events || ' ' || amount FROM public.event_days WHERE tenant_id = $1
UNION ALL SELECT 'user ' || day || ' ' || to_char(hour, 'YYYY-MM-DD HH24:MI') || ' ' || event_type || ' ' || tool_id || ': ' || user_id
FROM public.event_users WHERE tenant_id = $1`, tenant)
	require.NoError(t, err)
	lines := map[string]bool{}
	for _, line := range texts(t, rows) {
		require.False(t, lines[line], line)
		lines[line] = true
	}
	return lines
}

// recounted is the same, from the events alone and as plainly as can be.
func (f *fixture) recounted(t *testing.T, tenant access.TenantID) map[string]bool {
	t.Helper()
	var name string
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(), "SELECT timezone FROM public.tenants WHERE id = $1", tenant).Scan(&name))
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	type event struct {
		Occurred time.Time
		Type     string
		Tool     int64
		User     *int64
		Amount   *string
	}
	rows, err := f.db.SharedQuery().Query(t.Context(),
		"SELECT occurred_at, event_type, tool_id, user_id, amount::text FROM public.events WHERE tenant_id = $1", tenant)
	require.NoError(t, err)
	events, err := pgx.CollectRows(rows, pgx.RowToStructByPos[event])
	require.NoError(t, err)
	numbers, sums, lines := map[string]int{}, map[string]*big.Rat{}, map[string]bool{}
	for _, e := range events {
		local := e.Occurred.In(zone)
		_, offset := local.Zone()
		hour := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), 0, 0, 0, time.FixedZone("", offset)).UTC().Format("2006-01-02 15:04")
		day := local.Format(time.DateOnly)
		amount := new(big.Rat)
		if e.Amount != nil {
			amount.SetString(*e.Amount)
		}
		for _, bucket := range []string{
			fmt.Sprintf("hour %s %s %s %d", hour, day, e.Type, e.Tool), fmt.Sprintf("day %s %s %d", day, e.Type, e.Tool),
		} {
			numbers[bucket]++
			if sums[bucket] == nil {
				sums[bucket] = new(big.Rat)
			}
			sums[bucket].Add(sums[bucket], amount)
		}
		if e.User != nil {
			lines[fmt.Sprintf("user %s %s %s %d: %d", day, hour, e.Type, e.Tool, *e.User)] = true
		}
	}
	for bucket, n := range numbers {
		lines[fmt.Sprintf("%s: %d %s", bucket, n, sums[bucket].FloatString(4))] = true
	}
	return lines
}

// clocksChange is when they do in Berlin; a week later they do on Lord Howe Island.
var clocksChange = time.Date(2026, time.March, 29, 1, 0, 0, 0, time.UTC)

// random is a body of random events, of which some come again.
func random(t *testing.T, rt *rapid.T, user access.UserID) string {
	t.Helper()
	list := make([]map[string]any, rapid.IntRange(1, 30).Draw(rt, "events"))
	for i := range list {
		at := clocksChange.Add(time.Duration(rapid.IntRange(-3*24*60, 8*24*60).Draw(rt, "minutes")) * time.Minute)
		e := map[string]any{
			"event_type":  rapid.SampledFrom([]string{"order", "pos_transaction", "menu_view"}).Draw(rt, "type"),
			"occurred_at": at.Format(time.RFC3339),
		}
		if rapid.Bool().Draw(rt, "keyed") {
			e["id"] = key(rapid.IntRange(1, 40).Draw(rt, "key"))
		}
		if rapid.Bool().Draw(rt, "somebody's") {
			e["user"] = user
		}
		total := float64(rapid.IntRange(-10_000_000, 10_000_000).Draw(rt, "amount")) / 10_000
		e["data"] = map[string]any{"total": total, "amount": fmt.Sprintf("%.4f", total)}
		list[i] = e
	}
	return toJSON(t, list)
}

// Whatever comes, again, late, at once, while connections break and clocks change: the counts are those of the events that are there.
func TestCountsAreThoseOfTheEvents(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := f.restaurant(t, "one"), f.restaurant(t, "two")
	ama, kofi := f.hire(t, one, "ama", viewer), f.hire(t, two, "kofi", viewer)
	f.clock.Advance(clocksChange.AddDate(0, 0, 9).Sub(now))
	rapid.Check(t, func(rt *rapid.T) {
		if rapid.Bool().Draw(rt, "one moves") {
			f.move(t, one.ID, rapid.SampledFrom(zoneNames).Draw(rt, "zone of one"))
			require.NoError(t, f.Rebuild(t.Context(), one.ID))
		}
		var group sync.WaitGroup
		for range rapid.IntRange(1, 6).Draw(rt, "requests") {
			restaurant, user := "one", ama
			if rapid.Bool().Draw(rt, "of two") {
				restaurant, user = "two", kofi
			}
			body := random(t, rt, user)
			repeats := rapid.IntRange(1, 2).Draw(rt, "times")
			for range repeats {
				group.Go(func() { f.ask(t, pos(restaurant), http.MethodPost, batch, body) })
			}
		}
		if rapid.Bool().Draw(rt, "connections break") {
			group.Go(func() {
				_, _ = f.db.SharedQuery().Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND query NOT LIKE 'LISTEN%'`)
			})
		}
		if rapid.Bool().Draw(rt, "counted again meanwhile") {
			group.Go(func() { _ = f.Rebuild(t.Context(), two.ID) }) // it may be its connection that breaks
		}
		group.Wait()
		f.db.Pool().Reset() // what was broken while nobody used it would break what reads next
		for _, tenant := range []access.TenantID{one.ID, two.ID} {
			require.Equal(t, f.recounted(t, tenant), f.counts(t, tenant))
		}
	})
}

// What is wrong with the counts is not after a rebuild, and events that come during one are counted once.
func TestCountsAreRebuilt(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := f.restaurant(t, "one"), f.restaurant(t, "two")
	ama := f.hire(t, one, "ama", viewer)
	send := func(restaurant string, n int) {
		w := f.ask(t, pos(restaurant), http.MethodPost, batch, fmt.Sprintf(`[{"event_type": "order", "data": {"total": 1.25}, "user": %d,
			"occurred_at": "2026-02-%02dT20:30:00Z"}, {"event_type": "order", "data": {"total": "2"}}]`, ama, n%28+1))
		require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
	}
	_, err := f.db.SharedQuery().Exec(t.Context(), "INSERT INTO public.memberships (user_id, tenant_id) VALUES ($1, $2)", ama, two.ID)
	require.NoError(t, err)
	for n := range 20 {
		send("one", n)
		send("two", n)
	}
	others := f.counts(t, two.ID)
	for _, sql := range []string{
		"UPDATE public.event_hours SET events = events + 7, amount = -1", "DELETE FROM public.event_days",
		"UPDATE public.event_users SET day = day - 100", "UPDATE public.event_hours SET day = day + 40 WHERE events > 8",
	} {
		_, err := f.db.SharedQuery().Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	f.move(t, one.ID, "Asia/Kathmandu")
	var group sync.WaitGroup
	for n := range 20 {
		group.Go(func() { send("one", n) })
	}
	require.NoError(t, f.Rebuild(t.Context(), one.ID))
	group.Wait()
	require.Equal(t, f.recounted(t, one.ID), f.counts(t, one.ID))
	require.NotEqual(t, others, f.counts(t, two.ID), "only the one that was asked for")
	require.NoError(t, f.Rebuild(t.Context(), two.ID))
	require.Equal(t, others, f.counts(t, two.ID))
	empty := f.restaurant(t, "empty")
	require.NoError(t, f.Rebuild(t.Context(), empty.ID))
	require.NoError(t, f.Rebuild(t.Context(), 999_999), "one that is not there")
}
