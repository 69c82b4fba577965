package audit_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/audit"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// pick is the JSON at a path of keys and indexes.
func pick(t *testing.T, body string, path ...any) string {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal([]byte(body), &v))
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, ok := v.(map[string]any)
			require.True(t, ok, body)
			v = object[step]
		case int:
			list, ok := v.([]any)
			require.True(t, ok, body)
			require.Greater(t, len(list), step, body)
			v = list[step]
		}
	}
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}

// day writes entries 0 … 5 of each restaurant, a minute apart, and one of none.
func (f *fixture) day(t *testing.T) {
	t.Helper()
	for i := range int64(6) {
		f.record(as(t, "ama"), t, audit.Entry{Tenant: f.a.ID, Action: fmt.Sprint("a", i), TargetType: []string{"role", "tool"}[i%2], TargetID: i / 2})
		f.record(as(t, "kofi"), t, audit.Entry{Tenant: f.b.ID, Action: fmt.Sprint("b", i), TargetType: []string{"role", "tool"}[i%2], TargetID: i / 2})
	}
	f.record(as(t, "operator"), t, audit.Entry{Action: "p", TargetType: "user", TargetID: 9})
	f.record(as(t, "operator"), t, audit.Entry{Tenant: f.a.ID, Action: "a6", TargetType: "tenant", TargetID: 77})
}

func TestFilters(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.day(t) // a0 at 12:01, a1 at 12:03 … a5 at 12:11, a6 at 12:14
	all := []string{"a6", "a5", "a4", "a3", "a2", "a1", "a0"}
	for query, want := range map[string][]string{
		"":                             all,
		"action=a3":                    {"a3"},
		"action=b3":                    {},
		"action=a%25":                  {},
		"actor=1":                      {"a5", "a4", "a3", "a2", "a1", "a0"},
		"actor=5":                      {"a6"},
		"actor=2":                      {},
		"target_type=tool":             {"a5", "a3", "a1"},
		"target_id=1":                  {"a3", "a2"},
		"target_type=tool&target_id=1": {"a3"},
		"start_date=2026-03-01":        all,
		"end_date=2026-03-01":          all,
		"start_date=2026-03-02":        {},
		"end_date=2026-02-28":          {},
		"start_date=2026-03-01T12:09:00Z&end_date=2026-03-01T12:11:00Z":           {"a5", "a4"},
		"start_date=2026-03-01T13:09:00%2B01:00&end_date=2026-03-01T12:10:59.9Z":  {"a4"},
		"start_date=2026-03-01&actor=1&action=a2&target_type=role&target_id=1":    {"a2"},
		"start_date=2026-03-01&end_date=2026-03-01&actor=1&target_type=nothing":   {},
		"action=&actor=&target_type=&target_id=&start_date=&end_date=&cursor=":    all,
		"search=unknown+parameters+are+ignored+as+everywhere+in+this+service&x=1": all,
	} {
		require.Equal(t, want, f.actions(t, "ama", "a", "/api/audit/?"+query), query)
		rows := f.csv(t, "ama", "a", "/api/audit/export/?"+query)
		require.Len(t, rows, len(want)+1, query)
		for i, action := range want {
			require.Equal(t, action, rows[i+1][6], query)
		}
	}
}

func TestBadFilters(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for query, field := range map[string]string{
		"start_date=yesterday": "start_date", "end_date=2026-13-01": "end_date", "end_date=2026-03-01T12:00:00": "end_date",
		"start_date=0000-01-01": "start_date", "actor=ama": "actor", "actor=0": "actor", "actor=99999999999999999999": "actor",
	} {
		for _, path := range []string{"/api/audit/?", "/api/audit/export/?"} {
			w := f.ask(t, "ama", "a", path+query)
			require.Equal(t, http.StatusBadRequest, w.Code, query)
			require.Contains(t, w.Body.String(), `"`+field+`":[`, query)
		}
	}
	for _, cursor := range []string{"x", "eA", "%00"} {
		require.Contains(t, []int{http.StatusNotFound, http.StatusBadRequest}, f.ask(t, "ama", "a", "/api/audit/?cursor="+cursor).Code, cursor)
	}
	for _, id := range []string{"0", "-1", "x", "99", "9223372036854775808"} {
		require.Equal(t, http.StatusNotFound, f.ask(t, "ama", "a", "/api/audit/"+id+"/").Code, id)
	}
}

func TestPagesThereAndBack(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.day(t)
	page := f.list(t, "ama", "a", "/api/audit/?page_size=3&start_date=2026-03-01")
	require.Nil(t, page.Previous)
	forth := [][]line{page.Results}
	for page.Next != nil {
		page = f.list(t, "ama", "a", *page.Next)
		forth = append(forth, page.Results)
	}
	require.Len(t, forth, 3)
	require.Equal(t, "a0", forth[2][0].Action)
	page = f.list(t, "ama", "a", *page.Previous)
	require.Equal(t, forth[1], page.Results)
	page = f.list(t, "ama", "a", *page.Previous)
	require.Equal(t, forth[0], page.Results)
	require.Nil(t, page.Previous)
}

// Entries of one moment are all on some page, once.
func TestPagesOfOneMoment(t *testing.T) {
	t.Parallel()
	f := setup(t)
	const insert = `INSERT INTO public.audit_log (occurred_at, tenant_id, actor_kind, action)
SELECT '2026-03-01 12:00:00.000001+00', $1, 'system', 'n' || n FROM generate_series(1, 50) n`
	_, err := f.db.Pool().Exec(t.Context(), insert, f.a.ID)
	require.NoError(t, err)
	seen := map[string]bool{}
	for path := "/api/audit/?page_size=7"; path != ""; {
		page := f.list(t, "ama", "a", path)
		for _, l := range page.Results {
			require.False(t, seen[l.Action])
			seen[l.Action] = true
		}
		path = ""
		if page.Next != nil {
			path = *page.Next
		}
	}
	require.Len(t, seen, 50)
}

// Two restaurants with the same ids in them: nothing of one is to be had by the other, by id, by filter, by cursor or as a file.
func TestAnothersEntriesAreNotThere(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.day(t)
	mine, others := f.list(t, "ama", "a", "/api/audit/"), f.list(t, "kofi", "b", "/api/audit/?page_size=2")
	for _, l := range mine.Results {
		require.Contains(t, l.Action, "a")
		require.Equal(t, http.StatusNotFound, f.ask(t, "kofi", "b", "/api/audit/"+itoa(l.ID)+"/").Code)
		require.Equal(t, http.StatusNotFound, f.ask(t, "operator", "", "/api/audit/platform/"+itoa(l.ID)+"/").Code)
	}
	missing := f.ask(t, "kofi", "b", "/api/audit/999999/").Body.String()
	require.Equal(t, missing, f.ask(t, "kofi", "b", "/api/audit/"+itoa(mine.Results[0].ID)+"/").Body.String())
	for _, l := range others.Results {
		require.Contains(t, l.Action, "b")
		require.Equal(t, http.StatusNotFound, f.ask(t, "ama", "a", "/api/audit/"+itoa(l.ID)+"/").Code)
	}
	cursor, err := url.Parse(*others.Next)
	require.NoError(t, err)
	for _, action := range f.actions(t, "ama", "a", cursor.RequestURI()) {
		require.Contains(t, action, "a", "another's cursor is a place in time, no more")
	}
	for _, query := range []string{"actor=2", "action=b1", "action=p", "target_type=user"} {
		require.Empty(t, f.actions(t, "ama", "a", "/api/audit/?"+query), query)
		require.Len(t, f.csv(t, "ama", "a", "/api/audit/export/?"+query), 1, query)
	}
	platform := f.list(t, "operator", "", "/api/audit/platform/")
	require.Equal(t, []line{{platform.Results[0].ID, "p"}}, platform.Results)
	require.Equal(t, http.StatusNotFound, f.ask(t, "ama", "a", "/api/audit/"+itoa(platform.Results[0].ID)+"/").Code)
	require.Equal(t, http.StatusOK, f.ask(t, "operator", "", "/api/audit/platform/"+itoa(platform.Results[0].ID)+"/").Code)
}

func TestWhoMayRead(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.day(t)
	one := itoa(f.list(t, "ama", "a", "/api/audit/").Results[0].ID)
	for _, path := range []string{"/api/audit/", "/api/audit/export/", "/api/audit/" + one + "/"} {
		for who, status := range map[string]int{
			"": 401, "waiter": 403, "kofi": 404, "auditor": 200, "ama": 200, "operator": 200,
		} {
			require.Equal(t, status, f.ask(t, who, "a", path).Code, "%s as %s", path, who)
		}
	}
	for _, path := range []string{"/api/audit/platform/", "/api/audit/platform/export/", "/api/audit/platform/1/"} {
		for who, status := range map[string]int{"": 401, "waiter": 403, "ama": 403} {
			require.Equal(t, status, f.ask(t, who, "a", path).Code, "%s as %s", path, who)
		}
	}
	require.Len(t, f.csv(t, "operator", "", "/api/audit/platform/export/"), 2)
}

// csv reads a file that must be one.
func (f *fixture) csv(t *testing.T, who, restaurant, path string) [][]string {
	t.Helper()
	w := f.ask(t, who, restaurant, path)
	require.Equal(t, http.StatusOK, w.Code, "%s: %s", path, w.Body)
	require.Equal(t, "text/csv; charset=utf-8", w.Header().Get("Content-Type"))
	require.Contains(t, w.Header().Get("Content-Disposition"), "attachment; filename=audit-")
	rows, err := csv.NewReader(w.Body).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{
		"id", "occurred_at", "actor_id", "actor_kind", "actor_name", "actor_email", "action", "target_type", "target_id", "target_label",
		"changes", "request_id", "ip_address", "user_agent", "visit_id",
	}, rows[0])
	return rows
}

func TestAFileIsSafeToOpen(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.record(as(t, "ama"), t, audit.Entry{
		Tenant: f.a.ID, Action: "tenant.updated", TargetType: "tenant", TargetID: 1, Label: `=HYPERLINK("http://evil.example", "A, B")`,
		Changes: audit.Changes{"name": {Before: "\"quoted\"\nand broken", After: "Çà, et là"}},
	})
	row := f.csv(t, "ama", "a", "/api/audit/export/")[1]
	require.Equal(t, []string{
		row[0], "2026-03-01T12:01:00Z", "1", "user", "Ama Mensah", "ama@example.com", "tenant.updated", "tenant", "1",
		`'=HYPERLINK("http://evil.example", "A, B")`,
		`{"name": {"after": "Çà, et là", "before": "\"quoted\"\nand broken"}}`, "", "", "", "",
	}, row)
}
