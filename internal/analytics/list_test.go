package analytics_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEventsAreFiltered(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	f.post(t, pos("one"), batch, `{"events": [
		{"event_type": "menu", "occurred_at": "2026-02-27T23:59:59.999999Z"},
		{"event_type": "order", "occurred_at": "2026-02-28T00:00:00Z"},
		{"event_type": "menu", "occurred_at": "2026-02-28T23:59:59.999999Z"},
		{"event_type": "order", "occurred_at": "2026-03-01T00:00:00Z"}
	]}`)
	for query, want := range map[string][]string{
		"":                       {"order", "menu", "order", "menu"},
		"?event_type=menu":       {"menu", "menu"},
		"?event_type=none":       {},
		"?start_date=2026-02-28": {"order", "menu", "order"},
		"?end_date=2026-02-28":   {"menu", "order", "menu"},
		"?start_date=2026-02-28&end_date=2026-02-28":                            {"menu", "order"},
		"?start_date=2026-02-28&end_date=2026-02-28&event_type=order":           {"order"},
		"?start_date=2026-03-01T00:00:00Z":                                      {"order"},
		"?start_date=2026-03-01T01:00:00%2B01:00&end_date=2026-03-01T00:00:00Z": {"order"},
		"?end_date=2026-02-28T00:00:00Z":                                        {"order", "menu"},
		"?start_date=2026-03-02":                                                {},
		"?start_date=2026-03-01&end_date=2026-02-01":                            {},
	} {
		count, results := f.list(t, as("ama", "one"), query)
		require.Equal(t, want, types(results), query)
		require.Len(t, want, count, query)
	}
	for _, query := range []string{"?start_date=yesterday", "?start_date=2026-02-30", "?start_date=2026-02-28T00:00:00"} {
		w := f.ask(t, as("ama", "one"), http.MethodGet, events+query, "")
		require.Equal(t, http.StatusBadRequest, w.Code, query)
		require.Contains(t, w.Body.String(), `{"start_date":["`)
	}
	w := f.ask(t, as("ama", "one"), http.MethodGet, events+"?start_date=x&end_date=y", "")
	require.Contains(t, w.Body.String(), `"end_date":["`)
}

func TestPagesOfEvents(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	f.post(t, pos("one"), batch, batchOf(t, 1, 2, 3, 4, 5))
	count, results := f.list(t, as("ama", "one"), "?page_size=2&page=2&event_type=order")
	require.Equal(t, 5, count)
	require.Len(t, results, 2)
	require.EqualValues(t, 3, results[0].ID)
	_, results = f.list(t, as("ama", "one"), "?page_size=2&page=3")
	require.Len(t, results, 1)
	refuse(t, f.ask(t, as("ama", "one"), http.MethodGet, events+"?page=4&page_size=2", ""), http.StatusNotFound, "not_found")
}

// One table holds everybody's events: what is asked, counted and erased is one restaurant's.
func TestTwoRestaurants(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := f.restaurant(t, "one"), f.restaurant(t, "two")
	f.hire(t, one, "ama", viewer)
	f.hire(t, two, "kofi", viewer)
	f.post(t, pos("one"), batch, batchOf(t, 1, 2, 3))
	f.post(t, pos("two"), batch, batchOf(t, 1, 2))
	f.post(t, pos("two"), track, `{"event_type": "system", "data": {}}`)

	count, results := f.list(t, as("ama", "one"), "")
	require.Equal(t, 3, count)
	require.Equal(t, []string{"order", "order", "order"}, types(results))
	count, _ = f.list(t, as("ama", "one"), "?event_type=system")
	require.Zero(t, count)
	refuse(t, f.ask(t, as("ama", "two"), http.MethodGet, events, ""), http.StatusNotFound, "not_found")

	require.NoError(t, f.Erase(t.Context(), one.ID))
	require.NoError(t, f.Erase(t.Context(), one.ID), "and again")
	count, _ = f.list(t, as("ama", "one"), "")
	require.Zero(t, count)
	count, _ = f.list(t, as("kofi", "two"), "")
	require.Equal(t, 3, count)
}
