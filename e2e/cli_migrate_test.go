package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres/pgtest"
)

// newest is the version that the binary knows, read from what it prints.
func newest(t *testing.T, w *world) (version int) {
	t.Helper()
	r := w.cli(t, "migrate", "status")
	require.Zero(t, r.code, "%s", r.stderr)
	_, err := fmt.Sscanf(r.stdout, "shared schema: version %d of", &version)
	require.NoError(t, err, r.stdout)
	return version
}

func TestMigrateBringsAnEmptyDatabaseUp(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, pgtest.Empty(t).URL)
	refused(t, w.cli(t, "serve", "--listen", anyPort), "The database is at version 0 and this binary needs [0-9]+: run `tabletap migrate`.")
	require.Zero(t, newest(t, w))

	dry := w.cli(t, "migrate", "--dry-run")
	require.Zero(t, dry.code, "%s", dry.stderr)
	require.Regexp(t, `(?m)^shared schema: would apply \S+$`, dry.stdout)
	require.Zero(t, newest(t, w), "a dry run changes nothing")
	require.Zero(t, number(t, w.Env["DATABASE_URL"], "SELECT count(*)::int FROM pg_tables WHERE schemaname IN ('public', 'river')"))

	first := w.cli(t, "migrate")
	require.Zero(t, first.code, "%s", first.stderr)
	require.Regexp(t, `(?m)^shared schema: applied \S+$`, first.stdout)
	require.Positive(t, newest(t, w))
	again := w.cli(t, "migrate")
	require.Zero(t, again.code)
	require.Equal(t, "shared schema: nothing to do\nrestaurants: nothing to do\n", again.stdout)
	require.Empty(t, again.stderr)
	w.serve(t, nil).stop(t)
}

func TestMigrateRestaurants(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, schema := range []string{"first", "second", "third"} {
		requireMade(t, w.cli(t, "tenants", "create", "--schema", schema, "--name", schema, "--email", "x@example.com"))
	}
	set := func(statements string) { execute(t, w.Env["DATABASE_URL"], statements) }
	set(`DROP SCHEMA first CASCADE; CREATE SCHEMA first; DROP SCHEMA third CASCADE; CREATE SCHEMA third;
UPDATE public.tenants SET schema_version = 0`) // second has its tables: its migration fails

	require.Regexp(t, `(?m)^restaurants: 3, newest version [0-9]+\n  3 at version 0$`, w.cli(t, "migrate", "status").stdout)
	require.Regexp(t, `(?m)^restaurants: would migrate 3: first, second, third$`, w.cli(t, "migrate", "--dry-run").stdout)
	r := w.cli(t, "migrate", "--workers", "2")
	require.Equal(t, 1, r.code, "one failed")
	require.Regexp(t, `(?m)^restaurants: 2 of 3 migrated$`, r.stdout)
	require.Regexp(t, `(?m)^tabletap: second stays at version 0: .*already exists`, r.stderr)
	require.NotContains(t, r.stderr, "goroutine ")

	r = w.cli(t, "migrate", "--tenants")
	require.Equal(t, 1, r.code)
	require.Regexp(t, `(?m)^tabletap: .*restaurant second, the first in line; no other was touched`, r.stderr)

	set("DROP SCHEMA second CASCADE; CREATE SCHEMA second")
	r = w.cli(t, "migrate", "--tenant", "second")
	require.Zero(t, r.code, "%s", r.stderr)
	require.Equal(t, "restaurants: 1 of 1 migrated\n", r.stdout)
	require.Equal(t, "shared schema: nothing to do\n", w.cli(t, "migrate", "--shared").stdout)
	require.Zero(t, number(t, w.Env["DATABASE_URL"], "SELECT count(*)::int FROM public.tenants WHERE schema_version = 0"))
}

// A restaurant that is behind is answered 503 until it is brought up, and then at once. The others are served meanwhile.
func TestARestaurantThatIsBehind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	late, other := signUp(t, s, "late@example.com"), signUp(t, s, "other@example.com")
	s.stop(t)
	execute(t, w.Env["DATABASE_URL"], fmt.Sprintf(
		"DROP SCHEMA %[1]s CASCADE; CREATE SCHEMA %[1]s; UPDATE public.tenants SET schema_version = 0 WHERE schema_name = '%[1]s'", late.Schema,
	))
	s = w.serve(t, nil)
	require.Equal(t, http.StatusOK, s.as(t, other, http.MethodGet, "/api/staff/roles/", nil).Status)
	r := s.as(t, late, http.MethodGet, "/api/auth/profile/", nil)
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
	r = s.as(t, late, http.MethodGet, "/api/staff/roles/", nil)
	require.Equal(t, http.StatusServiceUnavailable, r.Status, "%s", r)
	require.Equal(t, "tenant_upgrading", r.object()["code"])
	require.NotEmpty(t, r.Header.Get("Retry-After"))
	require.Zero(t, w.cli(t, "migrate").code)
	r = s.as(t, late, http.MethodGet, "/api/staff/roles/", nil)
	require.NotEqual(t, http.StatusServiceUnavailable, r.Status, "served from the moment it is up: %s", r)
}

func TestADatabaseNewerThanTheBinary(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	execute(t, w.Env["DATABASE_URL"], "INSERT INTO public.schema_migrations (version, name, checksum) VALUES (9999, '9999_later.sql', 'x')")
	for _, command := range [][]string{{"serve", "--listen", anyPort}, {"worker"}, {"migrate"}, {"migrate", "--dry-run"}, {"tenants", "list"}} {
		t.Run(command[0], func(t *testing.T) {
			t.Parallel()
			refused(t, w.cli(t, command...), `The database is at version 9999 and this binary knows up to [0-9]+: run the newer release\.`)
		})
	}
}
