package pgtest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that pgtestdb connects with
	"github.com/peterldowns/pgtestdb"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/embedded"
)

var serverURL string

// Main runs a package's tests with a PostgreSQL at hand. Call it from TestMain.
func Main(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	address, stop, err := server()
	if err != nil {
		fmt.Fprintln(os.Stderr, "pgtest: no PostgreSQL for the tests:", err)
		return 1
	}
	defer stop()
	serverURL = address
	return m.Run()
}

// server finds the PostgreSQL that the whole test run shares, or starts one that is fast and forgets.
func server() (address string, stop func(), err error) {
	if address = os.Getenv("TABLETAP_TEST_DATABASE_URL"); address != "" {
		return address, func() {}, nil
	}
	folder, err := os.MkdirTemp("", "tabletap-test-") //nolint:usetesting // TestMain has no testing.T
	if err != nil {
		return "", nil, err
	}
	ctx := context.Background()
	pg, err := embedded.Start(ctx, embedded.Config{DataDir: filepath.Join(folder, "postgres"), Disposable: true})
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(folder))
	}
	return pg.URL("postgres"), func() { _ = errors.Join(pg.Stop(ctx), os.RemoveAll(folder)) }, nil
}

// Database is one test's database.
type Database struct {
	*postgres.DB
	URL string // as a role that owns the database and is no superuser
}

// New makes a database with the shared schema and the job queue's tables at their newest versions. It is dropped when the test
// passes and kept when it fails.
func New(t testing.TB) *Database {
	t.Helper()
	shared, err := postgres.SharedHistory()
	require.NoError(t, err)
	return create(t, migrator{shared: shared})
}

// Empty makes a database in which nothing was migrated.
func Empty(t testing.TB) *Database {
	t.Helper()
	return create(t, pgtestdb.NoopMigrator{})
}

func create(t testing.TB, m pgtestdb.Migrator) *Database {
	t.Helper()
	made := pgtestdb.Custom(t, serverConfig(t), m)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: made.URL(), MaxConns: 10})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	return &Database{DB: db, URL: made.URL()}
}

func serverConfig(t testing.TB) pgtestdb.Config {
	t.Helper()
	require.NotEmpty(t, serverURL, "the package's TestMain must call pgtest.Main")
	u, err := url.Parse(serverURL)
	require.NoError(t, err)
	password, _ := u.User.Password()
	return pgtestdb.Config{
		DriverName: "pgx", Host: u.Hostname(), Port: u.Port(), User: u.User.Username(), Password: password,
		Database: u.Path[1:], Options: u.RawQuery, ForceTerminateConnections: true,
	}
}

// migrator fills the template that pgtestdb clones for each test.
type migrator struct{ shared postgres.History }

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
