package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func requireMade(t *testing.T, r result) {
	t.Helper()
	require.Zero(t, r.code, "%s", r.stderr)
	require.Regexp(t, `^Made restaurant [0-9]+, .*, in schema [a-z_0-9]+\.\n$`, r.stdout)
}

func TestTenants(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	create := []string{
		"tenants", "create", "--schema", "restaurant_abc", "--name", "ABC Restaurant", "--email", "admin@abc-restaurant.com", "--domain", "abc.tabletap.com",
	}
	requireMade(t, w.cli(t, create...))
	requireMade(t, w.cli(t, "tenants", "create", "--name", "Mamá's Küche 食堂", "--email", "x@example.com"))

	list := w.cli(t, "tenants", "list")
	require.Zero(t, list.code)
	require.Regexp(t, `^ID +SLUG +SCHEMA +VERSION +NAME\n1 +restaurant-abc +restaurant_abc +[0-9]+ +ABC Restaurant\n2 +mama-s-kuche +restaurant_mama_s_kuche +[0-9]+ +Mamá's Küche 食堂\n$`, list.stdout)
	for _, name := range []string{"restaurant-abc", "restaurant_abc", "1"} {
		show := w.cli(t, "tenants", "show", name)
		require.Zero(t, show.code)
		require.Regexp(t, `(?m)^schema +restaurant_abc$`, show.stdout)
		require.Regexp(t, `(?m)^email +admin@abc-restaurant.com$`, show.stdout)
		require.Regexp(t, `(?m)^domain +abc.tabletap.com$`, show.stdout)
		require.Regexp(t, `(?m)^subscription +trial$`, show.stdout)
	}
	refused(t, w.cli(t, "tenants", "show", "nobodys"), ".*not found.*")
	refused(t, w.cli(t, create...), "(schema_name|domain): .*")
	refused(t, w.cli(t, "tenants", "create", "--name", "X", "--email", "x@example.com", "--owner", "nobody@example.com"), ".*nobody@example.com.*")
	refused(t, w.cli(t, "tenants", "create", "--email", "nonsense"), "contact_email: .*", "name: .*")
	require.Equal(t, list, w.cli(t, "tenants", "list"), "what was refused made nothing")
}

func TestBadSchemaNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	t.Run("each", func(t *testing.T) {
		for _, name := range []string{
			"public", "information_schema", "pg_catalog", "pg_mine", "river", "Restaurant", "1abc", "a-b", "a b", "a.b", "küche", "",
			`x"; DROP SCHEMA public CASCADE; --`, "x'y", strings.Repeat("a", 64), "a\nb",
		} {
			if name == "" {
				continue // asks for one that is made of the name
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				refused(t, w.cli(t, "tenants", "create", "--schema", name, "--name", "X", "--email", "x@example.com"), "schema_name: .*")
			})
		}
	})
	require.Zero(t, number(t, w.Env["DATABASE_URL"], "SELECT count(*)::int FROM public.tenants"))
}
