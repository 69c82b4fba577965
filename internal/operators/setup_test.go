package operators_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/keys"
	"github.com/tabletap/console/internal/operators"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// fixture is the service with HTTP in front of it, two restaurants, two operators and an owner.
type fixture struct {
	*operators.Service
	db    *pgtest.Database
	clock *clock.Fake
	audit *audit.Log

	caches     caches
	partitions partitions
	queue      *jobs.Queue
	history    postgres.History // of restaurants
	town       town
	handler    http.Handler
}

// caches and partitions say what they are told to.
type caches struct{ deaf, redisAway bool }

func (c *caches) Listening() bool    { return !c.deaf }
func (c *caches) RedisAnswers() bool { return !c.redisAway }

type partitions struct {
	missing []time.Time
	err     error
	hangs   bool
}

func (p *partitions) MissingMonths(ctx context.Context) ([]time.Time, error) {
	if p.hangs {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return p.missing, p.err
}

// town is who there is, by bearer token, and the restaurants, by their slugs.
type town struct {
	people map[string]*access.Actor
	places map[string]*access.Tenant
}

func (w town) Authenticate(_ context.Context, r *http.Request) (*access.Actor, error) {
	return w.people[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")], nil
}

func (w town) Resolve(_ context.Context, actor *access.Actor, hint api.TenantHint) (*access.Tenant, *access.Member, error) {
	t := w.places[hint.Header]
	switch {
	case t == nil:
		return nil, nil, fault.Missing("Restaurant")
	case actor.Superuser:
		return t, nil, nil
	default:
		return t, &access.Member{ID: 1, Active: true, Owner: true, Permissions: access.Permissions{access.Everything: true}}, nil
	}
}

func (w town) ResolveID(ctx context.Context, _ *access.Actor, id access.TenantID) (*access.Tenant, *access.Member, error) {
	t, err := w.ByID(ctx, id)
	return t, nil, err
}

func (w town) ByID(_ context.Context, id access.TenantID) (*access.Tenant, error) {
	for _, t := range w.places {
		if t.ID == id {
			return t, nil
		}
	}
	return nil, fault.Missing("Restaurant")
}

func setup(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{db: pgtest.New(t), clock: clock.NewFake(now), town: town{map[string]*access.Actor{}, map[string]*access.Tenant{}}}
	for _, name := range []string{"ops", "other", "owner"} {
		f.town.people[name] = &access.Actor{UserID: pgtest.User(t, f.db, name+"@example.com"), Email: name + "@example.com", Superuser: name != "owner"}
	}
	for _, name := range []string{"one", "two"} {
		f.town.places[name] = pgtest.Tenant(t, f.db, name)
	}
	f.audit = audit.New(f.clock)
	log := slog.New(slog.DiscardHandler)
	var err error
	f.queue, err = jobs.New(f.db.DB, jobs.Config{Logger: log})
	require.NoError(t, err)
	f.history, err = postgres.TenantHistory()
	require.NoError(t, err)
	f.Service = operators.New(operators.Deps{
		DB: f.db.DB, Audit: f.audit, Clock: f.clock, Queue: f.queue, Restaurants: f.town,
		Caches: &f.caches, Partitions: &f.partitions, Logger: log,
		Migrator: postgres.NewMigratorOf(f.db.DB, nil, f.history, log),
		Launches: f.ring(t, keys.Kind{Algorithm: keys.EdDSA, Type: "launch+jwt", Lifetime: time.Minute}),
		IDTokens: f.ring(t, keys.Kind{Algorithm: keys.RS256, Type: "JWT", Lifetime: 10 * time.Minute}),
	})
	a := api.New(api.Config{AllowedHosts: []string{"*"}, Clock: f.clock, Logger: slog.New(slog.DiscardHandler), Visits: f.Service}, f.town, f.town)
	f.RegisterRoutes(a)
	audit.NewReader(f.db.DB).RegisterRoutes(a)
	f.handler = a.Handler()
	return f
}

// ring is the keys of a kind.
type ring struct{ of *keys.Keys }

func (r ring) Keys(ctx context.Context) ([]keys.Key, error) { return r.of.List(ctx) }

func (r ring) RotateKeys(ctx context.Context, atOnce bool) (string, error) {
	return r.of.Rotate(ctx, atOnce)
}

func (f *fixture) ring(t *testing.T, kind keys.Kind) ring {
	t.Helper()
	system, err := cache.New(t.Context(), cache.Config{DatabaseURL: f.db.URL, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(system.Close)
	k, err := keys.New(keys.Deps{
		DB: f.db.DB, Bus: system.Bus, Audit: f.audit, Clock: f.clock, SecretKey: "a secret key for tests, long enough",
	}, kind)
	require.NoError(t, err)
	_, err = k.Ready(t.Context())
	require.NoError(t, err)
	return ring{k}
}

// ask sends a request of somebody's, with headers as pairs, expects a status, and gives the answer as an object.
func (f *fixture) ask(t *testing.T, who, method, path, body string, status int, headers ...string) map[string]any {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+who)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	require.Equal(t, status, w.Code, w.Body.String())
	var object map[string]any
	if w.Body.Len() > 0 {
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &object), w.Body.String())
	}
	return object
}

// results are the rows of a list.
func results(t *testing.T, page map[string]any) (rows []map[string]any) {
	t.Helper()
	list, ok := page["results"].([]any)
	require.True(t, ok, "%v", page)
	for _, row := range list {
		rows = append(rows, row.(map[string]any))
	}
	return rows
}
