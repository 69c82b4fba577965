package audit_test

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
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// fixture is the log over a database of its own, with HTTP in front of it and two restaurants in it.
type fixture struct {
	*audit.Log
	db      *pgtest.Database
	clock   *clock.Fake
	a, b    *access.Tenant
	handler http.Handler
}

// people may ask, by their bearer token. Each owns or serves in the restaurant of a name.
var people = map[string]struct {
	access.Actor

	restaurant  string
	permissions access.Permissions
}{
	"ama":      {access.Actor{UserID: 1, FirstName: "Ama", LastName: "Mensah", Email: "ama@example.com"}, "a", access.Permissions{"*": true}},
	"kofi":     {access.Actor{UserID: 2, Username: "kofi", Email: "kofi@example.com"}, "b", access.Permissions{"*": true}},
	"auditor":  {access.Actor{UserID: 3}, "a", access.Permissions{"audit.view": true}},
	"waiter":   {access.Actor{UserID: 4}, "a", access.Permissions{"staff.view": true}},
	"operator": {access.Actor{UserID: 5, Superuser: true, Email: "operator@example.com"}, "", nil},
}

func setup(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{db: pgtest.New(t), clock: clock.NewFake(now)}
	f.Log = audit.New(f.clock)
	f.a, f.b = pgtest.Tenant(t, f.db, "a"), pgtest.Tenant(t, f.db, "b")
	routes := api.New(api.Config{AllowedHosts: []string{"*"}, Clock: f.clock, Logger: slog.New(slog.DiscardHandler)}, f, f)
	audit.NewReader(f.db.DB).RegisterRoutes(routes)
	f.handler = routes.Handler()
	return f
}

// Authenticate knows people by their names.
func (f *fixture) Authenticate(_ context.Context, r *http.Request) (*access.Actor, error) {
	p, ok := people[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if !ok {
		return nil, nil //nolint:nilnil // nobody
	}
	return &p.Actor, nil
}

// Resolve finds a restaurant by X-Tenant-ID.
func (f *fixture) Resolve(_ context.Context, actor *access.Actor, hint api.TenantHint) (*access.Tenant, *access.Member, error) {
	t, ok := map[string]*access.Tenant{"a": f.a, "b": f.b}[hint.Header]
	if ok && actor.Superuser {
		return t, nil, nil
	}
	for _, p := range people {
		if ok && p.UserID == actor.UserID && p.restaurant == t.Schema {
			return t, &access.Member{ID: 1, Active: true, Permissions: p.permissions}, nil
		}
	}
	return nil, nil, fault.Missing("This restaurant")
}

// ResolveID finds nothing: no route here names a restaurant in its path.
func (f *fixture) ResolveID(context.Context, *access.Actor, access.TenantID) (*access.Tenant, *access.Member, error) {
	return nil, nil, fault.Missing("This restaurant")
}

// record writes an entry in a transaction of its own, a minute after the one before.
func (f *fixture) record(ctx context.Context, t *testing.T, e audit.Entry) {
	t.Helper()
	f.clock.Advance(time.Minute)
	require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) error { return f.Record(ctx, tx, e) }))
}

func as(t *testing.T, name string) context.Context {
	t.Helper()
	p := people[name]
	return access.WithActor(t.Context(), &p.Actor)
}

// ask sends a GET for a restaurant.
func (f *fixture) ask(t *testing.T, who, restaurant, path string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
	r.Host = "example.com"
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+who)
	}
	r.Header.Set("X-Tenant-ID", restaurant)
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

type line struct {
	ID     int64  `json:"id"`
	Action string `json:"action"`
}

type listed struct {
	Next     *string `json:"next"`
	Previous *string `json:"previous"`
	Results  []line  `json:"results"`
}

func (f *fixture) list(t *testing.T, who, restaurant, path string) listed {
	t.Helper()
	w := f.ask(t, who, restaurant, strings.TrimPrefix(path, "http://example.com"))
	require.Equal(t, http.StatusOK, w.Code, "%s: %s", path, w.Body)
	var page listed
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &page))
	return page
}

// actions are those of a list, in its order.
func (f *fixture) actions(t *testing.T, who, restaurant, path string) []string {
	t.Helper()
	actions := []string{}
	for _, l := range f.list(t, who, restaurant, path).Results {
		actions = append(actions, l.Action)
	}
	return actions
}
