package staff_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
	sandbox "github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
	"github.com/tabletap/console/internal/staff"
	"github.com/tabletap/console/internal/tenants"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// fixture is the service over a database of its own, with HTTP in front of it.
type fixture struct {
	*staff.Service
	db       *pgtest.Database
	clock    *clock.Fake
	launches *launches
	people   *people
	plans    *plans
	clerk    *sandbox.Server
	away     atomic.Bool // Clerk fails
	queue    *jobs.Queue
	handler  http.Handler
}

func setup(t *testing.T) *fixture {
	t.Helper()
	return instance(t, pgtest.New(t))
}

// instance is one of perhaps several processes on a database.
func instance(t *testing.T, db *pgtest.Database) *fixture {
	t.Helper()
	f := &fixture{db: db, clock: clock.NewFake(now), launches: &launches{}, plans: &plans{}}
	f.plans.most.Store(50)
	f.clerk = clerktest.New(t, func(c *sandbox.Config) { c.Clock = f.clock })
	f.Service = staff.New(f.deps(t, startBus(t, db.URL)))
	f.RegisterJobs(f.queue)
	f.people = &people{staff: f.Service, actors: map[string]*access.Actor{}, tenants: map[string]*access.Tenant{}}
	a := api.New(api.Config{
		AllowedHosts: []string{"*"}, Clock: f.clock, Logger: slog.New(slog.DiscardHandler),
	}, f.people, f.people)
	f.RegisterRoutes(a)
	f.handler = a.Handler()
	return f
}

func (f *fixture) deps(t *testing.T, bus *cache.Bus) staff.Deps {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	client, err := clerk.NewClient(clerk.ClientConfig{
		URL: f.clerk.APIURL(), SecretKey: clerktest.SecretKey, Clock: f.clock, Transport: f,
		Wait: func(context.Context, time.Duration) error { return nil },
	})
	require.NoError(t, err)
	f.queue, err = jobs.New(f.db.DB, jobs.Config{Logger: log})
	require.NoError(t, err)
	history, err := postgres.TenantHistory()
	require.NoError(t, err)
	record := audit.New(f.clock)
	restaurants := tenants.New(tenants.Deps{DB: f.db.DB, Bus: bus, Audit: record, Clock: f.clock, Logger: log, History: history})
	return staff.Deps{
		DB: f.db.DB, Bus: bus, Audit: record, Clock: f.clock, Launches: f.launches, Queue: f.queue, Plans: f.plans, Clerk: client,
		Restaurants: restaurants, Owners: restaurants, ConsoleURL: "http://console.example.com/", SchemaVersion: history.Newest(),
	}
}

// RoundTrip is the way to Clerk.
func (f *fixture) RoundTrip(r *http.Request) (*http.Response, error) {
	if f.away.Load() {
		return &http.Response{StatusCode: http.StatusInternalServerError, Body: http.NoBody, Request: r}, nil
	}
	return http.DefaultTransport.RoundTrip(r)
}

// plans says how many may work in any restaurant.
type plans struct{ most atomic.Int64 }

func (p *plans) MaxStaff(context.Context, postgres.Querier, *access.Tenant) (int, error) {
	return int(p.most.Load()), nil
}

// startBus gives a bus that is live, so that the caches are at work as they are in production.
func startBus(t *testing.T, url string) *cache.Bus {
	t.Helper()
	system, err := cache.New(t.Context(), cache.Config{DatabaseURL: url, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	system.Start(t.Context())
	t.Cleanup(system.Close)
	require.NoError(t, system.Bus.Ready(t.Context()))
	return system.Bus
}

// launches counts what was revoked.
type launches struct {
	mu      sync.Mutex
	revoked []access.MemberID
	err     error
}

func (l *launches) RevokeLaunches(_ context.Context, _ postgres.Tx, member access.MemberID) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.revoked = append(l.revoked, member)
	return l.err
}

// people knows callers by their bearer token and restaurants by X-Tenant-ID, and asks the staff as the real resolver does.
type people struct {
	staff   *staff.Service
	actors  map[string]*access.Actor
	tenants map[string]*access.Tenant
}

func (p *people) Authenticate(_ context.Context, r *http.Request) (*access.Actor, error) {
	return p.actors[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")], nil
}

func (p *people) Resolve(ctx context.Context, actor *access.Actor, hint api.TenantHint) (*access.Tenant, *access.Member, error) {
	t := p.tenants[hint.Header]
	if t == nil {
		return nil, nil, fault.Missing("This restaurant")
	}
	m, err := p.staff.Member(ctx, t, actor.UserID)
	if fault.Is(err, fault.NotFound) && actor.Superuser {
		return t, nil, nil
	}
	return t, m, err
}

func (p *people) ResolveID(context.Context, *access.Actor, access.TenantID) (*access.Tenant, *access.Member, error) {
	return nil, nil, fault.Missing("This restaurant")
}

// person adds somebody who may ask under their name.
func (f *fixture) person(t *testing.T, name string) access.UserID {
	t.Helper()
	id := pgtest.User(t, f.db, name+"@example.com")
	f.people.actors[name] = &access.Actor{UserID: id, Username: name}
	return id
}

// restaurant adds a restaurant with its seed.
func (f *fixture) restaurant(t *testing.T, schema string, owner access.UserID) *access.Tenant {
	t.Helper()
	tenant := pgtest.Tenant(t, f.db, schema)
	tenant.OwnerID = owner
	f.people.tenants[schema] = tenant
	require.NoError(t, f.db.Tenant(t.Context(), tenant, func(tx postgres.Tx) error {
		return f.Seed(t.Context(), tx, tenant, owner)
	}))
	return tenant
}

// hire puts somebody on the staff, with a role of a name.
func (f *fixture) hire(t *testing.T, tenant *access.Tenant, user access.UserID, role string) access.MemberID {
	t.Helper()
	var id access.MemberID
	require.NoError(t, f.db.Tenant(t.Context(), tenant, func(tx postgres.Tx) error {
		const member = `INSERT INTO staff_members (user_id, role_id, hired_date)
SELECT $1, id, '2026-02-03' FROM roles WHERE name = $2 RETURNING id`
		if err := tx.QueryRow(t.Context(), member, user, role).Scan(&id); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), "INSERT INTO public.memberships (user_id, tenant_id) VALUES ($1, $2)", user, tenant.ID)
		return err
	}))
	return id
}

func (f *fixture) exec(t *testing.T, tenant *access.Tenant, sql string, args ...any) {
	t.Helper()
	_, err := f.db.TenantQuery(tenant).Exec(t.Context(), sql, args...)
	require.NoError(t, err)
}

// count asks for a number. A nil tenant is the shared schema.
func (f *fixture) count(t *testing.T, tenant *access.Tenant, sql string, args ...any) int {
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
func (f *fixture) ask(t *testing.T, who string, tenant *access.Tenant, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, http.NoBody)
	r.Header.Set("Authorization", "Bearer "+who)
	r.Header.Set("X-Tenant-ID", tenant.Schema)
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

// send is ask with a body: JSON as it is for a string, else what it encodes to.
func (f *fixture) send(t *testing.T, who string, tenant *access.Tenant, method, path string, body any) *httptest.ResponseRecorder {
	t.Helper()
	text, ok := body.(string)
	if !ok {
		raw, err := json.Marshal(body)
		require.NoError(t, err)
		text = string(raw)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(text))
	r.Header.Set("Authorization", "Bearer "+who)
	r.Header.Set("X-Tenant-ID", tenant.Schema)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

// object is an answer with this status, as an object.
func object(t *testing.T, w *httptest.ResponseRecorder, status int) map[string]any {
	t.Helper()
	require.Equal(t, status, w.Code, w.Body.String())
	var body map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
	return body
}

// role makes a role behind everybody's back and gives its id.
func (f *fixture) role(t *testing.T, tenant *access.Tenant, name, permissions string) int64 {
	t.Helper()
	return int64(f.count(t, tenant, "INSERT INTO roles (name, permissions) VALUES ($1, $2::text::jsonb) RETURNING id::int", name, permissions))
}

// invalid expects a 400 with a message about the field.
func invalid(t *testing.T, w *httptest.ResponseRecorder, field string) {
	t.Helper()
	require.Equal(t, http.StatusBadRequest, w.Code, w.Body.String())
	var messages map[string][]string
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &messages), w.Body.String())
	require.NotEmpty(t, messages[field], w.Body.String())
}

// get expects 200 and this JSON.
func (f *fixture) get(t *testing.T, who string, tenant *access.Tenant, path, want string) {
	t.Helper()
	w := f.ask(t, who, tenant, http.MethodGet, path)
	body, err := io.ReadAll(w.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, w.Code, string(body))
	require.JSONEq(t, want, string(body))
}

// refuse expects a failure with this status and code.
func (f *fixture) refuse(t *testing.T, w *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	require.Equal(t, status, w.Code, w.Body.String())
	require.Contains(t, w.Body.String(), fmt.Sprintf(`"code":%q`, code))
}
