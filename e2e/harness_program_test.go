package e2e

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/process"
)

// patience is how long anything may take before a test gives up on it.
const patience = 30 * time.Second

// program is a run of the binary.
type program struct {
	args           []string
	child          *process.Child
	stdout, stderr string // files
}

// result is how a command ended.
type result struct {
	code           int
	stdout, stderr string
}

// launch starts the binary in an empty folder with env and nothing else of our own environment. It ends with the test, and with
// the test program however that ends.
func launch(t *testing.T, env map[string]string, stdin string, args ...string) *program {
	t.Helper()
	return launchIn(t, t.TempDir(), env, stdin, args...)
}

// launchIn is launch in a folder that may hold something.
func launchIn(t *testing.T, dir string, env map[string]string, stdin string, args ...string) *program {
	t.Helper()
	folder := t.TempDir()
	p := &program{args: args, stdout: filepath.Join(folder, "stdout"), stderr: filepath.Join(folder, "stderr")}
	spec := process.Spec{
		Path: binary, Args: args, Dir: dir, Env: environment(env), OnOurDeath: syscall.SIGTERM,
		Input: fileWith(t, filepath.Join(folder, "stdin"), stdin), Stdout: fileWith(t, p.stdout, ""), Stderr: fileWith(t, p.stderr, ""),
	}
	defer closeAll(spec.Input, spec.Stdout, spec.Stderr)
	var err error
	p.child, err = process.Start(spec)
	require.NoError(t, err)
	t.Cleanup(func() { p.cleanUp(t) })
	return p
}

func fileWith(t *testing.T, path, text string) *os.File {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	file, err := os.OpenFile(path, os.O_RDWR, 0o600)
	require.NoError(t, err)
	return file
}

func closeAll(files ...*os.File) {
	for _, file := range files {
		_ = file.Close()
	}
}

// environment is env and what every program needs.
func environment(env map[string]string) []string {
	var list []string
	for _, name := range []string{"PATH", "HOME", "TMPDIR"} {
		if value, ok := os.LookupEnv(name); ok {
			list = append(list, name+"="+value)
		}
	}
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	return list
}

// cleanUp ends what the test left running, and shows what it said if the test failed.
func (p *program) cleanUp(t *testing.T) {
	t.Helper()
	err := p.child.Stop(context.WithoutCancel(t.Context()), process.Step{Signal: syscall.SIGTERM, Patience: 10 * time.Second})
	require.NoError(t, err)
	if t.Failed() {
		t.Logf("tabletap %s\nstdout: %s\nstderr: %s", strings.Join(p.args, " "), p.out(), p.errors())
	}
}

// out is what the program has printed by now.
func (p *program) out() string { return contents(p.stdout) }

// errors is what the program has said on stderr by now.
func (p *program) errors() string { return contents(p.stderr) }

func contents(path string) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

// wait is the exit code of a program that ends by itself or was told to; -1 when a signal ended it.
func (p *program) wait(t *testing.T) int {
	t.Helper()
	select {
	case <-p.child.Done():
	case <-time.After(patience):
		require.FailNow(t, "the program does not end", "stdout: %s\nstderr: %s", p.out(), p.errors())
	}
	err := p.child.Err()
	if err == nil {
		return 0
	}
	exit, ok := errors.AsType[*exec.ExitError](err)
	require.True(t, ok, err)
	return exit.ExitCode()
}

// awaitLine waits for text that matches in what look gives, and returns the submatches. A program that ends instead fails the test.
func (p *program) awaitLine(t *testing.T, look func() string, pattern *regexp.Regexp) []string {
	t.Helper()
	var found []string
	await(t, patience, "output like "+pattern.String(), func() bool {
		ended := p.ended()
		found = pattern.FindStringSubmatch(look())
		if found == nil && ended {
			require.FailNow(t, "the program ended", "stdout: %s\nstderr: %s", p.out(), p.errors())
		}
		return found != nil
	})
	return found
}

func (p *program) ended() bool {
	select {
	case <-p.child.Done():
		return true
	default:
		return false
	}
}

// cli runs a command to its end.
func cli(t *testing.T, env map[string]string, args ...string) result {
	t.Helper()
	return cliWithInput(t, env, "", args...)
}

// cliWithInput runs a command that reads stdin.
func cliWithInput(t *testing.T, env map[string]string, stdin string, args ...string) result {
	t.Helper()
	p := launch(t, env, stdin, args...)
	return result{code: p.wait(t), stdout: p.out(), stderr: p.errors()}
}
