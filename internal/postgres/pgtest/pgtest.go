package pgtest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"log/slog"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/peterldowns/pgtestdb"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/testservers"
)

// Main runs a package's tests with a PostgreSQL at hand. Call it from TestMain.
func Main(m *testing.M) { os.Exit(testservers.Main(m)) }

// Database is one test's database.
type Database struct {
	*postgres.DB
	URL string // as a role that owns the database and is no superuser
}

// New makes a database with the shared schema and the job queue's tables at their newest versions. It is dropped when the test
// passes and kept when it fails.
func New(tb testing.TB) *Database {
	tb.Helper()
	shared, err := postgres.SharedHistory()
	require.NoError(tb, err)
	return create(tb, migrator{shared: shared, server: testservers.PostgresURL(tb)})
}

// Empty makes a database in which nothing was migrated.
func Empty(tb testing.TB) *Database {
	tb.Helper()
	return create(tb, nothing{server: testservers.PostgresURL(tb)})
}

func create(tb testing.TB, m pgtestdb.Migrator) *Database {
	tb.Helper()
	made := pgtestdb.Custom(tb, serverConfig(tb), m)
	db, err := postgres.Open(tb.Context(), postgres.Config{URL: made.URL(), MaxConns: 10})
	require.NoError(tb, err)
	tb.Cleanup(db.Close)
	return &Database{DB: db, URL: made.URL()}
}

func serverConfig(tb testing.TB) pgtestdb.Config {
	tb.Helper()
	u, err := url.Parse(testservers.PostgresURL(tb))
	require.NoError(tb, err)
	password, _ := u.User.Password()
	register()
	return pgtestdb.Config{
		DriverName: driverName, Host: u.Hostname(), Port: u.Port(), User: u.User.Username(), Password: password,
		Database: u.Path[1:], Options: u.RawQuery, ForceTerminateConnections: true,
	}
}

// AwaitBlocked waits until as many statements in the database wait for a lock.
func AwaitBlocked(tb testing.TB, db *postgres.DB, statements int) {
	tb.Helper()
	const blocked = "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
	require.Eventually(tb, func() bool {
		var n int
		return db.Pool().QueryRow(tb.Context(), blocked).Scan(&n) == nil && n == statements
	}, 20*time.Second, 5*time.Millisecond)
}

// nothing leaves the template empty. What whoever sets up a server does is done all the same.
type nothing struct{ server string }

// Hash names the template.
func (nothing) Hash() (string, error) { return "nothing", nil }

// Migrate makes the roles.
func (n nothing) Migrate(ctx context.Context, _ *sql.DB, conf pgtestdb.Config) error {
	return makeRoles(ctx, n.server, conf)
}

// makeRoles lets the tests' role become the one behind the doors to a restaurant's rows: it may not make roles itself. And it lets
// it connect without much ado.
func makeRoles(ctx context.Context, server string, conf pgtestdb.Config) error {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := testservers.EaseConnecting(ctx, conn, conf.User, conf.Password); err != nil {
		return err
	}
	return postgres.MakeTenantRole(ctx, conn, conf.User)
}

// migrator fills the template that pgtestdb clones for each test.
type migrator struct {
	shared postgres.History
	server string // a superuser's URL
}

func (m migrator) Hash() (string, error) {
	sum := sha256.New()
	for _, migration := range m.shared {
		sum.Write([]byte(migration.Checksum))
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]) + "-river0.51.1", nil
}

func (m migrator) Migrate(ctx context.Context, _ *sql.DB, conf pgtestdb.Config) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := makeRoles(ctx, m.server, conf); err != nil {
		return err
	}
	db, err := postgres.Open(ctx, postgres.Config{URL: conf.URL(), MaxConns: 4})
	if err != nil {
		return err
	}
	defer db.Close()
	log := slog.New(slog.DiscardHandler)
	migrator, err := postgres.NewMigrator(db, log)
	if err != nil {
		return err
	}
	_, err = migrator.Shared(ctx, func(ctx context.Context) error { return jobs.Migrate(ctx, db, log) })
	return err
}

// Superuser connects to the database as the server's superuser, for tests of what even that one cannot do, and of what only an
// operator does. The program under test never gets such a connection.
func (d *Database) Superuser(tb testing.TB) *pgx.Conn {
	tb.Helper()
	config, err := pgx.ParseConfig(testservers.PostgresURL(tb))
	require.NoError(tb, err)
	config.Database = d.Pool().Config().ConnConfig.Database
	conn, err := pgx.ConnectConfig(tb.Context(), config)
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = conn.Close(context.WithoutCancel(tb.Context())) })
	return conn
}
