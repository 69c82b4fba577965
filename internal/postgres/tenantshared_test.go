package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

// apart are the shared tables that hold rows of restaurants, each with a row: of restaurant $1, and told apart from other restaurants' by it
// where something has to be unique. Whoever makes such a table adds a row here.
var apart = map[string]string{
	"audit_log":     "INSERT INTO public.audit_log (occurred_at, tenant_id, actor_kind, action) VALUES (now(), $1, 'system', 'x')",
	"domains":       "INSERT INTO public.domains (domain, tenant_id) VALUES ($1::bigint || '.example', $1)",
	"webhook_inbox": "INSERT INTO public.webhook_inbox (source, external_id, event_type, payload, tenant_id, received_at) VALUES ('x', $1::bigint::text, 'x', '', $1, now())",
	"memberships": `WITH person AS (INSERT INTO public.users (username) VALUES (gen_random_uuid()::text) RETURNING id)
INSERT INTO public.memberships (user_id, tenant_id) SELECT id, $1 FROM person`,
	"oidc_requests": `INSERT INTO public.oidc_requests (id, tool_id, client_id, browser_hash, redirect_uri, scopes, state, nonce, code_challenge, prompt,
    tenant_hint, created_at, expires_at, tenant_id) VALUES ($1::bigint::text, 1, 'x', '', '', '{}', '', '', '', '{}', '', now(), current_timestamp, $1)`,
	"oidc_grants": `WITH person AS (INSERT INTO public.users (username) VALUES (gen_random_uuid()::text) RETURNING id)
INSERT INTO public.oidc_grants (tool_id, client_id, user_id, tenant_id, scopes, created_at, expires_at) SELECT 1, 'x', id, $1, '{}', now(), current_timestamp FROM person`,
	"subscriptions": `INSERT INTO public.subscriptions (tenant_id, plan_id, status, current_period_start, created_at, updated_at)
VALUES ($1, 1, 'active', now(), current_timestamp, now())`,
	"payments": `INSERT INTO public.payments (id, tenant_id, price_id, purpose, reference, amount, currency, email, created_at, updated_at)
VALUES ($1, $1, 1, 'checkout', $1::bigint::text, 1, 'GHS', 'x', now(), current_timestamp)`,
	"ledger_entries": `INSERT INTO public.ledger_entries (tenant_id, entry_key, kind, currency, amount, occurred_at, created_at)
VALUES ($1, $1::bigint::text, 'charge', 'GHS', 1, now(), current_timestamp)`,
	"refunds":              "INSERT INTO public.refunds (tenant_id, payment_id, amount, currency, created_at, updated_at) VALUES ($1, $1, 1, 'GHS', now(), current_timestamp)",
	"disputes":             "INSERT INTO public.disputes (id, tenant_id, payment_id, status, amount, currency, opened_at, updated_at) VALUES ($1, $1, $1, 'x', 1, 'GHS', now(), current_timestamp)",
	"subscription_notices": "INSERT INTO public.subscription_notices (tenant_id, kind, subject, created_at) VALUES ($1, 'x', now(), current_timestamp)",
	"billing_findings":     "INSERT INTO public.billing_findings (tenant_id, kind, reference, found_at) VALUES ($1, 'x', $1::bigint::text, now())",
	"events":               "INSERT INTO public.events (tenant_id, occurred_at, id, event_type, received_at) VALUES ($1, now(), $1, 'order', now())",
	"event_keys": `INSERT INTO public.event_keys (tenant_id, tool_id, event_key, occurred_at, event_id)
VALUES ($1, 1, '6f1c0a3e-0000-4000-8000-000000000000', now(), 1)`,
	"event_hours":        "INSERT INTO public.event_hours (tenant_id, hour, day, event_type, tool_id, events, amount) VALUES ($1, now(), current_timestamp, 'order', 0, 1, 0)",
	"event_days":         "INSERT INTO public.event_days (tenant_id, day, event_type, tool_id, events, amount) VALUES ($1, now(), 'order', 0, 1, 0)",
	"event_users":        "INSERT INTO public.event_users (tenant_id, day, hour, event_type, tool_id, user_id) VALUES ($1, now(), current_timestamp, 'order', 0, 1)",
	"migration_failures": "INSERT INTO public.migration_failures (tenant_id, version, error, failed_at) VALUES ($1, 1, 'x', now())",
	"visits":             "INSERT INTO public.visits (tenant_id, user_id, reason, started_at, expires_at) VALUES ($1, 1, 'x', now(), now() + interval '1 hour')",
	"metrics":            "INSERT INTO public.metrics (tenant_id, day, name, metric_type, value, updated_at) VALUES ($1, now(), 'orders', 'counter', 1, now())",
}

// order says which of the rows have to be there before others.
var order = []string{"payments"}

// protected says of each table of public with a tenant_id whether row security is on, and how many policies are for the tenants' role.
const protected = `SELECT c.relname, c.relispartition, c.relrowsecurity,
    (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'own_rows' AND p.polpermissive AND p.polcmd = '*'
        AND p.polroles = ARRAY['tabletap_tenant'::regrole::oid] AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f', 'm', 'v')
ORDER BY c.relname`

func TestEveryTableOfRestaurantsRowsKeepsThemApart(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	rows, err := db.Pool().Query(t.Context(), protected)
	require.NoError(t, err)
	var table string
	var partition, secured bool
	var policies, tables int
	_, err = pgx.ForEachRow(rows, []any{&table, &partition, &secured, &policies}, func() error {
		require.True(t, secured && policies == 1, "%s: SELECT public.keep_rows_apart('public.%s') in the migration that makes it", table, table)
		if !partition {
			tables++
			require.Contains(t, apart, table, "give it a row in this test")
		}
		return nil
	})
	require.NoError(t, err)
	require.Len(t, apart, tables)
}

func TestThePartitionOfAMonthKeepsRowsApart(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	months := postgres.Months{Table: "events", Column: "occurred_at", Columns: []string{"tenant_id", "occurred_at", "id", "event_type", "received_at"}}
	require.NoError(t, months.Make(t.Context(), db.DB, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)))
	var partitions int
	const covered = `SELECT count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_policy p ON p.polrelid = c.oid
WHERE i.inhparent = 'public.events'::regclass AND c.relrowsecurity AND p.polname = 'own_rows'`
	require.NoError(t, db.Pool().QueryRow(t.Context(), covered).Scan(&partitions))
	require.Equal(t, 2, partitions)
	a := pgtest.Tenant(t, db, "a")
	for _, partition := range []string{"public.events_default", "public.events_2026_03"} {
		_, err := db.Pool().Exec(t.Context(), "SELECT public.keep_rows_apart('"+partition+"')")
		require.NoError(t, err, "once more is no matter")
		_, err = db.TenantSharedQuery(a).Exec(t.Context(), "SELECT id FROM "+partition)
		require.ErrorContains(t, err, "permission denied")
	}
}

// fill gives each restaurant a row of everything.
func fill(t *testing.T, db *pgtest.Database, tenants ...*access.Tenant) {
	t.Helper()
	for _, tenant := range tenants {
		for _, table := range order {
			_, err := db.Pool().Exec(t.Context(), apart[table], int64(tenant.ID))
			require.NoError(t, err, table)
		}
		for table, insert := range apart {
			if table != order[0] {
				_, err := db.Pool().Exec(t.Context(), insert, int64(tenant.ID))
				require.NoError(t, err, table)
			}
		}
	}
}

// seen counts the rows of a table: all of them, and a restaurant's.
func seen(ctx context.Context, q postgres.Querier, table string, tenant *access.Tenant) (all, own int, err error) {
	query := "SELECT count(*), count(*) FILTER (WHERE tenant_id = $1) FROM " + pgx.Identifier{"public", table}.Sanitize()
	err = q.QueryRow(ctx, query, int64(tenant.ID)).Scan(&all, &own)
	return all, own, err
}

// Whatever the role is ever allowed to do, and whatever a query forgets, each restaurant sees its own row of every table, changes and deletes
// no other and adds none for another; and without saying which restaurant there is nothing.
func TestTheTenantRoleSeesOneRestaurant(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	a, b := pgtest.Tenant(t, db, "a"), pgtest.Tenant(t, db, "b")
	fill(t, db, a, b)
	_, err := db.Pool().Exec(t.Context(), "GRANT ALL ON ALL TABLES IN SCHEMA public TO tabletap_tenant")
	require.NoError(t, err)
	for table, insert := range apart {
		for _, q := range []postgres.Querier{db.TenantSharedQuery(a), db.TenantSharedQueryUnprepared(a)} {
			all, own, err := seen(t.Context(), q, table, a)
			require.NoError(t, err, table)
			require.Equal(t, []int{1, 1}, []int{all, own}, table)
		}
		_, err = db.TenantSharedQuery(a).Exec(t.Context(), insert, int64(b.ID))
		require.ErrorContains(t, err, "row-level security", table)
		requireUntouched(t, db, a, table)
	}
	requireNothingWithoutARestaurant(t, db)
}

func requireUntouched(t *testing.T, db *pgtest.Database, a *access.Tenant, table string) {
	t.Helper()
	name := pgx.Identifier{"public", table}.Sanitize()
	_, err := db.TenantSharedQuery(a).Exec(t.Context(), "UPDATE "+name+" SET tenant_id = tenant_id + 1")
	require.Error(t, err, "%s: nothing is given to another restaurant", table)
	undone := errors.New("undone")
	err = db.TenantShared(t.Context(), a, func(tx postgres.Tx) error {
		tag, err := tx.Exec(t.Context(), "DELETE FROM "+name)
		if code := postgres.Translate(err); err == nil {
			require.EqualValues(t, 1, tag.RowsAffected(), table)
		} else if !appendOnly(err) && !fault.Is(code, fault.Conflict) { // the other rows of its own refer to it
			return err
		}
		return undone
	})
	require.ErrorIs(t, err, undone, table)
}

// appendOnly reports the refusal of the tables that are only added to.
func appendOnly(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "42501"
}

func requireNothingWithoutARestaurant(t *testing.T, db *pgtest.Database) {
	t.Helper()
	conn, err := db.Pool().Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	for _, setting := range []string{"never set", "empty", "0"} { // once there, a setting is never gone from a session: it is empty
		tx, err := conn.Begin(t.Context())
		require.NoError(t, err)
		if setting != "never set" {
			_, err = tx.Exec(t.Context(), "SELECT set_config('tabletap.tenant_id', $1, true)", map[string]string{"empty": "", "0": "0"}[setting])
			require.NoError(t, err)
		}
		_, err = tx.Exec(t.Context(), "SET LOCAL ROLE tabletap_tenant")
		require.NoError(t, err)
		for table := range apart {
			all, _, err := seen(t.Context(), tx, table, &access.Tenant{})
			require.NoError(t, err, table)
			require.Zero(t, all, "%s, %s", table, setting)
		}
		require.NoError(t, tx.Rollback(t.Context()))
	}
}

// The role may read what the program reads as a restaurant, and nothing else: no people, no secrets, nothing of other schemas.
func TestWhatTheTenantRoleMay(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	a := pgtest.Tenant(t, db, "a")
	const granted = `SELECT c.relname || ' ' || g.privilege_type
FROM pg_class c, aclexplode(c.relacl) g
WHERE g.grantee = 'tabletap_tenant'::regrole ORDER BY 1`
	rows, err := db.Pool().Query(t.Context(), granted)
	require.NoError(t, err)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Equal(t, []string{
		"event_days SELECT", "event_hours SELECT", "event_users SELECT", "events SELECT", "ledger_entries SELECT",
		"metrics SELECT", "payments SELECT",
	}, names)
	for _, query := range []string{
		"SELECT id FROM public.users", "SELECT token_hash FROM public.sessions", "SELECT kid FROM public.signing_keys", "SELECT id FROM public.tool_secrets",
		"SELECT id FROM public.tenants", "SELECT scope FROM public.idempotency_keys", "SELECT id FROM public.webhook_inbox", "SELECT id FROM public.audit_log", "SELECT id FROM a.staff_members",
		"SELECT id FROM river.river_job", "DELETE FROM public.events", "CREATE TABLE public.x ()", "SET ROLE pg_monitor",
	} {
		_, err := db.TenantSharedQuery(a).Exec(t.Context(), query)
		require.ErrorContains(t, err, "permission denied", query)
	}
}

// A COPY is bound as statements are, and so are cursors, which live in the transaction.
func TestStreamsSeeOneRestaurant(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	a, b := pgtest.Tenant(t, db, "a"), pgtest.Tenant(t, db, "b")
	fill(t, db, a, b)
	for _, tenant := range []*access.Tenant{a, b} {
		var out bytes.Buffer
		var fetched int64
		err := db.TenantShared(t.Context(), tenant, func(tx postgres.Tx) error {
			if _, err := tx.Conn().PgConn().CopyTo(t.Context(), &out, "COPY (SELECT tenant_id FROM public.events) TO STDOUT"); err != nil {
				return err
			}
			if _, err := tx.Exec(t.Context(), "DECLARE all_of_them CURSOR FOR SELECT tenant_id FROM public.events"); err != nil {
				return err
			}
			return tx.QueryRow(t.Context(), "FETCH ALL FROM all_of_them").Scan(&fetched)
		})
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("%d\n", tenant.ID), out.String())
		require.Equal(t, int64(tenant.ID), fetched)
	}
}

func TestTheRowsDoorNeedsATenant(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	for _, tenant := range []*access.Tenant{nil, {}, {Schema: "a"}} {
		require.Error(t, db.TenantShared(t.Context(), tenant, func(postgres.Tx) error { return nil }))
		_, err := db.TenantSharedQuery(tenant).Exec(t.Context(), "SELECT 1")
		require.Error(t, err)
		_, err = db.TenantSharedQueryUnprepared(tenant).Exec(t.Context(), "SELECT 1")
		require.Error(t, err)
	}
}

// Few connections serve all restaurants and the platform in turn: a role, a restaurant or a plan that stays behind would show.
func TestNoRoleStaysBehindOnAConnection(t *testing.T) {
	t.Parallel()
	base := pgtest.New(t)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: base.URL, MaxConns: 2})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	const query = "SELECT (SELECT count(*) FROM public.events), current_user::text"
	requireSeen := func(q postgres.Querier, want int64, user string) {
		var count int64
		var who string
		if err := q.QueryRow(t.Context(), query).Scan(&count, &who); err != nil || count != want || (who == postgres.TenantRole) != (user == postgres.TenantRole) {
			t.Errorf("%d events as %s, %v", count, who, err)
		}
	}
	var group sync.WaitGroup
	for i := range 4 {
		tenant := pgtest.Tenant(t, base, fmt.Sprintf("t%d", i))
		for n := range i + 1 {
			_, err := base.Pool().Exec(t.Context(), "INSERT INTO public.events (tenant_id, occurred_at, id, event_type, received_at) VALUES ($1, now(), $2, 'order', now())", tenant.ID, n)
			require.NoError(t, err)
		}
		group.Go(func() {
			for range 50 {
				requireSeen(db.TenantSharedQuery(tenant), int64(i+1), postgres.TenantRole)
				requireSeen(db.TenantSharedQueryUnprepared(tenant), int64(i+1), postgres.TenantRole)
				if _, err := db.TenantSharedQuery(tenant).Exec(t.Context(), "SELECT 1/0"); err == nil {
					t.Error("no error")
				}
				if _, err := roleNames(t.Context(), db.TenantQuery(tenant)); err != nil {
					t.Error(err)
				}
				var all int64
				if err := db.SharedQuery().QueryRow(t.Context(), "SELECT count(*) FROM public.events WHERE tenant_id > 0").Scan(&all); err != nil || all < int64(i) {
					t.Errorf("the platform sees %d, %v", all, err)
				}
			}
		})
	}
	group.Wait()
}

// The same statement, prepared under one role, is planned for the other when that one runs it.
func TestAStatementOfBothDoors(t *testing.T) {
	t.Parallel()
	base := pgtest.New(t)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: base.URL, MaxConns: 1})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	a, b := pgtest.Tenant(t, base, "a"), pgtest.Tenant(t, base, "b")
	fill(t, base, a, b)
	for range 8 { // PostgreSQL keeps a plan after the fifth time
		for q, want := range map[postgres.Querier]int{db.TenantQuery(a): 2, db.TenantSharedQuery(a): 1, db.TenantSharedQuery(b): 1} {
			var count int
			require.NoError(t, q.QueryRow(t.Context(), "SELECT count(*) FROM public.events").Scan(&count))
			require.Equal(t, want, count)
		}
	}
}
