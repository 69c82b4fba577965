package tenants_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
	"github.com/tabletap/console/internal/tenants"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// fixture is the service over a database of its own.
type fixture struct {
	*tenants.Service
	db     *pgtest.Database
	clock  *clock.Fake
	roster roster
	seeder *seeder
	books  *books
}

// roster is who works where, in memory.
type roster map[access.UserID]map[access.TenantID]*access.Member

func (r roster) Member(_ context.Context, t *access.Tenant, user access.UserID) (*access.Member, error) {
	if m := r[user][t.ID]; m != nil {
		return m, nil
	}
	return nil, fault.Missing("This member")
}

func (r roster) hire(user access.UserID, id access.TenantID, active bool) {
	if r[user] == nil {
		r[user] = map[access.TenantID]*access.Member{}
	}
	r[user][id] = &access.Member{ID: 1, Role: "Owner", Active: active}
}

// seeder writes a role, and the owner's membership as the staff's own seeder does.
type seeder struct{ err error }

func (s *seeder) Seed(ctx context.Context, tx postgres.Tx, t *access.Tenant, owner access.UserID) error {
	if s.err != nil {
		return s.err
	}
	if _, err := tx.Exec(ctx, "INSERT INTO roles (name) VALUES ('Owner')"); err != nil || owner == 0 {
		return err
	}
	_, err := tx.Exec(ctx, "INSERT INTO public.memberships (user_id, tenant_id) VALUES ($1, $2)", owner, t.ID)
	return err
}

// books are subscriptions of which it is only known which were closed.
type books struct{ closed, moved, held, released []access.TenantID }

func (b *books) Hold(_ context.Context, _ postgres.Tx, t *tenants.Tenant) (tenants.SubscriptionChange, error) {
	b.held = append(b.held, t.ID)
	return tenants.SubscriptionChange{Status: tenants.StatusInactive, Action: "subscription.frozen"}, nil
}

func (b *books) Release(_ context.Context, _ postgres.Tx, t *tenants.Tenant, _ time.Time) (tenants.SubscriptionChange, error) {
	b.released = append(b.released, t.ID)
	return tenants.SubscriptionChange{Status: tenants.StatusActive, Action: "subscription.unfrozen"}, nil
}

func (b *books) Activate(context.Context, access.TenantID, int64) error { return nil }
func (b *books) Deactivate(context.Context, access.TenantID) error      { return nil }
func (b *books) Close(_ context.Context, _ postgres.Tx, id access.TenantID) error {
	b.closed = append(b.closed, id)
	return nil
}

func (b *books) TimezoneChanged(_ context.Context, _ postgres.Tx, id access.TenantID) error {
	b.moved = append(b.moved, id)
	return nil
}

func setup(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{db: pgtest.New(t), clock: clock.NewFake(now), roster: roster{}, seeder: &seeder{}, books: &books{}}
	f.Service = f.another(t)
	return f
}

// another is one more instance over the same database.
func (f *fixture) another(t *testing.T) *tenants.Service {
	t.Helper()
	history, err := postgres.TenantHistory()
	require.NoError(t, err)
	return tenants.New(tenants.Deps{
		DB: f.db.DB, Bus: startBus(t, f.db.URL), Audit: audit.New(f.clock), Clock: f.clock, Logger: slog.New(slog.DiscardHandler), History: history,
		Seeders: []tenants.Seeder{f.seeder}, Roster: f.roster, Subscriptions: f.books, Counts: f.books, TrialDays: 7, DeletionGrace: 30 * 24 * time.Hour, PlatformHosts: []string{"console.example.com"},
	})
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

func (f *fixture) user(t *testing.T, name string) access.UserID {
	t.Helper()
	return pgtest.User(t, f.db, name+"@example.com")
}

// open makes a restaurant whose owner is on its staff.
func (f *fixture) open(t *testing.T, name string, owner access.UserID) *tenants.Tenant {
	t.Helper()
	made, err := f.Create(t.Context(), request(name, owner))
	require.NoError(t, err)
	f.roster.hire(owner, made.ID, true)
	return made
}

func request(name string, owner access.UserID) tenants.NewTenant {
	return tenants.NewTenant{Profile: tenants.Profile{Name: name, ContactEmail: "hello@example.com"}, Owner: owner}
}

func (f *fixture) count(t *testing.T, query string, args ...any) int {
	t.Helper()
	var n int
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(), query, args...).Scan(&n))
	return n
}

func (f *fixture) schemas(t *testing.T) int {
	t.Helper()
	return f.count(t, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'restaurant%'")
}

func fields(t *testing.T, err error) map[string][]string {
	t.Helper()
	f := &fault.Error{}
	require.ErrorAs(t, err, &f)
	require.Equal(t, fault.Invalid, f.Kind)
	return f.Fields
}

func settings(text string) json.RawMessage { return json.RawMessage(text) }

func numbered(format string, n int) string { return fmt.Sprintf(format, n) }
