package staff_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

// A restaurant from before the default roles had keys gets them, whatever else it has.
func TestOldRestaurantsGetKeysForTheirRoles(t *testing.T) {
	t.Parallel()
	f := setup(t)
	history, err := postgres.TenantHistory()
	require.NoError(t, err)
	at := slices.IndexFunc(history, func(m postgres.Migration) bool { return strings.HasSuffix(m.Name, "_roles") })
	require.Positive(t, at)
	tenant := pgtest.TenantAt(t, f.db, "old", history[:at])
	f.exec(t, tenant, `INSERT INTO roles (name, permissions, is_owner, is_default) VALUES
		('Owner', '{"*": true}', true, true), ('Manager', '{}', false, true), ('Waiter', '{}', false, true), ('Écailler', '{}', false, false)`)
	migrator, err := postgres.NewMigrator(f.db.DB, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	report, err := migrator.Tenants(t.Context(), postgres.TenantRun{})
	require.NoError(t, err)
	require.Equal(t, 1, report.Migrated)

	require.Equal(t, 3, f.count(t, tenant, "SELECT count(*) FROM roles WHERE is_default AND default_key = lower(name)"))
	require.Equal(t, 1, f.count(t, tenant, "SELECT count(*) FROM roles WHERE default_key IS NULL"))
	kofi := f.person(t, "kofi")
	f.join(t, tenant, kofi, "org:member")
	role, _ := f.place(t, tenant, kofi)
	require.Equal(t, "Waiter", role)
	require.Equal(t, 4, f.count(t, tenant, "SELECT count(*) FROM roles"))
}
