package subscriptions_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

// A restaurant that an operator opened before there were plans loses nothing by them.
func TestRestaurantsFromBeforeThePlans(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	all, err := postgres.SharedHistory()
	require.NoError(t, err)
	first := slices.IndexFunc(all, func(m postgres.Migration) bool { return strings.Contains(m.SQL, "CREATE TABLE public.plans") })
	migrate := func(h postgres.History) {
		_, err := postgres.NewMigratorOf(db.DB, h, nil, slog.New(slog.DiscardHandler)).Shared(t.Context())
		require.NoError(t, err)
	}
	migrate(all[:first])
	_, err = db.SharedQuery().Exec(t.Context(), `INSERT INTO public.tenants (schema_name, slug, name, subscription_status, trial_end_date, deleted_at)
VALUES ('a', 'a', 'A', 'active', $1, NULL), ('b', 'b', 'B', 'trial', $1, NULL), ('c', 'c', 'C', 'inactive', $1, NULL), ('d', 'd', 'D', 'active', $1, $1)`, now)
	require.NoError(t, err)
	migrate(all)

	rows, err := db.SharedQuery().Query(t.Context(), `SELECT t.slug, p.name, s.status
FROM public.subscriptions s JOIN public.plans p ON p.id = s.plan_id JOIN public.tenants t ON t.id = s.tenant_id`)
	require.NoError(t, err)
	defer rows.Close()
	var found []string
	for rows.Next() {
		var slug, plan, status string
		require.NoError(t, rows.Scan(&slug, &plan, &status))
		found = append(found, slug+" "+plan+" "+status)
	}
	require.NoError(t, rows.Err())
	require.Equal(t, []string{"a Enterprise active"}, found)
}
