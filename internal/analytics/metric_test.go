package analytics_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const metrics = "/api/analytics/metrics/"

// A tool's metric is of the restaurant's own day, and what it says of a day last counts.
func TestAToolReportsAMetric(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one")
	f.hire(t, tenant, "ama", viewer)
	tenant.Timezone = "Pacific/Kiritimati" // where it is tomorrow already
	want := `{"id": 1, "name": "waiting_time", "value": "%s", "metric_type": "gauge", "date": "%s", "tool_id": 1}`
	require.JSONEq(t, fmt.Sprintf(want, "12.50", "2026-03-02"), f.post(t, pos("one"), metrics, `{"name": "waiting_time", "value": 12.5}`))
	require.JSONEq(t, fmt.Sprintf(want, "11.0625", "2026-03-02"), f.post(t, pos("one"), metrics, `{"name": "waiting_time", "value": "11.0625"}`))
	f.post(t, pos("one"), metrics, `{"name": "tips", "value": "-3", "metric_type": "amount", "date": "2026-02-28"}`)
	f.post(t, pos("one"), metrics, `{"name": "covers", "value": 80, "metric_type": "counter", "date": "2026-03-02"}`)

	w := f.ask(t, as("ama", "one"), http.MethodGet, charts+"dashboard/", "")
	require.JSONEq(t, `{"summary": {"today_events": 0, "week_events": 0, "month_events": 0}, "event_breakdown": [], "timezone": "Pacific/Kiritimati",
		"recent_metrics": [
			{"id": 4, "name": "covers", "value": "80.00", "metric_type": "counter", "date": "2026-03-02", "tool_id": 1},
			{"id": 1, "name": "waiting_time", "value": "11.0625", "metric_type": "gauge", "date": "2026-03-02", "tool_id": 1},
			{"id": 3, "name": "tips", "value": "-3.00", "metric_type": "amount", "date": "2026-02-28", "tool_id": 1}
		]}`, w.Body.String())
}

func TestMetricsThatCannotBe(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	for body, field := range map[string]string{
		`{"value": 1}`:                                                "name",
		`{"name": "x"}`:                                               "value",
		`{"name": "Two words", "value": 1}`:                           "name",
		`{"name": "x", "value": null}`:                                "value",
		`{"name": "x", "value": "much"}`:                              "value",
		`{"name": "x", "value": [1]}`:                                 "value",
		`{"name": "x", "value": 1e300}`:                               "value",
		`{"name": "x", "value": 0.00001}`:                             "value",
		`{"name": "x", "value": 1, "metric_type": "histogram"}`:       "metric_type",
		`{"name": "x", "value": 1, "date": "2026-02-29"}`:             "date",
		`{"name": "x", "value": 1, "date": "2026-03-02"}`:             "date",
		`{"name": "x", "value": 1, "date": "2019-03-02"}`:             "date",
		`{"name": "x", "value": 1, "date": "2026-03-01T00:00:00Z"}`:   "date",
		`{"name": "x\u0000", "value": 1, "date": "2026-03-01"}`:       "non_field_errors",
		`{"name": "x", "value": 1, "date": "0000-00-00"}`:             "date",
		`{"name": "x", "value": "1", "metric_type": "", "date": "x"}`: "metric_type",
	} {
		w := f.ask(t, pos("one"), http.MethodPost, metrics, body)
		require.Equal(t, http.StatusBadRequest, w.Code, "%s: %s", body, w.Body)
		require.Contains(t, w.Body.String(), `"`+field+`":["`, body)
	}
	refuse(t, f.ask(t, as("ama", "one"), http.MethodPost, metrics, `{"name": "x", "value": 1}`), http.StatusUnauthorized, "not_authenticated")
}

func TestAToolMayNotMakeUpNamesWithoutEnd(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	for n := range 100 {
		f.post(t, pos("one"), metrics, fmt.Sprintf(`{"name": "n%d", "value": %d}`, n, n))
	}
	w := f.ask(t, pos("one"), http.MethodPost, metrics, `{"name": "one_more", "value": 1}`)
	require.Equal(t, http.StatusBadRequest, w.Code)
	require.JSONEq(t, `{"name": ["A tool may report 100 metrics a day. Use one of their names."]}`, w.Body.String())
	f.post(t, pos("one"), metrics, `{"name": "n7", "value": 70}`)
	f.post(t, pos("one"), metrics, `{"name": "one_more", "value": 1, "date": "2026-02-28"}`)
}

// What is reported late counts for its day, and what is no more of a day goes.
func TestMetricsOfADayAreWorkedOutAgain(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one")
	f.hire(t, tenant, "ama", viewer)
	two := f.restaurant(t, "two")
	order := func(total, at string) {
		f.post(t, pos("one"), track, `{"event_type": "order", "data": {"total": "`+total+`"}, "occurred_at": "`+at+`"}`)
	}
	value := func(restaurant any, name, day string) (value string) {
		const query = `SELECT coalesce((SELECT value::text FROM public.metrics WHERE tenant_id = $1 AND name = $2 AND day = $3::text::date), '')`
		require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(), query, restaurant, name, day).Scan(&value))
		return value
	}
	order("42.50", "2026-02-20T10:00:00Z")
	require.NoError(t, f.CountMetrics(t.Context(), 3))
	require.Empty(t, value(tenant.ID, "revenue", "2026-02-20"), "only the last days")
	require.NoError(t, f.CountMetrics(t.Context(), 30))
	require.Equal(t, "42.5000", value(tenant.ID, "revenue", "2026-02-20"))
	order("0.25", "2026-02-20T11:00:00Z")
	require.NoError(t, f.CountMetrics(t.Context(), 30))
	require.Equal(t, "42.7500", value(tenant.ID, "revenue", "2026-02-20"))
	require.Equal(t, "2.0000", value(tenant.ID, "orders", "2026-02-20"))
	require.Equal(t, "0.0000", value(tenant.ID, "menu_views", "2026-02-20"))
	require.Empty(t, value(two.ID, "orders", "2026-02-20"), "nothing happened there")

	f.post(t, pos("one"), metrics, `{"name": "orders", "value": 7, "date": "2026-02-20"}`)
	_, err := f.db.SharedQuery().Exec(t.Context(), "DELETE FROM public.event_days WHERE tenant_id = $1", tenant.ID)
	require.NoError(t, err)
	f.clock.Advance(time.Hour)
	require.NoError(t, f.CountMetrics(t.Context(), 30))
	require.Empty(t, value(tenant.ID, "revenue", "2026-02-20"))
	require.Equal(t, "7.0000", value(tenant.ID, "orders", "2026-02-20"), "the tool's own stays")
}
