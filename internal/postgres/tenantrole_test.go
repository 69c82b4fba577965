package postgres_test

import (
	"context"
	"net/url"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
	"github.com/tabletap/console/internal/testservers"
)

// bareServer is one on which nobody has made a role yet, as a hosted one is.
type bareServer struct{ superuser string }

func newBareServer(t *testing.T) bareServer {
	t.Helper()
	address, stop, err := testservers.StartPostgres(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, stop()) })
	return bareServer{address}
}

func (s bareServer) execute(t *testing.T, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.superuser)
	require.NoError(t, err)
	defer conn.Close(context.WithoutCancel(t.Context()))
	for _, sql := range statements {
		_, err := conn.Exec(t.Context(), sql)
		require.NoError(t, err, sql)
	}
}

// open connects to a database as a role.
func (s bareServer) open(t *testing.T, role, database string) *postgres.DB {
	t.Helper()
	address, err := url.Parse(s.superuser)
	require.NoError(t, err)
	address.User, address.Path = url.UserPassword(role, "secret"), "/"+database
	db, err := postgres.Open(t.Context(), postgres.Config{URL: address.String()})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	return db
}

func bringUp(t *testing.T, db *postgres.DB) error {
	t.Helper()
	m, err := postgres.NewMigrator(db, quiet)
	require.NoError(t, err)
	_, err = m.Shared(t.Context())
	return err
}

// A role that only owns its database, as many hosted ones do, is told what to have run, and goes on after it.
func TestARoleThatMayNotMakeRolesIsToldWhatToRun(t *testing.T) {
	t.Parallel()
	server := newBareServer(t)
	server.execute(t, `CREATE ROLE "the owner" LOGIN PASSWORD 'secret'`, `CREATE DATABASE app OWNER "the owner"`)
	db := server.open(t, "the owner", "app")
	const missing = `CREATE ROLE tabletap_tenant NOLOGIN; GRANT tabletap_tenant TO "the owner";`
	require.ErrorContains(t, bringUp(t, db), missing)
	require.Equal(t, "database_role", fault.CodeOf(db.CheckTenantRole(t.Context())))

	server.execute(t, "CREATE ROLE tabletap_tenant NOLOGIN")
	const notGranted = `GRANT tabletap_tenant TO "the owner";`
	require.ErrorContains(t, bringUp(t, db), notGranted)
	require.Equal(t, "database_role", fault.CodeOf(db.CheckTenantRole(t.Context())))

	server.execute(t, notGranted, "ALTER ROLE tabletap_tenant BYPASSRLS")
	require.ErrorContains(t, bringUp(t, db), "ALTER ROLE tabletap_tenant NOSUPERUSER NOBYPASSRLS;")
	require.ErrorContains(t, db.CheckTenantRole(t.Context()), "ALTER ROLE tabletap_tenant NOSUPERUSER NOBYPASSRLS;")

	server.execute(t, "ALTER ROLE tabletap_tenant NOSUPERUSER NOBYPASSRLS")
	require.NoError(t, bringUp(t, db))
	require.NoError(t, db.CheckTenantRole(t.Context()))
}

// Where roles may be made, databases of one server are brought up at the same time, and each can use the role in the end.
func TestSeveralDatabasesOfAServerAreBroughtUpAtOnce(t *testing.T) {
	t.Parallel()
	server := newBareServer(t)
	names := []string{"one", "two", "three", "four"}
	server.execute(t, "CREATE ROLE shared LOGIN CREATEROLE PASSWORD 'secret'")
	for _, name := range names {
		server.execute(t, "CREATE DATABASE "+name+" OWNER shared")
	}
	var all sync.WaitGroup
	errs := make([]error, len(names))
	dbs := make([]*postgres.DB, len(names))
	for i, name := range names {
		dbs[i] = server.open(t, "shared", name)
	}
	for i := range names {
		all.Go(func() { errs[i] = bringUp(t, dbs[i]) })
	}
	all.Wait()
	for i := range names {
		require.NoError(t, errs[i])
		require.NoError(t, dbs[i].CheckTenantRole(t.Context()))
	}
}

func TestTheRoleIsMadeAtOnceByMany(t *testing.T) {
	t.Parallel()
	server := newBareServer(t)
	server.execute(t, "CREATE ROLE program LOGIN PASSWORD 'secret'")
	var all sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		all.Go(func() {
			conn, err := pgx.Connect(t.Context(), server.superuser)
			if err == nil {
				defer conn.Close(context.WithoutCancel(t.Context()))
				err = postgres.MakeTenantRole(t.Context(), conn, "program")
			}
			errs[i] = err
		})
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.NoError(t, server.open(t, "program", "postgres").CheckTenantRole(t.Context()))
}

func TestTheTenantRoleIsUsable(t *testing.T) {
	t.Parallel()
	require.NoError(t, pgtest.New(t).CheckTenantRole(t.Context()))
}
