package embedded

import (
	"context"
	"fmt"
	"net"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// hostEnv turns the test binary into a program that runs a server on the folder named, until it is killed.
const hostEnv = "EMBEDDED_TEST_HOST_OF"

func TestMain(m *testing.M) {
	if path := os.Getenv(hostEnv); path != "" {
		os.Exit(host(path))
	}
	os.Exit(m.Run())
}

// host prints the postmaster's id once it is up. It ends when its input does, without stopping the server.
func host(path string) int {
	server, err := Start(context.Background(), Config{DataDir: path, Disposable: true})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println(server.PID(), server.Port())
	_, _ = os.Stdin.Read(make([]byte, 1))
	return 0
}

// newFolder is one that the unprivileged user can enter, which t.TempDir is not.
func newFolder(t *testing.T) string {
	t.Helper()
	path, err := os.MkdirTemp("/tmp", "tabletap-embedded-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(path, 0o711))
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(path)) })
	return path + "/pg"
}

func start(t *testing.T, c Config) *Server {
	t.Helper()
	server, err := Start(within(t), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Stop(context.WithoutCancel(t.Context()))) })
	return server
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// query runs SQL on a connection of its own and returns the one value.
func query(t *testing.T, url, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(within(t), url)
	require.NoError(t, err)
	defer conn.Close(within(t))
	var value string
	require.NoError(t, conn.QueryRow(within(t), sql).Scan(&value))
	return value
}

func execute(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(within(t), url)
	require.NoError(t, err)
	defer conn.Close(within(t))
	_, err = conn.Exec(within(t), sql)
	require.NoError(t, err)
}

// listen takes a port until the function returned is called, or the test ends.
func listen(t *testing.T, port int) (free func()) {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", itoa(port)))
	require.NoError(t, err)
	free = func() { _ = listener.Close() }
	t.Cleanup(free)
	return free
}

const (
	waitFor = 30 * time.Second
	poll    = 20 * time.Millisecond
)
