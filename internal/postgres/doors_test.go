package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

const insertRole = "INSERT INTO roles (name) VALUES ($1) RETURNING id"

func addRole(t *testing.T, db *pgtest.Database, tenant *access.Tenant, name string) int64 {
	t.Helper()
	var id int64
	require.NoError(t, db.TenantQuery(tenant).QueryRow(t.Context(), insertRole, name).Scan(&id))
	return id
}

func roleNames(ctx context.Context, q postgres.Querier) ([]string, error) {
	rows, err := q.Query(ctx, "SELECT name FROM roles ORDER BY id")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func TestAQueryThatForgotItsDoorFails(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	pgtest.Tenant(t, db, "a")
	_, err := roleNames(t.Context(), db.SharedQuery())
	require.ErrorContains(t, err, `relation "roles" does not exist`)
	err = db.Shared(t.Context(), func(tx postgres.Tx) error {
		_, err := roleNames(t.Context(), tx)
		return err
	})
	require.ErrorContains(t, err, `relation "roles" does not exist`)
}

func TestTheTenantDoorNeedsATenant(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	for _, tenant := range []*access.Tenant{nil, {}} {
		require.Error(t, db.Tenant(t.Context(), tenant, func(postgres.Tx) error { return nil }))
		_, err := db.TenantQuery(tenant).Exec(t.Context(), "SELECT 1")
		require.Error(t, err)
	}
}

func TestTenantsSeeOnlyTheirOwnRows(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	a, b := pgtest.Tenant(t, db, "a"), pgtest.Tenant(t, db, "b")
	require.Equal(t, addRole(t, db, a, "chef of a"), addRole(t, db, b, "chef of b"), "the ids are the same on purpose")
	for tenant, want := range map[*access.Tenant]string{a: "chef of a", b: "chef of b"} {
		names, err := roleNames(t.Context(), db.TenantQuery(tenant))
		require.NoError(t, err)
		require.Equal(t, []string{want}, names)
		err = db.Tenant(t.Context(), tenant, func(tx postgres.Tx) error {
			names, err := roleNames(t.Context(), tx)
			require.Equal(t, []string{want}, names)
			return err
		})
		require.NoError(t, err)
	}
}

func TestOnlyTheAsyncDoorDoesNotWaitForTheDisk(t *testing.T) {
	t.Parallel()
	base := pgtest.New(t)
	// The tests' server is told not to wait at all.
	db, err := postgres.Open(t.Context(), postgres.Config{URL: base.URL + "&synchronous_commit=on", MaxConns: 1})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	tenant := pgtest.Tenant(t, base, "a")
	for range 2 { // the second time around everything is prepared
		for want, q := range map[string]postgres.Querier{"off": db.TenantQueryAsync(tenant), "on": db.TenantQuery(tenant)} {
			var got, schema string
			err := q.QueryRow(t.Context(), "SELECT current_setting('synchronous_commit'), current_schema()").Scan(&got, &schema)
			require.NoError(t, err)
			require.Equal(t, []string{want, tenant.Schema}, []string{got, schema})
		}
		var got string
		require.NoError(t, db.SharedQuery().QueryRow(t.Context(), "SHOW synchronous_commit").Scan(&got))
		require.Equal(t, "on", got)
	}
}

// One connection serves all tenants in turn and at once asks for more than there are connections: whatever stays behind on a
// connection would show.
func TestNothingStaysBehindOnAConnection(t *testing.T) {
	t.Parallel()
	base := pgtest.New(t)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: base.URL, MaxConns: 2})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	var group sync.WaitGroup
	for i := range 4 {
		tenant := pgtest.Tenant(t, base, fmt.Sprintf("t%d", i))
		addRole(t, base, tenant, tenant.Schema)
		group.Go(func() {
			for range 100 {
				names, err := roleNames(t.Context(), db.TenantQuery(tenant))
				if err != nil || len(names) != 1 || names[0] != tenant.Schema {
					t.Errorf("tenant %s read %v, %v", tenant.Schema, names, err)
				}
				err = db.Tenant(t.Context(), tenant, func(tx postgres.Tx) error {
					names, err := roleNames(t.Context(), tx)
					if err == nil && names[0] != tenant.Schema {
						t.Errorf("tenant %s read %v", tenant.Schema, names)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
				if _, err := roleNames(t.Context(), db.SharedQuery()); err == nil {
					t.Error("a search_path outlived its transaction")
				}
			}
		})
	}
	group.Wait()
}

func TestFailureRollsBack(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	a := pgtest.Tenant(t, db, "a")
	boom := errors.New("boom")
	err := db.Tenant(t.Context(), a, func(tx postgres.Tx) error {
		_, err := tx.Exec(t.Context(), insertRole, "never")
		require.NoError(t, err)
		return boom
	})
	require.ErrorIs(t, err, boom)
	require.Panics(t, func() {
		_ = db.Tenant(t.Context(), a, func(tx postgres.Tx) error {
			_, _ = tx.Exec(t.Context(), insertRole, "never")
			panic("boom")
		})
	})
	names, err := roleNames(t.Context(), db.TenantQuery(a))
	require.NoError(t, err)
	require.Empty(t, names)
}

func TestASingleStatementIsItsOwnTransaction(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	a := pgtest.Tenant(t, db, "a")
	q := db.TenantQuery(a)
	addRole(t, db, a, "chef")
	var id int64
	err := q.QueryRow(t.Context(), insertRole, "chef").Scan(&id)
	require.True(t, fault.Is(err, fault.Conflict), "%v", err)
	require.Equal(t, "roles_name_key", postgres.Violated(err))
	_, err = q.Exec(t.Context(), "SELECT syntax error")
	require.Error(t, err)
	tag, err := q.Exec(t.Context(), "UPDATE roles SET description = $1", "cooks")
	require.NoError(t, err)
	require.EqualValues(t, 1, tag.RowsAffected())
	require.Equal(t, fault.Internal, fault.KindOf(q.QueryRow(t.Context(), insertRole+" LIMIT", "x").Scan(&id)))
	require.True(t, fault.Is(q.QueryRow(t.Context(), "SELECT id FROM roles WHERE id = $1", int64(999)).Scan(&id), fault.NotFound))
	require.EqualValues(t, 0, db.Pool().Stat().AcquiredConns(), "every connection went back")
}

func TestRowsLeftUnreadGiveTheConnectionBack(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	a := pgtest.Tenant(t, db, "a")
	rows, err := db.TenantQuery(a).Query(t.Context(), "SELECT generate_series(1, 10000)")
	require.NoError(t, err)
	require.True(t, rows.Next())
	rows.Close()
	require.NoError(t, rows.Err())
	require.EqualValues(t, 0, db.Pool().Stat().AcquiredConns())
}

func TestACallerWhoLeavesIsNotAnOutage(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	a := pgtest.Tenant(t, db, "a")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := db.Tenant(ctx, a, func(postgres.Tx) error { return nil })
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, fault.Is(err, fault.Unavailable))
}

func TestSchemaNamesAreQuoted(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	hostile := &access.Tenant{Schema: `x", public; DROP TABLE public.users; --`}
	_, err := roleNames(t.Context(), db.TenantQuery(hostile))
	require.ErrorContains(t, err, `relation "roles" does not exist`)
	_, err = db.SharedQuery().Exec(t.Context(), "SELECT id FROM public.users")
	require.NoError(t, err)
}

func TestAStatementOutlivesAChangeOfItsTable(t *testing.T) {
	t.Parallel()
	base := pgtest.New(t)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: base.URL, MaxConns: 1})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	a := pgtest.Tenant(t, base, "a")
	read := func() (text string) {
		require.NoError(t, db.TenantQuery(a).QueryRow(t.Context(), "SELECT name FROM dishes").Scan(&text))
		return text
	}
	_, err = db.TenantQuery(a).Exec(t.Context(), "CREATE TABLE dishes (name varchar(20))")
	require.NoError(t, err)
	_, err = db.TenantQuery(a).Exec(t.Context(), "INSERT INTO dishes (name) VALUES ('jollof')")
	require.NoError(t, err)
	require.Equal(t, "jollof", read())
	_, err = base.TenantQuery(a).Exec(t.Context(), "ALTER TABLE dishes ALTER COLUMN name TYPE text")
	require.NoError(t, err)
	require.Equal(t, "jollof", read(), "the plan that was made for the old column is made anew")
	_, err = db.Pool().Exec(t.Context(), "DEALLOCATE ALL")
	require.NoError(t, err)
	require.Equal(t, "jollof", read(), "and so is one that the server has lost, as behind a pooler")
}
