package operators_test

import (
	"context"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/postgres"
)

func (f *fixture) visits(t *testing.T, who, restaurant, body string) (id string) {
	t.Helper()
	path := "/api/admin/tenants/" + strconv.FormatInt(int64(f.town.places[restaurant].ID), 10) + "/visits/"
	v := f.ask(t, who, http.MethodPost, path, body, http.StatusCreated)
	return strconv.FormatFloat(v["id"].(float64), 'f', -1, 64)
}

// enter is a request to a restaurant in a visit, which gets the status.
func (f *fixture) enter(t *testing.T, who, restaurant, visit string, status int) map[string]any {
	t.Helper()
	return f.ask(t, who, http.MethodGet, "/api/audit/", "", status, "X-Tenant-ID", restaurant, "X-Visit-ID", visit)
}

func TestAVisitLetsItsOperatorInForAWhile(t *testing.T) {
	t.Parallel()
	f := setup(t)
	v := f.ask(t, "ops", http.MethodPost, "/api/admin/tenants/1/visits/", `{"reason": " They called. ", "minutes": 10}`, http.StatusCreated)
	require.Equal(t, map[string]any{
		"id": 1.0, "tenant_id": 1.0, "reason": "They called.", "started_at": "2026-03-01T12:00:00Z", "expires_at": "2026-03-01T12:10:00Z",
	}, v)
	f.enter(t, "ops", "one", "1", http.StatusOK)
	for name, c := range map[string][3]string{
		"another operator's":   {"other", "one", "1"},
		"to another":           {"ops", "two", "1"},
		"that is none":         {"ops", "one", "99"},
		"that is no number":    {"ops", "one", "x"},
		"that is beyond words": {"ops", "one", "99999999999999999999"},
	} {
		require.Equal(t, "visit_ended", f.enter(t, c[0], c[1], c[2], http.StatusForbidden)["code"], name)
	}
	f.enter(t, "owner", "one", "99", http.StatusOK)
	f.ask(t, "ops", http.MethodGet, "/api/audit/", "", http.StatusOK, "X-Tenant-ID", "two")
	f.ask(t, "ops", http.MethodGet, "/api/admin/visits/", "", http.StatusOK, "X-Visit-ID", "99")

	f.clock.Advance(10*time.Minute - time.Second)
	f.enter(t, "ops", "one", "1", http.StatusOK)
	f.clock.Advance(time.Second)
	f.enter(t, "ops", "one", "1", http.StatusForbidden)
}

func TestWhatAVisitMayBe(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, body := range []string{`{}`, `{"reason": " "}`, `{"reason": "x", "minutes": 0}`, `{"reason": "x", "minutes": 121}`} {
		f.ask(t, "ops", http.MethodPost, "/api/admin/tenants/1/visits/", body, http.StatusBadRequest)
	}
	f.ask(t, "ops", http.MethodPost, "/api/admin/tenants/99/visits/", `{"reason": "x"}`, http.StatusNotFound)
	f.ask(t, "owner", http.MethodPost, "/api/admin/tenants/1/visits/", `{"reason": "x"}`, http.StatusForbidden)
	v := f.ask(t, "ops", http.MethodPost, "/api/admin/tenants/1/visits/", `{"reason": "x", "minutes": 120}`, http.StatusCreated)
	require.Equal(t, "2026-03-01T14:00:00Z", v["expires_at"])
}

// The restaurant reads in its own log who came, why, what they did, and when they left; nobody else reads it there.
func TestTheRestaurantIsToldOfAVisit(t *testing.T) {
	t.Parallel()
	f := setup(t)
	id := f.visits(t, "ops", "one", `{"reason": "They called."}`)
	ran := f.visits(t, "other", "one", `{"reason": "Looking.", "minutes": 1}`)
	elsewhere := f.visits(t, "ops", "two", `{"reason": "Elsewhere."}`)
	f.does(t, id)
	f.clock.Advance(5 * time.Minute)
	for range 2 {
		require.NoError(t, f.EndExpired(t.Context()))
		f.ask(t, "other", http.MethodDelete, "/api/admin/visits/"+id+"/", "", http.StatusNoContent)
	}
	f.enter(t, "ops", "one", id, http.StatusForbidden)
	f.enter(t, "ops", "two", elsewhere, http.StatusOK)
	f.ask(t, "ops", http.MethodDelete, "/api/admin/visits/99/", "", http.StatusNotFound)

	told := [][]any{}
	log := results(t, f.ask(t, "owner", http.MethodGet, "/api/audit/", "", http.StatusOK, "X-Tenant-ID", "one"))
	for _, line := range log {
		actor, changes := line["actor"].(map[string]any), line["changes"].(map[string]any)
		told = append(told, []any{line["action"], actor["email"], strconv.FormatFloat(line["visit_id"].(float64), 'f', -1, 64), len(changes)})
	}
	require.Equal(t, [][]any{
		{"visit.ended", "other@example.com", id, 1},
		{"visit.ended", "", ran, 1},
		{"tenant.updated", "ops@example.com", id, 0},
		{"visit.started", "other@example.com", ran, 2},
		{"visit.started", "ops@example.com", id, 2},
	}, told)
	require.Equal(t, "They called.", log[4]["changes"].(map[string]any)["reason"].(map[string]any)["after"])
	require.Equal(t, "2026-03-01T12:01:00Z", log[1]["changes"].(map[string]any)["ended_at"].(map[string]any)["after"], "when it ran out")
	require.Len(t, results(t, f.ask(t, "owner", http.MethodGet, "/api/audit/", "", http.StatusOK, "X-Tenant-ID", "two")), 1)

	visits := results(t, f.ask(t, "other", http.MethodGet, "/api/admin/visits/?tenant=1", "", http.StatusOK))
	require.Len(t, visits, 2)
	require.Equal(t, "Restaurant one", visits[1]["tenant_name"])
	require.Equal(t, "ops@example.com", visits[1]["operator"].(map[string]any)["email"])
	require.Equal(t, "2026-03-01T12:05:01Z", visits[1]["ended_at"])
	require.Equal(t, false, visits[1]["is_open"])
	all := f.ask(t, "other", http.MethodGet, "/api/admin/visits/?page_size=1", "", http.StatusOK)
	require.InEpsilon(t, 3, all["count"], 0)
	require.Equal(t, true, results(t, all)[0]["is_open"])
	f.clock.Advance(time.Hour)
	all = f.ask(t, "other", http.MethodGet, "/api/admin/visits/?page_size=1", "", http.StatusOK)
	require.Equal(t, false, results(t, all)[0]["is_open"], "before any job noticed")
}

// does changes something of restaurant one in a visit.
func (f *fixture) does(t *testing.T, visit string) {
	t.Helper()
	id, err := strconv.ParseInt(visit, 10, 64)
	require.NoError(t, err)
	seen, err := f.Visit(t.Context(), id, f.town.people["ops"], 1)
	require.NoError(t, err)
	ctx := access.WithVisit(access.WithActor(t.Context(), f.town.people["ops"]), seen)
	f.clock.Advance(time.Second)
	require.NoError(t, f.record(ctx, audit.Entry{Tenant: 1, Action: "tenant.updated"}))
}

func (f *fixture) record(ctx context.Context, e audit.Entry) error {
	return f.db.Shared(ctx, func(tx postgres.Tx) error { return f.audit.Record(ctx, tx, e) })
}
