package audit_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/postgres"
)

type request access.Request

func (r request) Describe() access.Request { return access.Request(r) }

func TestAnEntrySaysWhoFromWhereWhatOnWhat(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ctx := context.WithValue(as(t, "ama"), access.RequestKey{}, request{ID: "req-1", IP: "203.0.113.7", UserAgent: "curl/8"})
	f.record(ctx, t, audit.Entry{
		Tenant: f.a.ID, Action: "staff.deactivated", TargetType: "staff_member", TargetID: 7, Label: "Kwame Owusu",
		Changes: audit.Changes{"is_active": {Before: true, After: false}, "salary": {Changed: true}},
	})
	id := f.list(t, "ama", "a", "/api/audit/").Results[0].ID
	w := f.ask(t, "ama", "a", "/api/audit/"+itoa(id)+"/")
	require.Equal(t, http.StatusOK, w.Code)
	require.JSONEq(t, `{"id": `+itoa(id)+`, "occurred_at": "2026-03-01T12:01:00Z",
		"actor": {"id": 1, "kind": "user", "name": "Ama Mensah", "email": "ama@example.com"}, "action": "staff.deactivated",
		"target": {"type": "staff_member", "id": "7", "label": "Kwame Owusu"},
		"changes": {"is_active": {"before": true, "after": false}, "salary": {"changed": true}},
		"request_id": "req-1", "ip_address": "203.0.113.7", "user_agent": "curl/8", "visit_id": null}`, w.Body.String())
}

func TestWhoItWas(t *testing.T) {
	t.Parallel()
	f := setup(t)
	nobody := t.Context()
	for _, c := range []struct {
		ctx  context.Context
		e    audit.Entry
		want string
	}{
		{as(t, "kofi"), audit.Entry{}, `{"id": 2, "kind": "user", "name": "kofi", "email": "kofi@example.com"}`},
		{as(t, "operator"), audit.Entry{}, `{"id": 5, "kind": "superuser", "name": "", "email": "operator@example.com"}`},
		{nobody, audit.Entry{}, `{"id": null, "kind": "system", "name": "", "email": ""}`},
		{nobody, audit.Entry{By: audit.ByCLI}, `{"id": null, "kind": "cli", "name": "", "email": ""}`},
		{nobody, audit.Entry{By: audit.ByNobody}, `{"id": null, "kind": "anonymous", "name": "", "email": ""}`},
		{nobody, audit.Entry{By: audit.ByTool, ByName: "POS"}, `{"id": null, "kind": "tool", "name": "POS", "email": ""}`},
		{as(t, "kofi"), audit.Entry{By: audit.ByWebhook}, `{"id": 2, "kind": "webhook", "name": "kofi", "email": "kofi@example.com"}`},
	} {
		c.e.Action, c.e.TargetType, c.e.TargetKey = "x", "signing_key", "kid-1"
		f.record(c.ctx, t, c.e)
		body := f.ask(t, "operator", "", "/api/audit/platform/?page_size=1").Body.String()
		require.JSONEq(t, c.want, pick(t, body, "results", 0, "actor"))
		require.JSONEq(t, `{"type": "signing_key", "id": "kid-1", "label": ""}`, pick(t, body, "results", 0, "target"))
		require.JSONEq(t, `{}`, pick(t, body, "results", 0, "changes"))
	}
}

// There is no change without its line and no line without its change.
func TestAnEntryLivesAndDiesWithItsChange(t *testing.T) {
	t.Parallel()
	f := setup(t)
	regret := errors.New("regret")
	for _, door := range []func(context.Context, func(postgres.Tx) error) error{
		f.db.Shared, func(ctx context.Context, fn func(postgres.Tx) error) error { return f.db.Tenant(ctx, f.a, fn) },
	} {
		err := door(t.Context(), func(tx postgres.Tx) error {
			require.NoError(t, f.Record(t.Context(), tx, audit.Entry{Tenant: f.a.ID, Action: "regretted"}))
			return regret
		})
		require.ErrorIs(t, err, regret)
		require.NoError(t, door(t.Context(), func(tx postgres.Tx) error {
			return f.Record(t.Context(), tx, audit.Entry{Tenant: f.a.ID, Action: "done"})
		}))
	}
	require.Equal(t, []string{"done", "done"}, f.actions(t, "ama", "a", "/api/audit/"))
}

func TestAnEntryThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, e := range []audit.Entry{
		{Action: "x", Changes: audit.Changes{"f": {After: make(chan int)}}},
		{Action: "x", By: "the cat"},
	} {
		err := f.db.Shared(t.Context(), func(tx postgres.Tx) error { return f.Record(t.Context(), tx, e) })
		require.ErrorContains(t, err, "")
	}
	require.Empty(t, f.actions(t, "operator", "", "/api/audit/platform/"))
}
