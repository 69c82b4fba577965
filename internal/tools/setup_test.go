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

func setup(tb testing.TB) *fixture {
	tb.Helper()
	return instance(tb, pgtest.New(tb), newWorld(), secretKey)
}

// instance is one of perhaps several processes on a database.
func instance(tb testing.TB, db *pgtest.Database, w *world, secret string) *fixture {
	tb.Helper()
	f := &fixture{db: db, clock: clock.NewFake(now), bus: startBus(tb, db.URL), world: w}
	var err error
	f.Service, err = tools.New(tools.Deps{
		DB: db.DB, Bus: f.bus, Audit: audit.New(f.clock), Clock: f.clock, Logger: slog.New(slog.DiscardHandler), Tenants: w, Entitlements: w,
		Members: w, People: w, Limiter: cache.NewLocalLimiter(f.clock),
		SecretKey: secret, Issuer: issuer,
	})
	require.NoError(tb, err)
	a := api.New(api.Config{AllowedHosts: []string{"*"}, Clock: f.clock, Logger: slog.New(slog.DiscardHandler)}, w, w)
	f.RegisterRoutes(a)
	f.handler = a.Handler()
	return f
}

// startBus gives a bus that is live, so that the caches are at work as they are in production.
func startBus(tb testing.TB, url string) *cache.Bus {
	tb.Helper()
	system, err := cache.New(tb.Context(), cache.Config{DatabaseURL: url, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(tb, err)
	system.Start(tb.Context())
	tb.Cleanup(system.Close)
	require.NoError(tb, system.Bus.Ready(tb.Context()))
	return system.Bus
}

// world is the restaurants and people around the service: tools.Tenants, tools.Entitlements, and the API's seams. Callers are
// known by their bearer token, restaurants by X-Tenant-ID.
type world struct {
	tenants []*access.Tenant
	people  map[string]*person
	refusal atomic.Pointer[string] // code of MayUseTool
	banned  string                 // Clerk's id of somebody
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

func (w *world) Member(_ context.Context, t *access.Tenant, user access.UserID) (*access.Member, error) {
	for _, p := range w.people {
		if m := p.places[t.ID]; p.UserID == user && m != nil {
			return m, nil
		}
	}
	return nil, fault.Missing("This member")
}

func (w *world) MaySignIn(_ context.Context, clerkUserID string) (bool, error) {
	return clerkUserID != w.banned, nil
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
func (f *fixture) person(tb testing.TB, name string) *person {
	tb.Helper()
	p := &person{
		Actor:  access.Actor{UserID: pgtest.User(tb, f.db, name+"@example.com"), Username: name},
		places: map[access.TenantID]*access.Member{},
	}
	f.world.people[name] = p
	return p
}

// restaurant adds a restaurant with an owner and its seed.
func (f *fixture) restaurant(tb testing.TB, schema string, owner *person) *access.Tenant {
	tb.Helper()
	tenant := pgtest.Tenant(tb, f.db, schema)
	f.world.tenants = append(f.world.tenants, tenant)
	f.exec(tb, tenant, `INSERT INTO roles (name, permissions, is_owner) VALUES ('Owner', '{"*": true}', true), ('Waiter', '{"orders": "create"}', false)`)
	f.hire(tb, tenant, owner, "Owner")
	require.NoError(tb, f.db.Tenant(tb.Context(), tenant, func(tx postgres.Tx) error {
		return f.Seed(tb.Context(), tx, tenant, owner.UserID)
	}))
	return tenant
}

// hire puts somebody on the staff.
func (f *fixture) hire(tb testing.TB, tenant *access.Tenant, p *person, role string) *access.Member {
	tb.Helper()
	m := &access.Member{Role: role, Owner: role == "Owner", Active: true}
	var permissions []byte
	require.NoError(tb, f.db.TenantQuery(tenant).QueryRow(tb.Context(), `WITH r AS (SELECT id, permissions FROM roles WHERE name = $2),
m AS (INSERT INTO staff_members (user_id, role_id, hired_date) SELECT $1::bigint, id, '2026-02-03' FROM r RETURNING id, role_id)
SELECT m.id, m.role_id, r.permissions FROM m JOIN r ON r.id = m.role_id`, int64(p.UserID), role).Scan(&m.ID, &m.RoleID, &permissions))
	var err error
	m.Permissions, err = access.ParsePermissions(permissions)
	require.NoError(tb, err)
	_, err = f.db.SharedQuery().Exec(tb.Context(), "INSERT INTO public.memberships (user_id, tenant_id) VALUES ($1, $2)", int64(p.UserID), int64(tenant.ID))
	require.NoError(tb, err)
	p.places[tenant.ID] = m
	return m
}

func (f *fixture) exec(tb testing.TB, tenant *access.Tenant, sql string, args ...any) {
	tb.Helper()
	_, err := f.db.TenantQuery(tenant).Exec(tb.Context(), sql, args...)
	require.NoError(tb, err)
}

// count asks for a number. A nil tenant is the shared schema.
func (f *fixture) count(tb testing.TB, tenant *access.Tenant, sql string, args ...any) int {
	tb.Helper()
	var n int
	q := f.db.SharedQuery()
	if tenant != nil {
		q = f.db.TenantQuery(tenant)
	}
	require.NoError(tb, q.QueryRow(tb.Context(), sql, args...).Scan(&n))
	return n
}

// ask sends a request of somebody's to a restaurant.
func (f *fixture) ask(tb testing.TB, who string, tenant *access.Tenant, method, path, body string) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), method, path, strings.NewReader(body))
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

func (f *fixture) generate(tb testing.TB, who string, tenant *access.Tenant, tool int64) launch {
	tb.Helper()
	w := f.ask(tb, who, tenant, http.MethodPost, "/api/tools/sso/generate/", toJSON(tb, map[string]any{"tool_id": tool}))
	require.Equal(tb, http.StatusOK, w.Code, w.Body.String())
	var l launch
	require.NoError(tb, json.Unmarshal(w.Body.Bytes(), &l))
	return l
}

func (f *fixture) verify(tb testing.TB, token string) *httptest.ResponseRecorder {
	tb.Helper()
	return f.ask(tb, "", nil, http.MethodPost, "/api/tools/sso/verify/", toJSON(tb, map[string]any{"token": token}))
}

// invalid expects the one answer for tokens that open nothing.
func (f *fixture) invalid(tb testing.TB, token string) {
	tb.Helper()
	w := f.verify(tb, token)
	require.Equal(tb, http.StatusBadRequest, w.Code, w.Body.String())
	require.JSONEq(tb, `{"error": "This token is not valid.", "detail": "This token is not valid.", "code": "invalid_token"}`, w.Body.String())
}

func (f *fixture) valid(tb testing.TB, token string) {
	tb.Helper()
	w := f.verify(tb, token)
	require.Equal(tb, http.StatusOK, w.Code, w.Body.String())
}

// failure is a refusal as the tools read it.
type failure struct {
	Error  string `json:"error"`
	Detail string `json:"detail"`
	Code   string `json:"code"`
}

// refuse expects a failure in the shape that the tools read.
func (f *fixture) refuse(tb testing.TB, w *httptest.ResponseRecorder, status int, code string) {
	tb.Helper()
	var body failure
	require.NoError(tb, json.Unmarshal(w.Body.Bytes(), &body))
	require.Equal(tb, status, w.Code, w.Body.String())
	require.Equal(tb, code, body.Code)
	require.NotEmpty(tb, body.Error)
	require.Equal(tb, body.Detail, body.Error)
}

func toJSON(tb testing.TB, v any) string {
	tb.Helper()
	raw, err := json.Marshal(v)
	require.NoError(tb, err)
	return string(raw)
}
