package pgtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
)

// User adds a person.
func User(tb testing.TB, db *Database, email string) access.UserID {
	tb.Helper()
	var id access.UserID
	err := db.SharedQuery().QueryRow(tb.Context(),
		"INSERT INTO public.users (username, email, clerk_user_id, is_verified) VALUES ($1, $1, $2, true) RETURNING id",
		email, "user_"+email).Scan(&id)
	require.NoError(tb, err)
	return id
}

// Tenant adds a restaurant on trial with its schema at the newest version and nothing in it.
func Tenant(tb testing.TB, db *Database, schema string) *access.Tenant {
	tb.Helper()
	history, err := postgres.TenantHistory()
	require.NoError(tb, err)
	return TenantAt(tb, db, schema, history)
}

// TenantAt is Tenant with the schema at the end of another history.
func TenantAt(tb testing.TB, db *Database, schema string, history postgres.History) *access.Tenant {
	tb.Helper()
	tenant := &access.Tenant{
		Schema: schema, Slug: schema, Name: "Restaurant " + schema, Active: true, SubscriptionStatus: "trial",
		TrialEnd: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), SchemaVersion: history.Newest(),
		Timezone: "Africa/Accra",
	}
	err := db.Shared(tb.Context(), func(tx postgres.Tx) error {
		const insert = `INSERT INTO public.tenants (schema_name, slug, name, trial_end_date, schema_version, timezone)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`
		err := tx.QueryRow(tb.Context(), insert, schema, schema, tenant.Name, tenant.TrialEnd, tenant.SchemaVersion, tenant.Timezone).Scan(&tenant.ID)
		if err != nil {
			return err
		}
		return postgres.CreateSchema(tb.Context(), tx, schema, history, func() error { return nil })
	})
	require.NoError(tb, err)
	return tenant
}
