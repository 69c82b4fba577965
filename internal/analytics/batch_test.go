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

func key(n int) string { return fmt.Sprintf("01920000-abcd-7000-8000-%012d", n) }

// batchOf makes a body of events with keys.
func batchOf(tb testing.TB, keys ...int) string {
	tb.Helper()
	list := make([]map[string]any, len(keys))
	for i, n := range keys {
		list[i] = map[string]any{"id": key(n), "event_type": "order", "data": map[string]any{"n": n}}
	}
	return toJSON(tb, map[string]any{"events": list})
}

// receipt is the answer to a batch.
type receipt struct {
	Accepted   int `json:"accepted"`
	Duplicates int `json:"duplicates"`
	Refused    int `json:"refused"`
	Results    []struct {
		Status string              `json:"status"`
		ID     int64               `json:"id"`
		Errors map[string][]string `json:"errors"`
	} `json:"results"`
}

// statuses are the first letters of what became of each event: "aadr".
func (r receipt) statuses() (all string) {
	for _, result := range r.Results {
		all += result.Status[:1]
	}
	return all
}

func read(tb testing.TB, answer string) (r receipt) {
	tb.Helper()
	require.NoError(tb, json.Unmarshal([]byte(answer), &r))
	require.Equal(tb, len(r.Results), r.Accepted+r.Duplicates+r.Refused)
	return r
}

func (f *fixture) batch(tb testing.TB, who caller, body string) string {
	tb.Helper()
	return read(tb, f.post(tb, who, batch, body)).statuses()
}

func TestABatchTakesEffectOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	require.JSONEq(t, `{"accepted": 2, "duplicates": 0, "refused": 0, "results": [{"status": "accepted", "id": 1}, {"status": "accepted", "id": 2}]}`,
		f.post(t, pos("one"), batch, batchOf(t, 1, 2)))
	require.JSONEq(t, `{"accepted": 0, "duplicates": 2, "refused": 0, "results": [{"status": "duplicate"}, {"status": "duplicate"}]}`,
		f.post(t, pos("one"), batch, batchOf(t, 1, 2)), "a repeat")
	require.Equal(t, "daad"+"d", f.batch(t, pos("one"), batchOf(t, 2, 3, 4, 4, 1)), "half a repeat, and one twice in itself")
	f.clock.Advance(60 * 24 * time.Hour)
	require.Equal(t, "d", f.batch(t, pos("one"), batchOf(t, 1)), "months later")
	require.Equal(t, "d", f.batch(t, pos("one"), strings.Replace(batchOf(t, 2), "abcd", "ABCD", 1)), "an id is the same in capitals")
	count, _ := f.list(t, as("ama", "one"), "")
	require.Equal(t, 4, count)

	without := `{"events": [{"event_type": "order"}, {"event_type": "order"}]}`
	require.Equal(t, "aa", f.batch(t, pos("one"), without))
	require.Equal(t, "aa", f.batch(t, pos("one"), without), "nothing says that it is a repeat")
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
		require.Equal(t, "aa", f.batch(t, who, batchOf(t, 1, 2)))
	}
	count, _ := f.list(t, as("ama", "one"), "")
	require.Equal(t, 6, count)
	count, _ = f.list(t, as("kofi", "two"), "")
	require.Equal(t, 2, count)
}

// What is wrong with an event is said of it alone, in its place.
func TestTheGoodOnesOfABatchAreStored(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	for name, c := range badEvents {
		answer := read(t, f.post(t, pos("one"), batch, `{"events": [{"event_type": "system", "data": {}}, `+c.event+`, {"event_type": "menu"}]}`))
		require.Equal(t, "ara", answer.statuses(), name)
		require.Len(t, answer.Results[1].Errors[c.field], 1, "%s: %v", name, answer.Results[1].Errors)
	}
	require.Equal(t, 2*len(badEvents), f.stored(t))
}

func TestABatchOfWhichNothingIsGood(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	w := f.ask(t, pos("one"), http.MethodPost, batch, `{"events": [
		{"event_type": "NOT FINE", "data": []}, {"event_type": "order", "id": "17"}, 3, {"event_type": "order", "user": 999}
	]}`)
	require.Equal(t, http.StatusBadRequest, w.Code)
	var said map[string][]string
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &said))
	require.Len(t, said, 5)
	for _, field := range []string{"events[0].event_type", "events[0].data", "events[1].id", "events[2].non_field_errors", "events[3].user"} {
		require.Len(t, said[field], 1, field)
	}
	for name, body := range map[string]string{
		"none":         `{"events": []}`,
		"an empty one": `[]`,
		"null":         `{"events": null}`,
		"absent":       `{}`,
		"text":         `"events"`,
		"an object":    `{"events": {}}`,
		"too many":     `{"events": [` + strings.Repeat(`{"event_type": "order"},`, 10_000) + `{"event_type": "order"}]}`,
	} {
		w := f.ask(t, pos("one"), http.MethodPost, batch, body)
		require.Equal(t, http.StatusBadRequest, w.Code, "%s: %s", name, w.Body)
		require.Contains(t, w.Body.String(), `{"events":["`, name)
	}
	refuse(t, f.ask(t, pos("one"), http.MethodPost, batch, `{"events": [{"event_type": "order"}`), http.StatusBadRequest, "parse_error")
	large := `[` + strings.TrimSuffix(strings.Repeat(`{"event_type": "order", "data": {"a": "`+strings.Repeat("x", 30<<10)+`"}},`, 300), ",") + `]`
	refuse(t, f.ask(t, pos("one"), http.MethodPost, batch, large), http.StatusRequestEntityTooLarge, "too_large")
	require.Equal(t, 0, f.stored(t))
}

func TestTheLargestBatch(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	most := `[` + strings.Repeat(`{"event_type": "order"},`, 9_999) + `{"event_type": "order"}]`
	answer := read(t, f.post(t, pos("one"), batch, most))
	require.Equal(t, 10_000, answer.Accepted)
	require.Equal(t, 10_000, f.stored(t))
	seen := map[int64]bool{}
	for _, result := range answer.Results {
		seen[result.ID] = true
	}
	require.Len(t, seen, 10_000, "each has an id of its own")
}

func TestWhenItHappened(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	require.Equal(t, "aaaaa", f.batch(t, pos("one"), `{"events": [
		{"event_type": "order"},
		{"event_type": "menu", "occurred_at": null},
		{"event_type": "system", "occurred_at": "2026-03-01T13:04:59+01:00"},
		{"event_type": "customer", "occurred_at": "2025-12-01T12:00:00Z"},
		{"event_type": "menu_view", "occurred_at": "2026-02-28T23:59:59.123456789Z"}
	]}`))
	_, results := f.list(t, as("ama", "one"), "")
	require.Equal(t, []string{"system", "menu", "order", "menu_view", "customer"}, types(results), "the newest first, of equals the last")
	require.Equal(t, "2026-02-28T23:59:59.123456Z", results[3].Created.Format(time.RFC3339Nano))
}

// Any number of repeats at once store an event once.
func TestRepeatsAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	body := batchOf(t, 1, 2, 3, 4, 5)
	accepted := make(chan int, 8)
	var group sync.WaitGroup
	for range cap(accepted) {
		group.Go(func() {
			accepted <- strings.Count(f.ask(t, pos("one"), http.MethodPost, batch, body).Body.String(), `"accepted","id"`)
		})
	}
	group.Wait()
	total := 0
	for range cap(accepted) {
		total += <-accepted
	}
	require.Equal(t, 5, total)
	require.Equal(t, 5, f.stored(t))
}
