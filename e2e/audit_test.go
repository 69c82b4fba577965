package e2e

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres/embedded"
)

// An owner reads who changed what, page by page and as a file.
func TestAnOwnerReadsTheAuditLog(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t, nil)
	owner := signUp(t, s, "ama@example.com")
	path := fmt.Sprintf("/api/tenants/%d/", owner.TenantID)
	changed := s.do(t, call{
		Method: http.MethodPatch, URL: path, Token: owner.token, Body: map[string]any{"name": "Ama's Kitchen"},
		Header: map[string]string{"User-Agent": "e2e/1", "X-Request-ID": "change-1"},
	})
	require.Equal(t, http.StatusOK, changed.Status, "%s", changed)

	type line struct {
		ID      int64          `json:"id"`
		Action  string         `json:"action"`
		Actor   map[string]any `json:"actor"`
		Target  map[string]any `json:"target"`
		Changes map[string]any `json:"changes"`
		Request string         `json:"request_id"`
		IP      string         `json:"ip_address"`
		Agent   string         `json:"user_agent"`
	}
	lines := results[line](t, s.as(t, owner, http.MethodGet, "/api/audit/", nil))
	require.Equal(t, "tenant.updated", lines[0].Action)
	require.Equal(t, "user", lines[0].Actor["kind"])
	require.Equal(t, "ama Serwaa", lines[0].Actor["name"])
	require.Equal(t, "ama@example.com", lines[0].Actor["email"])
	require.Equal(t, "tenant", lines[0].Target["type"])
	require.Equal(t, map[string]any{"before": "ama Serwaa's Restaurant", "after": "Ama's Kitchen"}, lines[0].Changes["name"])
	require.Equal(t, []string{"change-1", "127.0.0.1", "e2e/1"}, []string{lines[0].Request, lines[0].IP, lines[0].Agent})
	require.Equal(t, "tenant.created", lines[len(lines)-1].Action)

	file := s.as(t, owner, http.MethodGet, "/api/audit/export/?action=tenant.updated", nil)
	require.Equal(t, http.StatusOK, file.Status)
	rows, err := csv.NewReader(strings.NewReader(string(file.Body))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 2)
}

// requireAppendOnly tries what the role that the program uses must not be able to do.
func requireAppendOnly(t *testing.T, url string) {
	t.Helper()
	conn := connect(t, url)
	for _, attempt := range []string{
		"UPDATE public.audit_log SET action = 'x'", "DELETE FROM public.audit_log", "TRUNCATE public.audit_log",
		"SET session_replication_role = replica",
	} {
		_, err := conn.Exec(t.Context(), attempt)
		require.ErrorContains(t, err, "42501", attempt)
	}
	require.NoError(t, conn.Close(t.Context()))
}

// The PostgreSQL that the program runs itself gives it no more rights than one in production. A data folder of the time when it did is
// taken over with all that is in it.
func TestTheServerOfOurOwnMakesNoSuperuserOfTheProgram(t *testing.T) {
	t.Parallel()
	first := startDev(t)
	requireAppendOnly(t, first.DatabaseURL)
	require.NotContains(t, contents(first.DataDir+"/dev.log"), "superuser, who can change")
	restaurants := number(t, first.DatabaseURL, "SELECT count(*) FROM public.tenants")
	first.stop(t)
	asBefore(t, first.DataDir)

	second := startDev(t, "--data-dir", first.DataDir)
	requireAppendOnly(t, second.DatabaseURL)
	require.Equal(t, restaurants, number(t, second.DatabaseURL, "SELECT count(*) FROM public.tenants"))
	owner := signUp(t, &server{URL: second.URL, Clerk: second.Clerk}, "esi@example.com")
	require.NotEmpty(t, owner.Schema)
	second.stop(t)
}

// asBefore gives everything in dev's data folder back to the superuser, as an earlier version made it.
func asBefore(t *testing.T, dataDir string) {
	t.Helper()
	database, err := embedded.Start(t.Context(), embedded.Config{DataDir: dataDir + "/postgres"})
	require.NoError(t, err)
	defer func() { require.NoError(t, database.Stop(context.WithoutCancel(t.Context()))) }()
	execute(t, database.SuperuserURL("tabletap"), `REASSIGN OWNED BY console TO tabletap; ALTER DATABASE tabletap OWNER TO tabletap;
DROP OWNED BY console; DROP ROLE console`)
	_, err = pgx.Connect(t.Context(), database.URL("tabletap"))
	require.Error(t, err)
}

// An operator who gives the program a superuser's rights is told.
func TestASuperusersRoleIsWarnedOf(t *testing.T) {
	t.Parallel()
	database, err := embedded.Start(t.Context(), embedded.Config{DataDir: scratch(t) + "/postgres", Disposable: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, database.Stop(context.WithoutCancel(t.Context()))) })
	require.NoError(t, database.EnsureDatabase(t.Context(), "tabletap"))
	w := newWorldOn(t, database.SuperuserURL("tabletap"))
	require.Zero(t, w.cli(t, "migrate").code)
	require.Contains(t, w.serve(t, nil).errors(), "the database role is a superuser, who can change even the audit log")
}
