package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/process"
)

// hostEnv turns the test binary into a program that runs a server on the folder named, until it is killed.
const hostEnv = "EMBEDDED_TEST_HOST_OF"

func TestMain(m *testing.M) {
	if path := os.Getenv(hostEnv); path != "" {
		os.Exit(host(path))
	}
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	var err error
	if templates, err = process.NewScratch(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = templates.Remove() }()
	return m.Run()
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
	scratch, err := process.NewScratch()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, scratch.Remove()) })
	return filepath.Join(scratch.Path, "pg")
}

// usedFolder is one in which a server ran and was stopped. It is a copy: making clusters is most of what these tests
// would do.
func usedFolder(t *testing.T) string {
	t.Helper()
	template, err := oneTemplate()
	require.NoError(t, err)
	folder := newFolder(t)
	out, err := exec.CommandContext(within(t), "cp", "-Rp", template, folder).CombinedOutput()
	require.NoError(t, err, string(out))
	return folder
}

var oneTemplate = sync.OnceValues(func() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), waitFor)
	defer cancel()
	server, err := Start(ctx, Config{DataDir: filepath.Join(templates.Path, "pg"), Disposable: true})
	if err != nil {
		return "", err
	}
	return server.DataDir(), errors.Join(server.Stop(ctx), os.Remove(filepath.Join(server.DataDir(), "server.json")))
})

// templates holds the template until all tests have run.
var templates *process.Scratch

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
