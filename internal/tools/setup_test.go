package tools_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
	"github.com/tabletap/console/internal/tools"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const (
	issuer    = "https://console.example.com"
	secretKey = "a secret key for tests, long enough"
)

// fixture is the service over a database of its own, with HTTP in front of it.
type fixture struct {
	*tools.Service
	db      *pgtest.Database
	clock   *clock.Fake
	bus     *cache.Bus
	world   *world
	handler http.Handler
}

func setup(t testing.TB) *fixture {
	t.Helper()
	return instance(t, pgtest.New(t), newWorld(), secretKey)
}

// instance is one of perhaps several processes on a database.
func instance(t testing.TB, db *pgtest.Database, w *world, secret string) *fixture {
	t.Helper()
	f := &fixture{db: db, clock: clock.NewFake(now), bus: startBus(t, db.URL), world: w}
	var err error
	f.Service, err = tools.New(tools.Deps{
		DB: db.DB, Bus: f.bus, Audit: audit.New(f.clock), Clock: f.clock, Logger: slog.New(slog.DiscardHandler), Tenants: w, Entitlements: w,
		SecretKey: secret, Issuer: issuer,
	})
	require.NoError(t, err)
	a := api.New(api.Config{AllowedHosts: []string{"*"}, Clock: f.clock, Logger: slog.New(slog.DiscardHandler)}, w, w)
	f.RegisterRoutes(a)
	f.handler = a.Handler()
	return f
}

// startBus gives a bus that is live, so that the caches are at work as they are in production.
func startBus(t testing.TB, url string) *cache.Bus {
	t.Helper()
	system, err := cache.New(t.Context(), cache.Config{DatabaseURL: url, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	system.Start(t.Context())
	t.Cleanup(system.Close)
	require.NoError(t, system.Bus.Ready(t.Context()))
	return system.Bus
}

// world is the restaurants and people around the service: tools.Tenants, tools.Entitlements, and the API's seams. Callers are
// known by their bearer token, restaurants by X-Tenant-ID.
type world struct {
	tenants []*access.Tenant
	people  map[string]*person
	refusal atomic.Pointer[string] // code of MayUseTool
}

type person struct {
	access.Actor
	places map[access.TenantID]*access.Member
}

func newWorld() *world { return &world{people: map[string]*person{}} }

func (w *world) ByID(_ context.Context, id access.TenantID) (*access.Tenant, error) {
	for _, t := range w.tenants {
		if t.ID == id {
			return t, nil
		}
	}
	return nil, fault.Missing("This restaurant")
}

func (w *world) EachSchema(_ context.Context, fn func(*access.Tenant) error) error {
	for _, t := range w.tenants {
		if err := fn(t); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) MayUseTool(context.Context, *access.Tenant, string) (string, error) {
	if code := w.refusal.Load(); code != nil {
		return *code, nil
	}
	return "", nil
}

func (w *world) Authenticate(_ context.Context, r *http.Request) (*access.Actor, error) {
	p := w.people[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if p == nil {
		return nil, nil //nolint:nilnil // the seam's way to say nobody
	}
	return &p.Actor, nil
}

func (w *world) Resolve(_ context.Context, actor *access.Actor, hint api.TenantHint) (*access.Tenant, *access.Member, error) {
	for _, t := range w.tenants {
		if t.Schema != hint.Header {
			continue
		}
		for _, p := range w.people {
			if p.UserID == actor.UserID {
				return t, p.places[t.ID], nil
			}
		}
	}
	return nil, nil, fault.Missing("This restaurant")
}

func (w *world) ResolveID(context.Context, *access.Actor, access.TenantID) (*access.Tenant, *access.Member, error) {
	return nil, nil, fault.Missing("This restaurant")
}

// person adds somebody who may ask under their name.
func (f *fixture) person(t testing.TB, name string) *person {
	t.Helper()
	p := &person{
		Actor:  access.Actor{UserID: pgtest.User(t, f.db, name+"@example.com"), Username: name},
		places: map[access.TenantID]*access.Member{},
	}
	f.world.people[name] = p
	return p
}

// restaurant adds a restaurant with an owner and its seed.
func (f *fixture) restaurant(t testing.TB, schema string, owner *person) *access.Tenant {
	t.Helper()
	tenant := pgtest.Tenant(t, f.db, schema)
	f.world.tenants = append(f.world.tenants, tenant)
	f.exec(t, tenant, `INSERT INTO roles (name, permissions, is_owner) VALUES ('Owner', '{"*": true}', true), ('Waiter', '{"orders": "create"}', false)`)
	f.hire(t, tenant, owner, "Owner")
	require.NoError(t, f.db.Tenant(t.Context(), tenant, func(tx postgres.Tx) error {
		return f.Seed(t.Context(), tx, tenant, owner.UserID)
	}))
	return tenant
}

// hire puts somebody on the staff.
func (f *fixture) hire(t testing.TB, tenant *access.Tenant, p *person, role string) *access.Member {
	t.Helper()
	m := &access.Member{Role: role, Owner: role == "Owner", Active: true}
	require.NoError(t, f.db.TenantQuery(tenant).QueryRow(t.Context(), `INSERT INTO staff_members (user_id, role_id, hired_date)
SELECT $1::bigint, id, '2026-02-03' FROM roles WHERE name = $2 RETURNING id`, int64(p.UserID), role).Scan(&m.ID))
	p.places[tenant.ID] = m
	return m
}

func (f *fixture) exec(t testing.TB, tenant *access.Tenant, sql string, args ...any) {
	t.Helper()
	_, err := f.db.TenantQuery(tenant).Exec(t.Context(), sql, args...)
	require.NoError(t, err)
}

// count asks for a number. A nil tenant is the shared schema.
func (f *fixture) count(t testing.TB, tenant *access.Tenant, sql string, args ...any) int {
	t.Helper()
	var n int
	q := f.db.SharedQuery()
	if tenant != nil {
		q = f.db.TenantQuery(tenant)
	}
	require.NoError(t, q.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

// ask sends a request of somebody's to a restaurant.
func (f *fixture) ask(t testing.TB, who string, tenant *access.Tenant, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+who)
	}
	if tenant != nil {
		r.Header.Set("X-Tenant-ID", tenant.Schema)
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

// launch is what generate answers.
type launch struct {
	Token   string    `json:"token"`
	Expires time.Time `json:"expires_at"`
	Created time.Time `json:"created_at"`
	URL     string    `json:"launch_url"`
}

func (f *fixture) generate(t testing.TB, who string, tenant *access.Tenant, tool int64) launch {
	t.Helper()
	w := f.ask(t, who, tenant, http.MethodPost, "/api/tools/sso/generate/", toJSON(t, map[string]any{"tool_id": tool}))
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	var l launch
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &l))
	return l
}

func (f *fixture) verify(t testing.TB, token string) *httptest.ResponseRecorder {
	t.Helper()
	return f.ask(t, "", nil, http.MethodPost, "/api/tools/sso/verify/", toJSON(t, map[string]any{"token": token}))
}

// invalid expects the one answer for tokens that open nothing.
func (f *fixture) invalid(t testing.TB, token string) {
	t.Helper()
	w := f.verify(t, token)
	require.Equal(t, http.StatusBadRequest, w.Code, w.Body.String())
	require.JSONEq(t, `{"error": "This token is not valid.", "detail": "This token is not valid.", "code": "invalid_token"}`, w.Body.String())
}

func (f *fixture) valid(t testing.TB, token string) {
	t.Helper()
	w := f.verify(t, token)
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
}

// refuse expects a failure in the shape that the tools read.
func (f *fixture) refuse(t testing.TB, w *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	var body struct{ Error, Detail, Code string }
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
	require.Equal(t, status, w.Code, w.Body.String())
	require.Equal(t, code, body.Code)
	require.NotEmpty(t, body.Error)
	require.Equal(t, body.Detail, body.Error)
}

func toJSON(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}
