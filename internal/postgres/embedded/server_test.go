package embedded

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/process"
)

func TestDataOutlivesAStop(t *testing.T) {
	t.Parallel()
	folder := newFolder(t)
	first := start(t, Config{DataDir: folder})
	require.NoError(t, first.EnsureDatabase(within(t), "Café"))
	require.NoError(t, first.EnsureDatabase(within(t), "Café"), "asking twice is no error")
	execute(t, first.URL("Café"), "CREATE TABLE kept AS SELECT 'yes'::text AS value")
	address := first.URL("Café")
	require.NoError(t, first.Stop(within(t)))
	require.Empty(t, process.CommandLine(first.PID()))

	second := start(t, Config{DataDir: folder})
	require.Equal(t, address, second.URL("Café"), "port and password stay")
	require.Equal(t, "yes", query(t, second.SocketURL("Café"), "SELECT value FROM kept"))
}

func TestSettings(t *testing.T) {
	t.Parallel()
	server := start(t, Config{DataDir: newFolder(t), MaxConnections: 33})
	for setting, want := range map[string]string{
		"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on",
		"max_connections": "33", "max_locks_per_transaction": "256", "server_encoding": "UTF8", "TimeZone": "UTC",
	} {
		require.Equal(t, want, query(t, server.SuperuserURL("postgres"), "SHOW "+setting), setting)
	}
	require.Equal(t, "ÉЖ", query(t, server.SuperuserURL("postgres"), "SELECT upper('éж')"), "letters of every script")
	require.GreaterOrEqual(t, server.Version().Major, oldestMajor)
	require.True(t, strings.HasPrefix(query(t, server.SuperuserURL("postgres"), "SHOW server_version"), server.Version().String()))
}

func TestDisposableIsNotDurable(t *testing.T) {
	t.Parallel()
	server := start(t, Config{DataDir: usedFolder(t), Disposable: true})
	require.Equal(t, "off", query(t, server.SuperuserURL("postgres"), "SHOW fsync"))
}

func TestOnlyThePasswordOpens(t *testing.T) {
	t.Parallel()
	server := start(t, Config{DataDir: usedFolder(t), Disposable: true})
	for _, right := range []string{server.SuperuserURL("postgres"), server.SocketURL("postgres")} {
		address, err := url.Parse(right)
		require.NoError(t, err)
		address.User = url.UserPassword(superuser, "wrong")
		_, err = pgx.Connect(within(t), address.String())
		require.ErrorContains(t, err, "28P01")
	}
	for _, name := range []string{"password", "server.json", "server.log"} {
		info, err := os.Stat(filepath.Join(server.DataDir(), name))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), name)
	}
}

func TestStopTwiceAndAtOnce(t *testing.T) {
	t.Parallel()
	server := start(t, Config{DataDir: usedFolder(t), Disposable: true})
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() { errs[i] = server.Stop(context.WithoutCancel(t.Context())) })
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.ErrorIs(t, server.Restart(within(t)), ErrStopped)
	require.NotPanics(t, func() { server.SuperuserURL("postgres") })
	requireOpen(t, server.Done(), "who asked for the end is not told of a death")
}

func TestRestartKeepsPortAndDataUnderLoad(t *testing.T) {
	t.Parallel()
	server := start(t, Config{DataDir: usedFolder(t)})
	execute(t, server.SuperuserURL("postgres"), "CREATE TABLE committed (id bigint PRIMARY KEY)")
	port, load := server.Port(), startWriter(t, server.SuperuserURL("postgres"))
	for range 3 {
		load.waitForInserts(t)
		require.NoError(t, server.Restart(within(t)))
		require.Equal(t, port, server.Port())
	}
	load.waitForInserts(t)
	require.Equal(t, "all", query(t, server.SuperuserURL("postgres"),
		"SELECT CASE WHEN count(*) >= "+itoa(load.finish())+" THEN 'all' ELSE 'lost' END FROM committed"))
}

func TestAKilledServerSaysSoAndComesBack(t *testing.T) {
	t.Parallel()
	server := start(t, Config{DataDir: usedFolder(t)})
	execute(t, server.SuperuserURL("postgres"), "CREATE TABLE kept AS SELECT 'yes'::text AS value")
	died := server.Done()
	requireOpen(t, died, "it lives")
	require.NoError(t, server.Kill())
	requireClosed(t, died)

	require.NoError(t, server.Restart(within(t)))
	requireOpen(t, server.Done(), "a new life has a new channel")
	require.Equal(t, "yes", query(t, server.SuperuserURL("postgres"), "SELECT value FROM kept"))
}

func TestStopAfterAKill(t *testing.T) {
	t.Parallel()
	server := start(t, Config{DataDir: usedFolder(t), Disposable: true})
	require.NoError(t, server.Kill())
	require.NoError(t, server.Stop(within(t)))
}

func TestStopInAHurry(t *testing.T) {
	t.Parallel()
	server := start(t, Config{DataDir: usedFolder(t), Disposable: true})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, server.Stop(ended))
	require.Empty(t, process.CommandLine(server.PID()))
}

func TestOneServerAFolder(t *testing.T) {
	t.Parallel()
	folder := usedFolder(t)
	start(t, Config{DataDir: folder, Disposable: true})
	_, err := Start(within(t), Config{DataDir: folder})
	require.ErrorIs(t, err, ErrInUse)
	require.ErrorContains(t, err, "process "+itoa(os.Getpid())+" ")
	require.NotContains(t, err.Error(), "\n")
	require.ErrorIs(t, Reset(within(t), Config{DataDir: folder}), ErrInUse)
}

func TestALongPathPutsTheSocketElsewhere(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(newFolder(t), strings.Repeat("long, ", 20))
	server := start(t, Config{DataDir: folder, Disposable: true})
	sockets := server.run().sockets
	require.True(t, strings.HasPrefix(sockets, temporarySockets))
	require.Equal(t, "1", query(t, server.SocketURL("postgres"), "SELECT '1'"))
	require.NoError(t, server.Stop(within(t)))
	require.NoDirExists(t, sockets)
}

func TestResetStartsOver(t *testing.T) {
	t.Parallel()
	folder := newFolder(t)
	require.NoError(t, Reset(within(t), Config{DataDir: folder}), "nothing there yet")
	first := start(t, Config{DataDir: folder, Disposable: true})
	require.NoError(t, first.EnsureDatabase(within(t), "gone"))
	require.NoError(t, first.Stop(within(t)))
	require.NoError(t, Reset(within(t), Config{DataDir: folder}))
	second := start(t, Config{DataDir: folder, Disposable: true})
	require.Equal(t, "0", query(t, second.SuperuserURL("postgres"), "SELECT count(*)::text FROM pg_database WHERE datname = 'gone'"))
}
