package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
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

// testenv is the program, not yet started, with servers of its own and a folder for its temporary files (not for
// root's: those are in /tmp).
func testenv(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgramEnv+"=1", testservers.PostgresEnv+"=", testservers.RedisEnv+"=")
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

// report prints what a test needs to know of the servers that a command was given.
const report = `psql "$TABLETAP_TEST_DATABASE_URL" -Atc 'SHOW data_directory' && echo "$TABLETAP_TEST_REDIS_URL"; `

// servers are what report printed: where PostgreSQL's data is, and Redis's address.
type servers struct{ data, redis string }

func readReport(t *testing.T, out *bufio.Reader) servers {
	t.Helper()
	var lines [2]string
	for i := range lines {
		line, err := out.ReadString('\n')
		require.NoError(t, err)
		lines[i] = strings.TrimSpace(line)
	}
	return servers{data: lines[0], redis: lines[1]}
}

// requireGone looks for processes with the servers' folder, or that folder's neighbours, in their command lines.
func (s servers) requireGone(t *testing.T) {
	t.Helper()
	require.Contains(t, s.data, "tabletap-scratch-")
	require.Eventually(t, func() bool {
		out, _ := exec.CommandContext(t.Context(), "pgrep", "-f", s.data).Output()
		return len(out) == 0
	}, 30*time.Second, 50*time.Millisecond, "PostgreSQL still runs on %s", s.data)
	_, port, ok := strings.Cut(s.redis, "@127.0.0.1:")
	require.True(t, ok, s.redis)
	number, err := strconv.Atoi(strings.TrimSuffix(port, "/0"))
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		free, err := process.FreePort(number)
		return err == nil && free == number
	}, 30*time.Second, 50*time.Millisecond, "Redis still listens")
}

func TestTheCommandHasServersAndItsCodeIsOurs(t *testing.T) {
	t.Parallel()
	cmd := testenv(t, "--", "sh", "-c", report+"cat; echo problem >&2; exit 7")
	var out, problems bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("from outside"), &out, &problems
	require.Equal(t, 7, code(t, cmd.Run()))
	lines := bufio.NewReader(&out)
	given := readReport(t, lines)
	rest, err := io.ReadAll(lines)
	require.NoError(t, err)
	require.Equal(t, "from outside", string(rest))
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
			line, err := lines.ReadString('\n')
			require.NoError(t, err)
			grandchild, err := strconv.Atoi(strings.TrimSpace(line))
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
