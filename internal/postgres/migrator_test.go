package postgres_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

var quiet = slog.New(slog.DiscardHandler)

func history(t *testing.T, statements ...string) postgres.History {
	t.Helper()
	files := fstest.MapFS{}
	for i, sql := range statements {
		files[fmt.Sprintf("%04d_step.sql", i+1)] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + sql + "\n-- +goose Down\nnever run;")}
	}
	h, err := postgres.ReadHistory(files)
	require.NoError(t, err)
	return h
}

func tenantHistory(t *testing.T, more ...string) postgres.History {
	t.Helper()
	return history(t, append([]string{"CREATE TABLE dishes (id bigint PRIMARY KEY);"}, more...)...)
}

func TestSharedHistoryFromEmptyToNewest(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	m, err := postgres.NewMigrator(db.DB, quiet)
	require.NoError(t, err)
	steps := 0
	applied, err := m.Shared(t.Context(), func(context.Context) error { steps++; return nil })
	require.NoError(t, err)
	require.NotEmpty(t, applied)
	again, err := m.Shared(t.Context())
	require.NoError(t, err)
	require.Empty(t, again, "a second run has nothing to do")
	require.Equal(t, 1, steps)
	status, err := m.Status(t.Context())
	require.NoError(t, err)
	require.Equal(t, status.SharedNewest, status.SharedVersion)
}

func TestStatusOfAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	m, err := postgres.NewMigrator(pgtest.Empty(t).DB, quiet)
	require.NoError(t, err)
	status, err := m.Status(t.Context())
	require.NoError(t, err)
	require.Zero(t, status.SharedVersion)
	require.NotZero(t, status.SharedNewest)
}

func TestADatabaseNewerThanTheBinaryIsLeftAlone(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	newer := postgres.NewMigratorOf(db.DB, history(t, "CREATE TABLE public.a ();", "CREATE TABLE public.b ();"), nil, quiet)
	_, err := newer.Shared(t.Context())
	require.NoError(t, err)
	older := postgres.NewMigratorOf(db.DB, history(t, "CREATE TABLE public.a ();"), nil, quiet)
	_, err = older.Shared(t.Context())
	require.Equal(t, "database_newer", fault.CodeOf(err))
}

func TestABrokenMigrationChangesNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	m := postgres.NewMigratorOf(db.DB, history(t, "CREATE TABLE public.a ();", "CREATE TABLE public.b (); SELECT 1/0;"), nil, quiet)
	_, err := m.Shared(t.Context())
	require.ErrorContains(t, err, "0002_step")
	var tables int
	require.NoError(t, db.SharedQuery().QueryRow(t.Context(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename IN ('a', 'b')").Scan(&tables))
	require.Equal(t, 1, tables, "the first stays, the second left nothing")
}

func TestTwoMigratorsAtOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	h := history(t, "CREATE TABLE public.a ();", "CREATE TABLE public.b ();")
	failures := make(chan error, 4)
	for range cap(failures) {
		go func() {
			_, err := postgres.NewMigratorOf(db.DB, h, nil, quiet).Shared(t.Context())
			failures <- err
		}()
	}
	for range cap(failures) {
		require.NoError(t, <-failures)
	}
}

func TestTenantsAtDifferentVersionsAreBroughtUp(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	one := tenantHistory(t)
	two := tenantHistory(t, "ALTER TABLE dishes ADD COLUMN name text;")
	three := tenantHistory(t, "ALTER TABLE dishes ADD COLUMN name text;", "CREATE INDEX dishes_name_idx ON dishes (name);")
	old, newer, newest := pgtest.TenantAt(t, db, "old", one), pgtest.TenantAt(t, db, "newer", two), pgtest.TenantAt(t, db, "newest", three)
	m := postgres.NewMigratorOf(db.DB, nil, three, quiet)

	dry, err := m.Tenants(t.Context(), postgres.TenantRun{DryRun: true})
	require.NoError(t, err)
	require.Equal(t, []string{"old", "newer"}, dry.Behind)

	report, err := m.Tenants(t.Context(), postgres.TenantRun{})
	require.NoError(t, err)
	require.Equal(t, 2, report.Migrated)
	require.Empty(t, report.Failures)
	for _, tenant := range []*access.Tenant{old, newer, newest} {
		_, err := db.TenantQuery(tenant).Exec(t.Context(), "INSERT INTO dishes (id, name) VALUES (1, 'jollof')")
		require.NoError(t, err)
	}
	status, err := m.Status(t.Context())
	require.NoError(t, err)
	require.Empty(t, status.Behind)
}

func TestOneTenantThatFailsStopsNobodyElse(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	one := tenantHistory(t)
	for i := range 6 {
		pgtest.TenantAt(t, db, fmt.Sprintf("t%d", i), one)
	}
	_, err := db.SharedQuery().Exec(t.Context(), "INSERT INTO t3.dishes (id) VALUES (-1)")
	require.NoError(t, err)
	m := postgres.NewMigratorOf(db.DB, nil, tenantHistory(t, "ALTER TABLE dishes ADD CONSTRAINT dishes_id_check CHECK (id > 0);"), quiet)

	report, err := m.Tenants(t.Context(), postgres.TenantRun{Workers: 2})
	require.NoError(t, err)
	require.Equal(t, 5, report.Migrated)
	require.Len(t, report.Failures, 1)
	require.Equal(t, "t3", report.Failures[0].Schema)

	_, err = db.SharedQuery().Exec(t.Context(), "DELETE FROM t3.dishes")
	require.NoError(t, err)
	report, err = m.Tenants(t.Context(), postgres.TenantRun{})
	require.NoError(t, err)
	require.Equal(t, []string{"t3"}, report.Behind, "a rerun takes up what was left")
	require.Equal(t, 1, report.Migrated)
}

func TestTheCanaryProtectsTheOthers(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	for i := range 3 {
		pgtest.TenantAt(t, db, fmt.Sprintf("t%d", i), tenantHistory(t))
	}
	m := postgres.NewMigratorOf(db.DB, nil, tenantHistory(t, "SELECT 1/0;"), quiet)
	report, err := m.Tenants(t.Context(), postgres.TenantRun{})
	require.ErrorContains(t, err, "t0")
	require.Zero(t, report.Migrated)
	require.Len(t, report.Failures, 1)
}

func TestOneTenantAlone(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	pgtest.TenantAt(t, db, "a", tenantHistory(t))
	pgtest.TenantAt(t, db, "b", tenantHistory(t))
	m := postgres.NewMigratorOf(db.DB, nil, tenantHistory(t, "CREATE TABLE x ();"), quiet)
	report, err := m.Tenants(t.Context(), postgres.TenantRun{Only: "b"})
	require.NoError(t, err)
	require.Equal(t, []string{"b"}, report.Behind)
	_, err = m.Tenants(t.Context(), postgres.TenantRun{Only: "nobody"})
	require.True(t, fault.Is(err, fault.NotFound))
}

func TestHistoriesThatAreRefused(t *testing.T) {
	t.Parallel()
	up := []byte("-- +goose Up\nSELECT 1;")
	for name, files := range map[string]fstest.MapFS{
		"a gap":         {"0001_a.sql": {Data: up}, "0003_c.sql": {Data: up}},
		"a double":      {"0001_a.sql": {Data: up}, "0001_b.sql": {Data: up}},
		"a bad name":    {"first.sql": {Data: up}},
		"no Up":         {"0001_a.sql": {Data: []byte("SELECT 1;")}},
		"an empty Up":   {"0001_a.sql": {Data: []byte("-- +goose Up\n-- +goose Down\nSELECT 1;")}},
		"not in one tx": {"0001_a.sql": {Data: append([]byte("-- +goose NO TRANSACTION\n"), up...)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := postgres.ReadHistory(files)
			require.Error(t, err)
		})
	}
}
