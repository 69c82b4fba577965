package subscriptions_test

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
	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
	sandbox "github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/subscriptions"
	"github.com/tabletap/console/internal/tenants"
	"github.com/tabletap/console/internal/webhooks"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// The plans, as the migration numbers them.
const (
	basic        = 1
	professional = 2
	enterprise   = 3
)

// fixture is the service with the restaurants' own beside it, over a database of its own, with HTTP in front of it.
type fixture struct {
	*subscriptions.Service
	db      *pgtest.Database
	clock   *clock.Fake
	bus     *cache.Bus
	tenants *tenants.Service
	queue   *jobs.Queue
	inbox   *webhooks.Inbox
	there   *sandbox.Server  // the stand-in for Paystack, in what payable makes
	client  *paystack.Client // that calls it, as somebody else would
	people  people
	beside  *beside
	handler http.Handler
}

func setup(tb testing.TB) *fixture {
	tb.Helper()
	return instance(tb, pgtest.New(tb), people{})
}

// instance is one of perhaps several processes on a database.
func instance(tb testing.TB, db *pgtest.Database, who people, options ...func(*fixture, *subscriptions.Deps)) *fixture {
	tb.Helper()
	f := &fixture{db: db, clock: clock.NewFake(now), bus: startBus(tb, db.URL), people: who, beside: &beside{}}
	history, err := postgres.TenantHistory()
	require.NoError(tb, err)
	log, records := slog.New(slog.DiscardHandler), audit.New(f.clock)
	f.queue, err = jobs.New(db.DB, jobs.Config{Logger: log})
	require.NoError(tb, err)
	f.inbox = webhooks.New(webhooks.Deps{DB: db.DB, Queue: f.queue, Clock: f.clock, Logger: log})
	deps := subscriptions.Deps{
		DB: db.DB, Bus: f.bus, Audit: records, Clock: f.clock, Logger: log, Tenants: f, Queue: f.queue, Inbox: f.inbox,
		Usage: f.beside, Callers: f.beside,
		ReturnURL: "https://console.example.com/billing/", CallbackOrigins: []string{"https://app.example.com"},
	}
	for _, option := range options {
		option(f, &deps)
	}
	f.Service = subscriptions.New(deps)
	f.tenants = tenants.New(tenants.Deps{
		DB: db.DB, Bus: f.bus, Audit: records, Clock: f.clock, Logger: log, History: history, Roster: who, Subscriptions: f.Service,
		TrialDays: 7, DeletionGrace: time.Hour,
	})
	a := api.New(api.Config{
		AllowedHosts: []string{"*"}, Clock: f.clock, Logger: log, SchemaVersion: history.Newest(),
	}, who, f.tenants)
	f.RegisterRoutes(a)
	f.tenants.RegisterRoutes(a)
	f.handler = a.Handler()
	return f
}

// ChangeSubscription is the restaurants' own, which are made after the service.
func (f *fixture) ChangeSubscription(
	ctx context.Context, id access.TenantID, fn func(postgres.Tx, *tenants.Tenant) (tenants.SubscriptionChange, error),
) error {
	return f.tenants.ChangeSubscription(ctx, id, fn)
}

// beside is what other features tell the service.
type beside struct {
	staff int            // on the staff of every restaurant
	has   *access.Tenant // the restaurant that has the tool "pos", whose secret is "secret"
}

func (b *beside) StaffUsed(context.Context, *access.Tenant) (int, error) { return b.staff, nil }

func (b *beside) Restaurant(_ context.Context, c api.ClientCredentials) (*access.Tenant, error) {
	switch {
	case c.ClientID != "pos" || c.ClientSecret != "secret":
		return nil, fault.New(fault.Unauthenticated, "invalid_client", "These are nobody's credentials.")
	case b.has == nil || c.Restaurant != b.has.Slug:
		return nil, fault.Missing("Restaurant")
	default:
		return b.has, nil
	}
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

// people are known by their bearer token, and work where places says.
type people map[string]*person

type person struct {
	access.Actor
	places map[access.TenantID]*access.Member
}

func (p people) Authenticate(_ context.Context, r *http.Request) (*access.Actor, error) {
	if who := p[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]; who != nil {
		return &who.Actor, nil
	}
	return nil, nil //nolint:nilnil // the seam's way to say nobody
}

func (p people) Member(_ context.Context, t *access.Tenant, user access.UserID) (*access.Member, error) {
	for _, who := range p {
		if who.UserID == user && who.places[t.ID] != nil {
			return who.places[t.ID], nil
		}
	}
	return nil, fault.Missing("This member")
}

// person adds somebody who may ask under their name.
func (f *fixture) person(tb testing.TB, name string) *person {
	tb.Helper()
	p := &person{Actor: access.Actor{UserID: pgtest.User(tb, f.db, name+"@example.com")}, places: map[access.TenantID]*access.Member{}}
	f.people[name] = p
	return p
}

// operator adds a superuser.
func (f *fixture) operator(tb testing.TB) {
	tb.Helper()
	f.person(tb, "operator").Superuser = true
}

// restaurant adds one that is on trial for a week, with an owner and a waiter who ask as <schema>-owner and <schema>-waiter.
func (f *fixture) restaurant(tb testing.TB, schema string) *access.Tenant {
	tb.Helper()
	t := pgtest.Tenant(tb, f.db, schema)
	t.TrialEnd = now.AddDate(0, 0, 7)
	f.exec(tb, "UPDATE public.tenants SET trial_end_date = $1, contact_email = $3 WHERE id = $2", t.TrialEnd, int64(t.ID), schema+"@example.com")
	for name, member := range map[string]*access.Member{
		schema + "-owner": {ID: 1, Role: "Owner", Owner: true, Active: true}, schema + "-waiter": {ID: 2, Role: "Waiter", Active: true},
	} {
		p := f.person(tb, name)
		p.places[t.ID] = member
		f.exec(tb, "INSERT INTO public.memberships (user_id, tenant_id) VALUES ($1, $2)", int64(p.UserID), int64(t.ID))
	}
	return t
}

// seen is the restaurant as a request sees it now.
func (f *fixture) seen(tb testing.TB, id access.TenantID) *access.Tenant {
	tb.Helper()
	t, err := f.tenants.ByID(tb.Context(), id)
	require.NoError(tb, err)
	return t
}

// may is the code with which the restaurant is kept from a tool now, "" when it is not.
func (f *fixture) may(tb testing.TB, id access.TenantID, slug string) string {
	tb.Helper()
	code, err := f.Entitlements.MayUseTool(tb.Context(), f.seen(tb, id), slug)
	require.NoError(tb, err)
	return code
}

// subscribed writes a subscription behind the service's back, and how the restaurant stands, so that nothing is announced.
func (f *fixture) subscribed(tb testing.TB, id access.TenantID, plan int, subscription, restaurant string) {
	tb.Helper()
	f.exec(tb, "DELETE FROM public.subscriptions WHERE tenant_id = $1", int64(id))
	f.exec(tb, `INSERT INTO public.subscriptions (tenant_id, plan_id, status, current_period_start, cancelled_at, created_at, updated_at)
VALUES ($1, $2, $3, $4, CASE WHEN $3 = 'cancelled' THEN $4::timestamptz END, $4, $4)`, int64(id), plan, subscription, now)
	f.exec(tb, "UPDATE public.tenants SET subscription_status = $1 WHERE id = $2", restaurant, int64(id))
}

func (f *fixture) exec(tb testing.TB, sql string, args ...any) {
	tb.Helper()
	_, err := f.db.SharedQuery().Exec(tb.Context(), sql, args...)
	require.NoError(tb, err)
}

func (f *fixture) count(tb testing.TB, sql string, args ...any) int {
	tb.Helper()
	var n int
	require.NoError(tb, f.db.SharedQuery().QueryRow(tb.Context(), sql, args...).Scan(&n))
	return n
}

// ask sends a request of somebody's to a restaurant, "" for none.
func (f *fixture) ask(tb testing.TB, who, tenant, method, path, body string) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+who)
	}
	if tenant != "" {
		r.Header.Set("X-Tenant-ID", tenant)
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

// get asks, expects a status, and gives the body, with the times that tests do not set taken for granted.
func (f *fixture) get(tb testing.TB, who, tenant, path string, status int) string {
	tb.Helper()
	w := f.ask(tb, who, tenant, http.MethodGet, path, "")
	require.Equal(tb, status, w.Code, "%s as %q: %s", path, who, w.Body)
	return w.Body.String()
}

// ids are those of the rows of a page.
func ids(tb testing.TB, body string) []int64 {
	tb.Helper()
	var page struct {
		Results []struct {
			ID int64 `json:"id"`
		} `json:"results"`
	}
	require.NoError(tb, json.Unmarshal([]byte(body), &page))
	found := []int64{}
	for _, row := range page.Results {
		found = append(found, row.ID)
	}
	return found
}
