package audit_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/audit"
)

// attempts are the ways to change what was written.
var attempts = []string{
	"UPDATE public.audit_log SET action = 'nothing'",
	"UPDATE public.audit_log SET action = 'nothing' WHERE false",
	"DELETE FROM public.audit_log",
	"TRUNCATE public.audit_log",
	"TRUNCATE public.users, public.audit_log CASCADE",
	`INSERT INTO public.audit_log (id, occurred_at, actor_kind, action) VALUES (1, now(), 'cli', 'x')
		ON CONFLICT (id) DO UPDATE SET action = excluded.action`,
	"MERGE INTO public.audit_log USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
	"WITH gone AS (DELETE FROM public.audit_log RETURNING id) SELECT count(id) FROM gone",
}

type executor interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// requireRefused wants each attempt refused for want of a right.
func requireRefused(t *testing.T, by executor, who string) {
	t.Helper()
	for _, attempt := range attempts {
		_, err := by.Exec(t.Context(), attempt)
		var refused *pgconn.PgError
		require.ErrorAs(t, err, &refused, "%s: %s", who, attempt)
		require.Equal(t, "42501", refused.Code, "%s: %s: %s", who, attempt, refused.Message)
	}
}

func TestNobodyChangesWhatWasWritten(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.record(as(t, "ama"), t, audit.Entry{Tenant: f.a.ID, Action: "tenant.updated"})

	program := f.db.Pool() // its own role, which owns the table
	var super, owns bool
	const who = `SELECT rolsuper, tableowner = current_user FROM pg_roles, pg_tables
WHERE rolname = current_user AND schemaname = 'public' AND tablename = 'audit_log'`
	require.NoError(t, program.QueryRow(t.Context(), who).Scan(&super, &owns))
	require.False(t, super)
	require.True(t, owns)
	requireRefused(t, program, "the program's role")
	_, err := program.Exec(t.Context(), "SELECT id FROM public.audit_log FOR UPDATE")
	require.ErrorContains(t, err, "permission denied")

	_, err = program.Exec(t.Context(), "GRANT UPDATE, DELETE, TRUNCATE ON public.audit_log TO CURRENT_USER")
	require.NoError(t, err)
	requireRefused(t, program, "the program's role, after it took the rights back")
	requireRefused(t, f.db.Superuser(t), "the superuser")

	_, err = program.Exec(t.Context(), "SET session_replication_role = replica")
	require.ErrorContains(t, err, "permission denied", "or it could pass by the trigger")
	require.Equal(t, []string{"tenant.updated"}, f.actions(t, "ama", "a", "/api/audit/"))
}

// What docs/operations.md tells operators to do works, for a superuser alone.
func TestOldEntriesAreRemovedAsTheManualSays(t *testing.T) {
	t.Parallel()
	f := setup(t)
	script := fromManual(t)
	f.clock.Advance(-10 * 365 * 24 * time.Hour)
	f.record(t.Context(), t, audit.Entry{Tenant: f.a.ID, Action: "old"})
	f.clock.Advance(20 * 365 * 24 * time.Hour)
	f.record(t.Context(), t, audit.Entry{Tenant: f.a.ID, Action: "new"})

	_, err := f.db.Pool().Exec(t.Context(), script)
	require.ErrorContains(t, err, "permission denied")
	require.Equal(t, []string{"new", "old"}, f.actions(t, "ama", "a", "/api/audit/"))

	operator := f.db.Superuser(t)
	_, err = operator.Exec(t.Context(), script)
	require.NoError(t, err)
	require.Equal(t, []string{"new"}, f.actions(t, "ama", "a", "/api/audit/"))
	requireRefused(t, operator, "the operator, afterwards")
}

// fromManual is the SQL in the manual's section on the log.
func fromManual(t *testing.T) string {
	t.Helper()
	manual, err := os.ReadFile("../../docs/operations.md")
	require.NoError(t, err)
	_, section, found := strings.Cut(string(manual), "## The audit log\n")
	require.True(t, found)
	_, script, found := strings.Cut(section, "```sql\n")
	require.True(t, found)
	script, _, _ = strings.Cut(script, "```")
	require.Contains(t, script, "DELETE FROM public.audit_log")
	return script
}
