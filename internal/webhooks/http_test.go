package webhooks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/webhooks"
)

const adminPath = "/api/admin/webhooks/"

// callers are an operator, who says nothing, and somebody, who says so.
type callers struct{}

func (callers) Authenticate(_ context.Context, r *http.Request) (*access.Actor, error) {
	return &access.Actor{UserID: 5, Email: "operator@example.com", Superuser: r.Header.Get("Authorization") == ""}, nil
}

func (callers) Resolve(context.Context, *access.Actor, api.TenantHint) (*access.Tenant, *access.Member, error) {
	return nil, nil, nil
}

func (callers) ResolveID(context.Context, *access.Actor, access.TenantID) (*access.Tenant, *access.Member, error) {
	return nil, nil, nil
}

func (b *bench) handler() http.Handler {
	a := api.New(api.Config{AllowedHosts: []string{"*"}, Clock: clock.NewFake(epoch), Logger: slog.New(slog.DiscardHandler)}, callers{}, callers{})
	b.RegisterRoutes(a)
	return a.Handler()
}

// ask gives the status and the body as JSON. An address of a page may be one that an answer gave.
func ask(t *testing.T, h http.Handler, method, address string, into any, headers ...string) int {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	r := httptest.NewRequestWithContext(t.Context(), method, u.RequestURI(), nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if into != nil {
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), into), w.Body.String())
	}
	return w.Code
}

type page struct {
	Next, Previous *string
	Results        []map[string]any
}

func (p *page) ids() (ids []string) {
	for _, r := range p.Results {
		ids = append(ids, r["external_id"].(string))
	}
	return ids
}

// filled is a bench with deliveries 1 to 7 of all kinds, and two objects whose versions are remembered among them.
func filled(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.Handle("clerk", "thing.made", madeByJob)
	for n := 1; n <= 7; n++ {
		d := webhooks.Delivery{Source: "clerk", ExternalID: strconv.Itoa(n), Type: "thing.made", Payload: []byte(`{"n": 1}`)}
		switch n {
		case 1, 2:
			_, err := b.Receive(t.Context(), d, made) // processed, about restaurant 7
			require.NoError(t, err)
			_, err = b.newer(t, d.ExternalID, webhooks.Version{At: epoch})
			require.NoError(t, err)
		case 3:
			_, err := b.Receive(t.Context(), d, broken)
			require.ErrorIs(t, err, errBoom)
		case 4:
			d.Type = "nobody.cares"
			_, err := b.Receive(t.Context(), d, nil)
			require.NoError(t, err)
		case 5:
			d.Payload, d.Source = []byte("{\xff"), "paystack"
			require.NoError(t, b.Park(t.Context(), d, errUnreadable))
		default:
			d.Payload = []byte("not <json>")
			_, err := b.Receive(t.Context(), d, nil)
			require.NoError(t, err)
		}
	}
	return b
}

func TestOperatorsSeeDeliveries(t *testing.T) {
	t.Parallel()
	h := filled(t).handler()
	for query, want := range map[string]string{
		"": "7654321", "status=processed": "21", "status=failed": "3", "status=ignored": "4", "status=parked": "5", "status=pending": "76",
		"source=paystack": "5", "event_type=nobody.cares": "4", "tenant=7": "21", "tenant=8": "", "status=pending&source=clerk": "76",
		"source=clerk/objects": "", "event_type=object": "", "status=ignored&source=clerk": "4",
	} {
		var got page
		require.Equal(t, http.StatusOK, ask(t, h, http.MethodGet, adminPath+"?"+query, &got))
		require.Equal(t, want, strings.Join(got.ids(), ""), query)
	}
	var got page
	ask(t, h, http.MethodGet, adminPath+"?status=failed", &got)
	id := got.Results[0]["id"]
	require.Equal(t, map[string]any{
		"id": id, "source": "clerk", "external_id": "3", "event_type": "thing.made", "status": "failed", "attempts": 1.0, "last_error": "boom",
		"tenant_id": nil, "received_at": "2026-02-01T09:30:00Z", "processed_at": nil,
	}, got.Results[0])
	require.Equal(t, http.StatusBadRequest, ask(t, h, http.MethodGet, adminPath+"?status=lost", nil))
	require.Equal(t, http.StatusBadRequest, ask(t, h, http.MethodGet, adminPath+"?tenant=x", nil))
}

func TestPagesOfDeliveries(t *testing.T) {
	t.Parallel()
	h := filled(t).handler()
	var pages []string
	var last page
	for next := new(adminPath + "?page_size=3&source=clerk"); next != nil; next = last.Next {
		last = page{}
		require.Equal(t, http.StatusOK, ask(t, h, http.MethodGet, *next, &last))
		pages = append(pages, strings.Join(last.ids(), ""))
	}
	require.Equal(t, []string{"764", "321"}, pages)
	var back page
	ask(t, h, http.MethodGet, *last.Previous, &back)
	require.Equal(t, "764", strings.Join(back.ids(), ""))
	require.Nil(t, back.Previous)
}

func TestADeliveryIsShownWithWhatItSays(t *testing.T) {
	t.Parallel()
	b := filled(t)
	h := b.handler()
	for external, want := range map[string]map[string]any{
		"1": {"payload": map[string]any{"n": 1.0}, "payload_format": "json", "result": map[string]any{"made": "made"}, "tenant_id": 7.0},
		"5": {"payload": "e/8=", "payload_format": "base64", "result": nil, "last_error": errUnreadable.Error(), "source": "paystack"},
		"6": {"payload": "not <json>", "payload_format": "text", "result": nil, "status": "pending"},
	} {
		var got map[string]any
		require.Equal(t, http.StatusOK, ask(t, h, http.MethodGet, fmt.Sprint(adminPath, b.idOf(t, external), "/"), &got))
		for name, value := range want {
			require.Equal(t, value, got[name], "%s of %s", name, external)
		}
	}
	require.Equal(t, http.StatusNotFound, ask(t, h, http.MethodGet, adminPath+"999/", nil))
}

func (b *bench) idOf(t *testing.T, externalID string) (id int64) {
	t.Helper()
	const find = "SELECT id FROM public.webhook_inbox WHERE external_id = $1 AND source <> 'clerk/objects'"
	require.NoError(t, b.db.SharedQuery().QueryRow(t.Context(), find, externalID).Scan(&id))
	return id
}

func TestOperatorsReplay(t *testing.T) {
	t.Parallel()
	b := filled(t)
	h := b.handler()
	jobs := b.jobs(t)
	for external, status := range map[string]int{"1": 409, "3": 200, "4": 200, "5": 200, "6": 409} {
		var got map[string]any
		require.Equal(t, status, ask(t, h, http.MethodPost, fmt.Sprint(adminPath, b.idOf(t, external), "/replay/"), &got), external)
		if status == http.StatusOK {
			require.Equal(t, map[string]any{"status": "replayed"}, got)
			require.Equal(t, http.StatusConflict, ask(t, h, http.MethodPost, fmt.Sprint(adminPath, b.idOf(t, external), "/replay/"), nil), "twice")
			continue
		}
		require.Equal(t, "webhook_not_replayable", got["code"])
	}
	require.Equal(t, jobs+3, b.jobs(t))
	var audited string
	const lines = `SELECT string_agg(concat_ws(' ', action, actor_kind, target_type, target_label, changes->'status'->>'before',
    changes->'status'->>'after', coalesce(tenant_id, 0)), E'\n' ORDER BY target_label) FROM public.audit_log`
	require.NoError(t, b.db.SharedQuery().QueryRow(t.Context(), lines).Scan(&audited))
	require.Equal(t, "webhook.replayed superuser webhook clerk nobody.cares ignored pending 0\n"+
		"webhook.replayed superuser webhook clerk thing.made failed pending 0\n"+
		"webhook.replayed superuser webhook paystack thing.made parked pending 0", audited)
}

// Versions of objects lie in the same table, and whoever replayed one would lose it.
func TestVersionsOfObjectsAreNoDeliveries(t *testing.T) {
	t.Parallel()
	b := filled(t)
	h := b.handler()
	var id int64
	require.NoError(t, b.db.SharedQuery().QueryRow(t.Context(),
		"SELECT min(id) FROM public.webhook_inbox WHERE source = 'clerk/objects'").Scan(&id))
	for _, call := range [][2]string{{http.MethodGet, "/"}, {http.MethodPost, "/replay/"}} {
		require.Equal(t, http.StatusNotFound, ask(t, h, call[0], fmt.Sprint(adminPath, id, call[1]), nil))
	}
	err := b.db.Shared(t.Context(), func(tx postgres.Tx) error {
		_, seen, err := b.Last(t.Context(), tx, "clerk", "1")
		require.True(t, seen)
		return err
	})
	require.NoError(t, err)
}

func TestOnlyOperators(t *testing.T) {
	t.Parallel()
	b := filled(t)
	h := b.handler()
	one := fmt.Sprint(adminPath, b.idOf(t, "3"), "/")
	for _, call := range [][2]string{{http.MethodGet, adminPath}, {http.MethodGet, one}, {http.MethodPost, one + "replay/"}} {
		require.Equal(t, http.StatusForbidden, ask(t, h, call[0], call[1], nil, "Authorization", "Bearer x"))
	}
	require.Equal(t, webhooks.StatusFailed, b.stored(t, "3").status)
}
