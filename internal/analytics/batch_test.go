package analytics_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func key(n int) string { return fmt.Sprintf("01920000-0000-7000-8000-%012d", n) }

// batchOf makes a body of events with keys.
func batchOf(tb testing.TB, keys ...int) string {
	tb.Helper()
	list := make([]map[string]any, len(keys))
	for i, n := range keys {
		list[i] = map[string]any{"id": key(n), "event_type": "sold", "data": map[string]any{"n": n}}
	}
	return toJSON(tb, map[string]any{"events": list})
}

func TestABatchTakesEffectOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	require.JSONEq(t, `{"accepted": 3, "duplicates": 0}`, f.post(t, pos("one"), batch, batchOf(t, 1, 2, 3)))
	require.JSONEq(t, `{"accepted": 0, "duplicates": 3}`, f.post(t, pos("one"), batch, batchOf(t, 1, 2, 3)), "a repeat")
	require.JSONEq(t, `{"accepted": 1, "duplicates": 3}`, f.post(t, pos("one"), batch, batchOf(t, 3, 4, 4, 1)), "half a repeat, and one twice in itself")
	f.clock.Advance(60 * 24 * time.Hour)
	require.JSONEq(t, `{"accepted": 0, "duplicates": 1}`, f.post(t, pos("one"), batch, batchOf(t, 1)), "months later")
	require.JSONEq(t, `{"accepted": 0, "duplicates": 1}`, f.post(t, pos("one"), batch, strings.ToUpper(batchOf(t, 2)[:18])+batchOf(t, 2)[18:]),
		"an id is the same in capitals")
	count, _ := f.list(t, as("ama", "one"), "")
	require.Equal(t, 4, count)

	without := `{"events": [{"event_type": "sold"}, {"event_type": "sold"}]}`
	require.JSONEq(t, `{"accepted": 2, "duplicates": 0}`, f.post(t, pos("one"), batch, without))
	require.JSONEq(t, `{"accepted": 2, "duplicates": 0}`, f.post(t, pos("one"), batch, without), "nothing says that it is a repeat")
}

// The same ids from another restaurant, from another tool and from staff are other events.
func TestKeysAreTheReportersOwn(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := f.restaurant(t, "one"), f.restaurant(t, "two")
	f.world.clients["menu-client"] = 2
	f.world.installed[one.ID][2] = true
	f.hire(t, one, "ama", viewer)
	f.hire(t, two, "kofi", viewer)
	for _, who := range []caller{pos("one"), pos("two"), {client: "menu-client", secret: "menu-client-secret", restaurant: "one"}, as("ama", "one")} {
		require.JSONEq(t, `{"accepted": 2, "duplicates": 0}`, f.post(t, who, batch, batchOf(t, 1, 2)))
	}
	count, _ := f.list(t, as("ama", "one"), "")
	require.Equal(t, 6, count)
	count, _ = f.list(t, as("kofi", "two"), "")
	require.Equal(t, 2, count)
}

func TestABatchIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	w := f.ask(t, pos("one"), http.MethodPost, batch, `{"events": [
		{"event_type": "fine"},
		{"event_type": "NOT FINE", "data": []},
		{"event_type": "x", "id": "17"},
		{"event_type": "x", "occurred_at": "2026-03-01T12:05:01Z"},
		{"event_type": "x", "occurred_at": "2025-11-30T00:00:00Z"},
		{"event_type": "x", "user": 999}
	]}`)
	require.Equal(t, http.StatusBadRequest, w.Code)
	var said map[string][]string
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &said))
	require.Len(t, said, 6)
	for _, field := range []string{
		"events[1].event_type", "events[1].data", "events[2].id", "events[3].occurred_at", "events[4].occurred_at", "events[5].user",
	} {
		require.Len(t, said[field], 1, field)
	}
	require.Equal(t, 0, f.stored(t))
	for name, body := range map[string]string{
		"none":      `{"events": []}`,
		"null":      `{"events": null}`,
		"absent":    `{}`,
		"an object": `{"events": {}}`,
		"too many":  `{"events": [` + strings.Repeat(`{"event_type": "x"},`, 1000) + `{"event_type": "x"}]}`,
	} {
		w := f.ask(t, pos("one"), http.MethodPost, batch, body)
		require.Equal(t, http.StatusBadRequest, w.Code, "%s: %s", name, w.Body)
		require.Contains(t, w.Body.String(), `{"events":["`, name)
	}
	large := `{"events": [` + strings.TrimSuffix(strings.Repeat(`{"event_type": "x", "data": {"a": "`+strings.Repeat("x", 30<<10)+`"}},`, 40), ",") + `]}`
	refuse(t, f.ask(t, pos("one"), http.MethodPost, batch, large), http.StatusRequestEntityTooLarge, "too_large")
	require.Equal(t, 0, f.stored(t))

	most := `{"events": [` + strings.Repeat(`{"event_type": "x"},`, 999) + `{"event_type": "x"}]}`
	require.JSONEq(t, `{"accepted": 1000, "duplicates": 0}`, f.post(t, pos("one"), batch, most))
}

func TestWhenItHappened(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	f.post(t, pos("one"), batch, `{"events": [
		{"event_type": "now"},
		{"event_type": "null", "occurred_at": null},
		{"event_type": "soon", "occurred_at": "2026-03-01T13:04:59+01:00"},
		{"event_type": "long-ago", "occurred_at": "2025-12-02T00:00:00Z"},
		{"event_type": "exact", "occurred_at": "2026-02-28T23:59:59.123456789Z"}
	]}`)
	_, results := f.list(t, as("ama", "one"), "")
	require.Equal(t, []string{"soon", "null", "now", "exact", "long-ago"}, types(results), "the newest first, of equals the last")
	require.Equal(t, "2026-02-28T23:59:59.123456Z", results[3].Created.Format(time.RFC3339Nano))
}

// Any number of repeats at once store an event once.
func TestRepeatsAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	body := batchOf(t, 1, 2, 3, 4, 5)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { f.ask(t, pos("one"), http.MethodPost, batch, body) })
	}
	group.Wait()
	require.Equal(t, 5, f.stored(t))
}
