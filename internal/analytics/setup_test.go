package analytics_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/analytics"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const (
	track  = "/api/analytics/track/"
	batch  = "/api/analytics/track/batch/"
	events = "/api/analytics/events/"
	posID  = 1 // of the tool "pos" in the catalogue that every database begins with
)

// fixture is the service over a database of its own, with HTTP in front of it.
type fixture struct {
	*analytics.Service
	db      *pgtest.Database
	clock   *clock.Fake
	world   *world
	handler http.Handler
}

func setup(tb testing.TB) *fixture {
	tb.Helper()
	f := &fixture{db: pgtest.New(tb), clock: clock.NewFake(now), world: newWorld()}
	system, err := cache.New(tb.Context(), cache.Config{DatabaseURL: f.db.URL, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(tb, err)
	system.Start(context.WithoutCancel(tb.Context()))
	tb.Cleanup(system.Close)
	require.NoError(tb, system.Bus.Ready(tb.Context()))
	f.Service = analytics.New(analytics.Deps{
		DB: f.db.DB, Bus: system.Bus, Audit: audit.New(f.clock), Clock: f.clock, Clients: clients{f.world}, Restaurants: f.world, Tools: f.world, Plans: f.world,
	})
	a := api.New(api.Config{AllowedHosts: []string{"*"}, Clock: f.clock, Logger: slog.New(slog.DiscardHandler)}, f.world, f.world)
	f.RegisterRoutes(a)
	analytics.NewReader(f.db.DB, f.clock).RegisterRoutes(a)
	f.handler = a.Handler()
	return f
}

// world is the restaurants, people and tools around the service. Callers are known by their bearer token, restaurants by
// X-Tenant-ID, and every tool's secret is its client id and "-secret".
type world struct {
	tenants   map[string]*access.Tenant
	actors    map[string]*access.Actor
	places    map[access.UserID]map[access.TenantID]*access.Member
	clients   map[string]int64
	installed map[access.TenantID]map[int64]bool
	days      int // that events are kept
}

func newWorld() *world {
	return &world{
		tenants: map[string]*access.Tenant{}, actors: map[string]*access.Actor{}, clients: map[string]int64{"pos-client": posID},
		places:    map[access.UserID]map[access.TenantID]*access.Member{},
		installed: map[access.TenantID]map[int64]bool{}, days: 90,
	}
}

func (w *world) LongestEventRetention(context.Context) (int, error) { return 730, nil }

func (w *world) ByID(_ context.Context, id access.TenantID) (*access.Tenant, error) {
	for _, t := range w.tenants {
		if t.ID == id {
			return t, nil
		}
	}
	return nil, fault.Missing("Such a restaurant")
}

func (w *world) EachSchema(_ context.Context, fn func(*access.Tenant) error) error {
	for _, t := range w.tenants {
		if err := fn(t); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) EventRetention(context.Context, *access.Tenant) (int, error) { return w.days, nil }

func (w *world) ByName(_ context.Context, name string) (*access.Tenant, error) {
	if t := w.tenants[name]; t != nil {
		return t, nil
	}
	return nil, fault.Missing("Such a restaurant")
}

func (w *world) Installed(_ context.Context, t *access.Tenant, toolID int64) (bool, error) {
	return w.installed[t.ID][toolID], nil
}

var (
	errWrongClient = fault.New(fault.Unauthenticated, "invalid_client", "No.")
	errWrongToken  = fault.New(fault.Unauthenticated, "token_invalid", "No.")
)

func (w *world) clientOf(id, secret string) (int64, error) {
	tool, ok := w.clients[id]
	if !ok || secret != id+"-secret" {
		return 0, errWrongClient
	}
	return tool, nil
}

// clients is world as analytics.ToolClients: world.Authenticate is the API's.
type clients struct{ *world }

func (c clients) Authenticate(_ context.Context, id, secret string) (int64, string, error) {
	tool, err := c.clientOf(id, secret)
	return tool, id, err
}

func (w *world) Authenticate(_ context.Context, r *http.Request) (*access.Actor, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return nil, nil //nolint:nilnil // the seam's way to say nobody
	}
	if actor := w.actors[token]; actor != nil {
		return actor, nil
	}
	return nil, errWrongToken
}

func (w *world) Resolve(_ context.Context, actor *access.Actor, hint api.TenantHint) (*access.Tenant, *access.Member, error) {
	t := w.tenants[hint.Header]
	if t == nil || w.places[actor.UserID][t.ID] == nil {
		return nil, nil, fault.Missing("Such a restaurant")
	}
	return t, w.places[actor.UserID][t.ID], nil
}

func (w *world) ResolveID(_ context.Context, actor *access.Actor, id access.TenantID) (*access.Tenant, *access.Member, error) {
	for _, t := range w.tenants {
		if member := w.places[actor.UserID][id]; t.ID == id && member != nil {
			return t, member, nil
		}
	}
	return nil, nil, fault.Missing("Such a restaurant")
}

// restaurant adds a restaurant that has the POS.
func (f *fixture) restaurant(tb testing.TB, name string) *access.Tenant {
	tb.Helper()
	t := pgtest.Tenant(tb, f.db, name)
	f.world.tenants[name] = t
	f.world.installed[t.ID] = map[int64]bool{posID: true}
	return t
}

// hire adds somebody who works in the restaurant, with permissions, and may ask under their name.
func (f *fixture) hire(tb testing.TB, t *access.Tenant, name string, permissions access.Permissions) access.UserID {
	tb.Helper()
	actor := f.world.actors[name]
	if actor == nil {
		actor = &access.Actor{UserID: pgtest.User(tb, f.db, name+"@example.com"), Username: name}
		f.world.actors[name] = actor
		f.world.places[actor.UserID] = map[access.TenantID]*access.Member{}
	}
	f.world.places[actor.UserID][t.ID] = &access.Member{ID: 1, Active: true, Permissions: permissions}
	_, err := f.db.SharedQuery().Exec(tb.Context(), "INSERT INTO public.memberships (user_id, tenant_id) VALUES ($1, $2)", actor.UserID, t.ID)
	require.NoError(tb, err)
	return actor.UserID
}

// caller is who asks and for which restaurant.
type caller struct{ bearer, client, secret, restaurant string }

func as(name, restaurant string) caller { return caller{bearer: name, restaurant: restaurant} }

// pos is the POS's backend, about a restaurant.
func pos(restaurant string) caller {
	return caller{client: "pos-client", secret: "pos-client-secret", restaurant: restaurant}
}

func (f *fixture) ask(tb testing.TB, who caller, method, path, body string) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if who.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+who.bearer)
	}
	if who.client != "" {
		r.SetBasicAuth(who.client, who.secret)
	}
	if who.restaurant != "" {
		r.Header.Set("X-Tenant-ID", who.restaurant)
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

// post expects 201 and gives the answer.
func (f *fixture) post(tb testing.TB, who caller, path, body string) string {
	tb.Helper()
	w := f.ask(tb, who, http.MethodPost, path, body)
	require.Equal(tb, http.StatusCreated, w.Code, w.Body.String())
	return w.Body.String()
}

// refuse expects a failure with a code.
func refuse(tb testing.TB, w *httptest.ResponseRecorder, status int, code string) {
	tb.Helper()
	var body struct {
		Detail string `json:"detail"`
		Code   string `json:"code"`
	}
	require.Equal(tb, status, w.Code, w.Body.String())
	require.NoError(tb, json.Unmarshal(w.Body.Bytes(), &body), w.Body.String())
	require.Equal(tb, code, body.Code)
	require.NotEmpty(tb, body.Detail)
}

// listed is what the list shows of an event.
type listed struct {
	ID      int64          `json:"id"`
	Type    string         `json:"event_type"`
	User    *int64         `json:"user"`
	Data    map[string]any `json:"data"`
	Created time.Time      `json:"created_at"`
}

func (f *fixture) list(tb testing.TB, who caller, query string) (count int, results []listed) {
	tb.Helper()
	w := f.ask(tb, who, http.MethodGet, events+query, "")
	require.Equal(tb, http.StatusOK, w.Code, w.Body.String())
	var page struct {
		Count   int      `json:"count"`
		Results []listed `json:"results"`
	}
	require.NoError(tb, json.Unmarshal(w.Body.Bytes(), &page))
	return page.Count, page.Results
}

func types(results []listed) []string {
	names := make([]string, len(results))
	for i := range results {
		names[i] = results[i].Type
	}
	return names
}

func toJSON(tb testing.TB, v any) string {
	tb.Helper()
	raw, err := json.Marshal(v)
	require.NoError(tb, err)
	return string(raw)
}

// texts are the rows of one column.
func texts(tb testing.TB, rows pgx.Rows) []string {
	tb.Helper()
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(tb, err)
	return all
}
