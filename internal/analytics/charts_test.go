package analytics_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/access"
)

// get asks for a chart.
func (c *charted) get(t *testing.T, rt *rapid.T, path string, q url.Values, into any) {
	t.Helper()
	target := "/api/analytics/" + path + "/?" + q.Encode()
	w := c.ask(t, as("ama", c.name), http.MethodGet, target, "")
	require.Equal(rt, http.StatusOK, w.Code, "%s: %s", target, w.Body)
	require.NoError(rt, json.Unmarshal(w.Body.Bytes(), into), "%s", w.Body)
}

// draw chooses a question, and writes it as parameters.
func (c *charted) draw(rt *rapid.T, mostDays int) (*query, url.Values) {
	today := c.now.In(c.zone)
	last := today.AddDate(0, 0, -rapid.IntRange(-1, 10).Draw(rt, "until"))
	first := last.AddDate(0, 0, -rapid.IntRange(0, mostDays-1).Draw(rt, "days"))
	q := &query{first: first.Format(time.DateOnly), last: last.Format(time.DateOnly)}
	v := url.Values{"start_date": {q.first}, "end_date": {q.last}}
	if q.types = rapid.SampledFrom([][]string{nil, nil, {"order"}, {"order", "menu_view"}, {"none"}}).Draw(rt, "types"); q.types != nil {
		v.Set("event_type", strings.Join(q.types, ","))
	}
	if q.tools = rapid.SampledFrom([][]int64{nil, nil, {0}, {posID}, {0, menuID}}).Draw(rt, "tools"); q.tools != nil {
		v.Set("tool", strings.Trim(strings.ReplaceAll(fmt.Sprint(q.tools), " ", ","), "[]"))
	}
	return q, v
}

// TestEveryChart compares what is answered with a plain recomputation, over random events in zones of all kinds around changes of their
// clocks, and random questions. Each round is another restaurant beside those that were there before.
func TestEveryChart(t *testing.T) {
	t.Parallel()
	f := setup(t)
	round := 0
	var staff []int64
	f.restaurant(t, "elsewhere")
	for _, name := range []string{"ama", "kofi", "esi"} {
		staff = append(staff, int64(f.hire(t, f.world.tenants["elsewhere"], name, viewer)))
	}
	rapid.Check(t, func(rt *rapid.T) {
		round++
		name := "r" + strconv.Itoa(round)
		tenant := f.noSchema(t, name)
		f.world.clients["menu-client"], f.world.installed[tenant.ID][menuID] = menuID, true
		for _, who := range []string{"ama", "kofi", "esi"} {
			f.hire(t, tenant, who, viewer)
		}
		c := f.happen(t, rt, name, staff)
		c.checkTimeSeries(t, rt)
		c.checkBreakdown(t, rt)
		c.checkTop(t, rt)
		c.checkFunnel(t, rt)
		c.checkHeatmap(t, rt)
		c.checkList(t, rt)
		c.checkDashboard(t, rt, tenant)
	})
}

// noSchema adds a restaurant that is no more than its row: events need no schema of its own, and making it takes the longest of all.
func (f *fixture) noSchema(t *testing.T, name string) *access.Tenant {
	t.Helper()
	tenant := *f.world.tenants["elsewhere"]
	tenant.Schema, tenant.Slug = name, name
	const insert = "INSERT INTO public.tenants (schema_name, slug, name, trial_end_date, schema_version) VALUES ($1, $1, $1, $2, 0) RETURNING id"
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(), insert, name, tenant.TrialEnd).Scan(&tenant.ID))
	f.world.tenants[name], f.world.installed[tenant.ID] = &tenant, map[int64]bool{posID: true}
	return &tenant
}

type seriesSaid struct {
	Key    *string
	Total  said
	Points []struct {
		Start string
		said
	}
}

type timeSeriesSaid struct {
	Period struct {
		First string `json:"start_date"`
		Last  string `json:"end_date"`
	}
	Interval string
	Series   []seriesSaid
	Previous *timeSeriesSaid
}

func (c *charted) checkTimeSeries(t *testing.T, rt *rapid.T) {
	t.Helper()
	interval := rapid.SampledFrom([]string{"hour", "day", "week", "month"}).Draw(rt, "interval")
	by := rapid.SampledFrom([]string{"", "type", "tool"}).Draw(rt, "by")
	measure := rapid.SampledFrom([]string{"events", "amount", "users"}).Draw(rt, "measure")
	most := 80
	if interval == "hour" {
		most = 31
	}
	q, v := c.draw(rt, most)
	v.Set("interval", interval)
	v.Set("by", by)
	v.Set("measure", measure)
	v.Set("compare", "previous")
	var got timeSeriesSaid
	c.get(t, rt, "timeseries", v, &got)
	require.Equal(rt, q.first, got.Period.First)
	require.Equal(rt, q.last, got.Period.Last)
	c.checkSeries(rt, q, &got, by, measure)
	require.Equal(rt, dates(q.first, -1)[0], got.Previous.Period.Last, "right before")
	require.Len(rt, dates(got.Previous.Period.First, 0, got.Previous.Period.Last), len(dates(q.first, 0, q.last)), "as long")
	q.first, q.last = got.Previous.Period.First, got.Previous.Period.Last
	c.checkSeries(rt, q, got.Previous, by, measure)
}

// dates lists the dates from one, moved by some days, to another.
func dates(first string, by int, last ...string) (list []string) {
	at, _ := time.Parse(time.DateOnly, first)
	at = at.AddDate(0, 0, by)
	list = append(list, at.Format(time.DateOnly))
	for len(last) > 0 && list[len(list)-1] < last[0] {
		at = at.AddDate(0, 0, 1)
		list = append(list, at.Format(time.DateOnly))
	}
	return list
}

func (c *charted) checkSeries(rt *rapid.T, q *query, got *timeSeriesSaid, by, measure string) {
	list := c.asked(q)
	part := func(h *happening) string {
		if by == "" {
			return nothing
		}
		return namesBy(by, false)(h)[0]
	}
	points := sums(list, func(h *happening) []string { return []string{part(h) + c.label(h, got.Interval)} })
	totals := sums(list, func(h *happening) []string { return []string{part(h)} })
	order := ranked(totals, measure)
	if by == "" && len(order) == 0 {
		order = []string{nothing}
	}
	require.Len(rt, got.Series, len(order))
	labels := c.labels(q, got.Interval)
	for n := range got.Series {
		name, line := order[n], &got.Series[n]
		require.Equal(rt, name, keyOrNothing(line.Key))
		equal(rt, totals[name], line.Total, measure)
		require.Len(rt, line.Points, len(labels))
		for at, label := range labels {
			require.Equal(rt, label, line.Points[at].Start)
			equal(rt, points[name+label], line.Points[at].said, measure)
		}
	}
}

// labels are those of all points, found by looking at the clock each quarter of an hour.
func (c *charted) labels(q *query, interval string) (list []string) {
	first, err := time.Parse(time.DateOnly, q.first)
	require.NoError(panics{}, err)
	for at := first.Add(-30 * time.Hour); ; at = at.Add(15 * time.Minute) {
		h := happening{at: at}
		if date := c.local(&h, time.DateOnly); date > q.last {
			return list
		} else if date < q.first {
			continue
		}
		if label := c.label(&h, interval); len(list) == 0 || list[len(list)-1] != label {
			list = append(list, label)
		}
	}
}

type panics struct{}

func (panics) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (panics) FailNow()                          { panic("failed") }

// equal compares figures; people are told only when they are what it is about.
func equal(rt *rapid.T, want, got said, measure string) {
	if want.Amount == "" {
		want.Amount = "0.00"
	}
	if measure != "users" {
		want.Users = 0
	}
	if want != got {
		rt.Fatalf("%+v instead of %+v", got, want)
	}
}

func keyOrNothing(key *string) string {
	if key == nil {
		return nothing
	}
	return *key
}

type groupSaid struct {
	Key *string
	said
	Share float64
}

func (c *charted) checkBreakdown(t *testing.T, rt *rapid.T) {
	t.Helper()
	by := rapid.SampledFrom([]string{"type", "tool", "user", "data.table", "data.items", "data.none.at.all"}).Draw(rt, "by")
	measure := rapid.SampledFrom([]string{"events", "amount", "users"}).Draw(rt, "measure")
	limit := rapid.IntRange(1, 4).Draw(rt, "limit")
	q, v := c.draw(rt, 90)
	v.Set("by", by)
	v.Set("measure", measure)
	v.Set("limit", strconv.Itoa(limit))
	var got struct {
		Total  said
		Groups []groupSaid
		Other  *said
		Looked *struct{ Complete bool } `json:"looked_at"`
	}
	c.get(t, rt, "breakdown", v, &got)
	list := c.asked(q)
	groups := sums(list, namesBy(by, false))
	order := ranked(groups, measure)
	whole := sums(list, func(*happening) []string { return []string{"all"} })["all"]
	equal(rt, whole, got.Total, measure)
	require.Equal(rt, by == "type" || by == "tool", got.Looked == nil)
	require.True(rt, got.Looked == nil || got.Looked.Complete)
	checkGroups(rt, groups, order[:min(limit, len(order))], got.Groups, measure)
	require.Equal(rt, len(order) > limit, got.Other != nil)
	if got.Other == nil {
		return
	}
	rest := sums(list, func(h *happening) []string {
		if slices.Contains(order[:limit], namesBy(by, false)(h)[0]) {
			return nil
		}
		return []string{"rest"}
	})["rest"]
	equal(rt, rest, *got.Other, "events")
}

func checkGroups(rt *rapid.T, groups map[string]said, order []string, got []groupSaid, measure string) {
	require.Len(rt, got, len(order))
	for n, name := range order {
		require.Equal(rt, name, keyOrNothing(got[n].Key))
		equal(rt, groups[name], got[n].said, measure)
	}
}

func (c *charted) checkTop(t *testing.T, rt *rapid.T) {
	t.Helper()
	of := rapid.SampledFrom([]string{"type", "tool", "user", "data.table", "data.items.dish"}).Draw(rt, "of")
	measure := rapid.SampledFrom([]string{"events", "amount", "users"}).Draw(rt, "measure")
	limit := rapid.IntRange(1, 4).Draw(rt, "limit")
	q, v := c.draw(rt, 90)
	v.Set("of", of)
	v.Set("measure", measure)
	v.Set("limit", strconv.Itoa(limit))
	var got struct{ Results []groupSaid }
	c.get(t, rt, "top", v, &got)
	groups := sums(c.asked(q), namesBy(of, true))
	delete(groups, nothing)
	order := ranked(groups, measure)
	checkGroups(rt, groups, order[:min(limit, len(order))], got.Results, measure)
}

func (c *charted) checkFunnel(t *testing.T, rt *rapid.T) {
	t.Helper()
	by := rapid.SampledFrom([]string{"user", "data.table"}).Draw(rt, "by")
	steps := rapid.SliceOfN(rapid.SampledFrom([]string{"menu_view", "order", "pos_transaction", "none"}), 2, 4).Draw(rt, "steps")
	within := rapid.SampledFrom([]string{"30m", "3h", "24h", "31d"}).Draw(rt, "within")
	wait := map[string]time.Duration{"30m": 30 * time.Minute, "3h": 3 * time.Hour, "24h": 24 * time.Hour, "31d": 31 * 24 * time.Hour}[within]
	q, v := c.draw(rt, 90)
	q.types = steps
	v.Del("event_type")
	v.Set("by", by)
	v.Set("steps", strings.Join(steps, ","))
	v.Set("within", within)
	var got struct {
		Steps []struct {
			Type    string `json:"event_type"`
			Reached int64
		}
		Nobody int64 `json:"events_of_nobody"`
	}
	c.get(t, rt, "funnel", v, &got)
	list := c.asked(q)
	key := func(h *happening) string { return namesBy(by, false)(h)[0] }
	want := reached(list, steps, key, wait)
	for n := range steps {
		require.Equal(rt, steps[n], got.Steps[n].Type)
		require.Equal(rt, want[n], got.Steps[n].Reached, "step %d", n+1)
	}
	require.Equal(rt, sums(list, func(h *happening) []string { return []string{key(h)} })[nothing].Events, got.Nobody)
}

func (c *charted) checkHeatmap(t *testing.T, rt *rapid.T) {
	t.Helper()
	q, v := c.draw(rt, 90)
	var got struct {
		Cells []struct {
			Weekday, Hour int
			said
		}
	}
	c.get(t, rt, "heatmap", v, &got)
	want := sums(c.asked(q), func(h *happening) []string { return []string{c.local(h, "Monday 15")} })
	require.Len(rt, got.Cells, 7*24)
	for n, cell := range got.Cells {
		require.Equal(rt, n, (cell.Weekday-1)*24+cell.Hour)
		equal(rt, want[fmt.Sprintf("%s %02d", time.Weekday(cell.Weekday%7), cell.Hour)], cell.said, "events")
	}
}

// checkList goes through all pages of a list, whose bounds are days or moments.
func (c *charted) checkList(t *testing.T, rt *rapid.T) {
	t.Helper()
	q, v := c.draw(rt, 90)
	v.Del("tool")
	q.tools = nil
	if len(q.types) > 1 {
		q.types = q.types[:1]
		v.Set("event_type", q.types[0])
	}
	list := c.asked(q)
	if len(c.all) > 0 && rapid.Bool().Draw(rt, "moments") {
		since, until := rapid.SampledFrom(c.all).Draw(rt, "since").at, rapid.SampledFrom(c.all).Draw(rt, "until").at
		v.Set("start_date", since.Format(time.RFC3339Nano))
		v.Set("end_date", until.Format(time.RFC3339Nano))
		q.first, q.last = "", "9"
		list = slices.DeleteFunc(c.asked(q), func(h happening) bool { return h.at.Before(since) || h.at.After(until) })
	}
	slices.SortFunc(list, func(a, b happening) int { return b.at.Compare(a.at) })
	v.Set("page_size", "7")
	target, read := events+"?"+v.Encode(), 0
	for target != "" {
		var page struct {
			Count   int      `json:"count"`
			Next    string   `json:"next"`
			Results []listed `json:"results"`
		}
		w := c.ask(t, as("ama", c.name), http.MethodGet, target, "")
		require.Equal(rt, http.StatusOK, w.Code, w.Body)
		require.NoError(rt, json.Unmarshal(w.Body.Bytes(), &page))
		require.Equal(rt, len(list), page.Count, target)
		for _, e := range page.Results {
			require.True(rt, list[read].at.Equal(e.Created))
			require.Equal(rt, list[read].kind, e.Type)
			read++
		}
		target = page.Next
	}
	require.Len(rt, list, read)
}

func (c *charted) checkDashboard(t *testing.T, rt *rapid.T, tenant *access.Tenant) {
	t.Helper()
	require.NoError(rt, c.CountMetrics(t.Context(), 1100))
	require.NoError(rt, c.CountMetrics(t.Context(), 3), "and again")
	var got struct {
		Summary struct {
			Today int64 `json:"today_events"`
			Week  int64 `json:"week_events"`
			Month int64 `json:"month_events"`
		}
		Breakdown []struct {
			Type  string `json:"event_type"`
			Count int64
		} `json:"event_breakdown"`
		Metrics []struct{ Name, Value, Date string } `json:"recent_metrics"`
	}
	c.get(t, rt, "dashboard", url.Values{}, &got)
	today := c.now.In(c.zone).Format(time.DateOnly)
	since := func(days int) *query { return &query{first: dates(today, 1-days)[0], last: today} }
	require.Len(rt, c.asked(since(1)), int(got.Summary.Today))
	require.Len(rt, c.asked(since(7)), int(got.Summary.Week))
	require.Len(rt, c.asked(since(30)), int(got.Summary.Month))
	groups := sums(c.asked(since(30)), namesBy("type", false))
	for n, name := range ranked(groups, "events") {
		require.Equal(rt, name, got.Breakdown[n].Type)
		require.Equal(rt, groups[name].Events, got.Breakdown[n].Count)
	}
	require.Len(rt, got.Breakdown, len(groups))
	for _, m := range got.Metrics {
		require.Equal(rt, c.metric(m.Name, m.Date), m.Value, "%s of %s in %d", m.Name, m.Date, tenant.ID)
	}
	days := sums(c.all, func(h *happening) []string { return []string{c.local(h, time.DateOnly)} })
	require.Len(rt, got.Metrics, min(20, 4*len(days)))
}

func (c *charted) metric(name, date string) string {
	on := &query{first: date, last: date}
	whole := func(*happening) []string { return []string{"all"} }
	switch name {
	case "active_staff":
		return decimals(sums(c.asked(on), whole)["all"].Users * 10_000)
	case "revenue":
		on.types = []string{"order"}
		if all := sums(c.asked(on), whole)["all"]; all.Amount != "" {
			return all.Amount
		}
		return "0.00"
	}
	on.types = []string{map[string]string{"orders": "order", "menu_views": "menu_view"}[name]}
	return decimals(sums(c.asked(on), whole)["all"].Events * 10_000)
}
