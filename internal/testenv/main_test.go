package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/process"
	"github.com/tabletap/console/internal/testservers"
)

// asProgramEnv turns the test binary into testenv.
const asProgramEnv = "TESTENV_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgramEnv) != "" {
		os.Exit(run(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// testenv is the program, not yet started, with servers and a folder for temporary files of its own: kill -9 leaves some.
func testenv(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	scratch, err := process.NewScratch()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, scratch.Remove()) })
	cmd.Env = append(os.Environ(), asProgramEnv+"=1", "TMPDIR="+scratch.Path, testservers.PostgresEnv+"=", testservers.RedisEnv+"=")
	return cmd
}

func code(t *testing.T, err error) int {
	t.Helper()
	if err == nil {
		return 0
	}
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit)
	return exit.ExitCode()
}

// report prints what a test needs to know of the servers that a command was given: first where PostgreSQL's data is.
const report = `psql "$TABLETAP_TEST_DATABASE_URL" -Atc 'SHOW data_directory' &&
	echo "$TABLETAP_TEST_DATABASE_URL" && echo "$TABLETAP_TEST_REDIS_URL"; `

type reported struct {
	data  string
	ports [2]int
}

func readReport(t *testing.T, out *bufio.Reader) (given reported) {
	t.Helper()
	given.data = readLine(t, out)
	require.Contains(t, given.data, "tabletap-scratch-")
	for i := range given.ports {
		address, err := url.Parse(readLine(t, out))
		require.NoError(t, err)
		given.ports[i], err = strconv.Atoi(address.Port())
		require.NoError(t, err)
		require.False(t, nobodyListens(given.ports[i]))
	}
	return given
}

func readLine(t *testing.T, out *bufio.Reader) string {
	t.Helper()
	line, err := out.ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(line)
}

func nobodyListens(port int) bool {
	conn, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), time.Second)
	if err != nil {
		return true
	}
	conn.Close()
	return false
}

func (r reported) requireGone(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool {
		_, err := os.Stat(filepath.Join(r.data, "postmaster.pid"))
		return os.IsNotExist(err) && nobodyListens(r.ports[0]) && nobodyListens(r.ports[1])
	}, 30*time.Second, 50*time.Millisecond)
}

func TestTheCommandHasServersAndItsCodeIsOurs(t *testing.T) {
	t.Parallel()
	cmd := testenv(t, "--", "sh", "-c", report+"cat; echo problem >&2; exit 7")
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	require.NoError(t, cmd.Start())
	lines := bufio.NewReader(out)
	given := readReport(t, lines)
	_, err = io.WriteString(in, "from outside\n")
	require.NoError(t, err)
	require.Equal(t, "from outside", readLine(t, lines))
	require.NoError(t, in.Close())
	require.Equal(t, 7, code(t, cmd.Wait()))
	require.Equal(t, "problem\n", problems.String())
	given.requireGone(t)
	require.NoDirExists(t, given.data)
}

func TestServersOfTheEnvironmentAreUsed(t *testing.T) {
	t.Parallel()
	cmd := testenv(t, "sh", "-c", `echo "$TABLETAP_TEST_DATABASE_URL $TABLETAP_TEST_REDIS_URL"`)
	cmd.Env = append(cmd.Env, testservers.PostgresEnv+"=one", testservers.RedisEnv+"=two")
	out, err := cmd.Output()
	require.NoError(t, err)
	require.Equal(t, "one two\n", string(out))
}

func TestBadUse(t *testing.T) {
	t.Parallel()
	require.Equal(t, codeUsage, code(t, testenv(t).Run()))
	require.Equal(t, codeUsage, code(t, testenv(t, "--").Run()))
	cmd := testenv(t, "--", "/nowhere/program")
	cmd.Env = append(cmd.Env, testservers.PostgresEnv+"=one", testservers.RedisEnv+"=two")
	require.Equal(t, codeCommand, code(t, cmd.Run()))
}

// Signals, and the grandchild that a killed `go test` would leave.
func TestEndedFromOutside(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]struct {
		signal syscall.Signal
		code   int
	}{
		"Ctrl-C":  {syscall.SIGINT, codeSignal + int(syscall.SIGINT)},
		"kill":    {syscall.SIGTERM, codeSignal + int(syscall.SIGTERM)},
		"kill -9": {syscall.SIGKILL, -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := testenv(t, "--", "sh", "-c", report+"sleep 600 & echo $!; wait")
			out, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			lines := bufio.NewReader(out)
			given := readReport(t, lines)
			grandchild, err := strconv.Atoi(readLine(t, lines))
			require.NoError(t, err)
			require.NoError(t, cmd.Process.Signal(end.signal))
			require.Equal(t, end.code, code(t, cmd.Wait()))
			given.requireGone(t)
			if end.signal == syscall.SIGKILL { // then nobody is left to end it
				require.NoError(t, syscall.Kill(grandchild, syscall.SIGKILL))
				return
			}
			require.NoDirExists(t, given.data)
			require.Eventually(t, func() bool { return process.CommandLine(grandchild) == "" }, 30*time.Second, 20*time.Millisecond)
		})
	}
}

// `go run` that is killed tells nobody: testenv sees that its parent is another.
func TestAnEndWithItsParent(t *testing.T) {
	t.Parallel()
	signals := make(chan os.Signal, 1)
	watchParent(t.Context(), os.Getppid()+1, signals)
	require.Equal(t, os.Signal(syscall.SIGTERM), <-signals)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	watchParent(ended, os.Getppid(), signals)
	require.Empty(t, signals)
}
