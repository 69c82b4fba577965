package operators_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

const migrationsPath = "/api/admin/migrations/"

// behindBy adds restaurants that lack the newest migration.
func (f *fixture) behindBy(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		pgtest.TenantAt(t, f.db, name, f.history[:len(f.history)-1])
	}
}

func (f *fixture) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	_, err := f.db.SharedQuery().Exec(t.Context(), sql, args...)
	require.NoError(t, err)
}

func TestOperatorsBringRestaurantsUp(t *testing.T) {
	t.Parallel()
	f := setup(t)
	newest := float64(f.history.Newest())
	m := f.ask(t, "ops", http.MethodGet, migrationsPath, "", http.StatusOK)
	require.Equal(t, []any{map[string]any{"version": newest, "restaurants": 2.0}}, m["versions"])
	require.Nil(t, m["run"])
	f.behindBy(t, "a", "b", "c")
	f.exec(t, "DROP SCHEMA b CASCADE")

	f.RegisterJobs(f.queue)
	run := f.ask(t, "ops", http.MethodPost, migrationsPath+"run/", "", http.StatusAccepted)
	require.Equal(t, "running", run["state"])
	require.InEpsilon(t, 3, run["total"], 0)
	require.Equal(t, "migration_running", f.ask(t, "ops", http.MethodPost, migrationsPath+"run/", "", http.StatusConflict)["code"])
	require.NoError(t, f.queue.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, f.queue.Stop(context.WithoutCancel(t.Context()))) })
	require.Eventually(t, func() bool {
		m = f.ask(t, "other", http.MethodGet, migrationsPath, "", http.StatusOK)
		return m["run"].(map[string]any)["state"] != "running"
	}, 10*time.Second, 20*time.Millisecond)
	run = m["run"].(map[string]any)
	require.Equal(t, "done", run["state"])
	require.Equal(t, []any{2.0, 3.0, 1.0}, []any{run["done"], run["total"], run["failed"]})
	require.NotNil(t, run["finished_at"])
	require.Equal(t, []any{map[string]any{"version": newest - 1, "restaurants": 1.0}, map[string]any{"version": newest, "restaurants": 4.0}}, m["versions"])
	require.InEpsilon(t, 1, m["behind"], 0)
	failed := m["failed"].([]any)
	require.Len(t, failed, 1)
	stuck := failed[0].(map[string]any)
	require.Equal(t, "b", stuck["schema_name"])
	require.InEpsilon(t, newest-1, stuck["version"], 0)
	require.NotEmpty(t, stuck["error"])
}

// What a command does is seen as well, and what it mends is gone.
func TestARunOfACommandIsSeen(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.behindBy(t, "a", "b")
	f.exec(t, "ALTER SCHEMA a RENAME TO elsewhere")
	_, err := f.Migrator.Tenants(t.Context(), postgres.TenantRun{})
	require.Error(t, err, "the first in line")
	m, err := f.Migrations(t.Context())
	require.NoError(t, err)
	require.Equal(t, "failed", m.Run.State)
	require.Contains(t, m.Run.Error, "restaurant a")
	require.Len(t, m.Failed, 1)
	require.Equal(t, 1, m.Failures)
	require.Equal(t, "a", m.Failed[0].Schema)

	f.exec(t, "ALTER SCHEMA elsewhere RENAME TO a")
	_, err = f.Migrator.Tenants(t.Context(), postgres.TenantRun{})
	require.NoError(t, err)
	m, err = f.Migrations(t.Context())
	require.NoError(t, err)
	require.Equal(t, "done", m.Run.State)
	require.Equal(t, []int{2, 2, 0}, []int{m.Run.Done, m.Run.Total, m.Run.Failed})
	require.Empty(t, m.Failed)
}

func TestARunThatDiedIsInNobodysWay(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, err := f.StartRun(t.Context())
	require.NoError(t, err)
	_, err = f.StartRun(t.Context())
	require.Equal(t, "migration_running", fault.CodeOf(err))
	f.exec(t, "UPDATE public.migration_runs SET updated_at = now() - interval '61 seconds'")
	m, err := f.Migrations(t.Context())
	require.NoError(t, err)
	require.Equal(t, "failed", m.Run.State, "it fell silent")
	run, err := f.StartRun(t.Context())
	require.NoError(t, err)
	require.Greater(t, run.ID, m.Run.ID)
	f.exec(t, "UPDATE public.migration_runs SET updated_at = now() - interval '59 seconds'")
	_, err = f.StartRun(t.Context())
	require.Equal(t, "migration_running", fault.CodeOf(err))

	// A command waits for a run that is under way, and does what is left; the run's row stays the run's.
	f.behindBy(t, "a")
	report, err := f.Migrator.Tenants(t.Context(), postgres.TenantRun{})
	require.NoError(t, err)
	require.Equal(t, 1, report.Migrated)
	require.NoError(t, f.Migrate(t.Context(), run.ID))
	m, err = f.Migrations(t.Context())
	require.NoError(t, err)
	require.Equal(t, "done", m.Run.State)
	require.Zero(t, m.Run.Total)
}
