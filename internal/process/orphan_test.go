package process

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAnOrphanIsStopped(t *testing.T) {
	t.Parallel()
	child := shell(t, `trap '' INT; echo; while :; do sleep 0.01; done`, "mark of the orphan")
	ours := func(line string) bool { return strings.Contains(line, "mark of the orphan") }
	orphan := FindOrphan(child.PID(), ours)
	require.NotNil(t, orphan)
	require.Equal(t, child.PID(), orphan.PID())
	require.NoError(t, orphan.Stop(within(t), Step{syscall.SIGINT, 20 * time.Millisecond}, Step{syscall.SIGTERM, long}))
	require.ErrorContains(t, child.Err(), "signal: terminated")
	require.Nil(t, FindOrphan(child.PID(), ours))
}

func TestSomebodyElseIsNoOrphan(t *testing.T) {
	t.Parallel()
	never := func(string) bool { return false }
	require.Nil(t, FindOrphan(os.Getpid(), never))
	require.Nil(t, FindOrphan(0, func(string) bool { return true }), "0 would be our own group")
	require.Nil(t, FindOrphan(1, func(string) bool { return true }), "never init")
}

// The number may go to somebody else between one look and the next.
func TestAnOrphanIsLookedAtBeforeEachSignal(t *testing.T) {
	t.Parallel()
	child := shell(t, "echo; sleep 600 & wait") // a process that is about to exec has no command line for a moment
	looks := 0
	orphan := FindOrphan(child.PID(), func(string) bool { looks++; return looks == 1 })
	require.NotNil(t, orphan)
	require.NoError(t, orphan.Signal(syscall.SIGKILL))
	require.NotEmpty(t, CommandLine(child.PID()))
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	child := shell(t, "echo; sleep 600 & wait", "two words")
	require.Equal(t, "/bin/sh -c echo; sleep 600 & wait sh two words", CommandLine(child.PID()))
	require.NoError(t, child.Stop(within(t)))
	require.Empty(t, CommandLine(child.PID()))
}

// A ps of our own: not every machine with /proc has one.
func TestCommandLineWithoutProc(t *testing.T) {
	bin := t.TempDir()
	t.Setenv("PATH", bin)
	require.Empty(t, commandLineOfPS(1), "no ps")
	script := `#!/bin/sh
case "$*" in
"-ww -o args= -p 1") echo "/sbin/init  splash";;
"-ww -o args= -p 2") echo "(postgres)";;
"-ww -o args= -p 3") echo "[postgres] <defunct>";;
*) exit 1;;
esac
`
	require.NoError(t, os.WriteFile(filepath.Join(bin, "ps"), []byte(script), 0o755))
	for pid, want := range map[int]string{1: "/sbin/init  splash", 2: "", 3: "", 4: ""} {
		require.Equal(t, want, commandLineOfPS(pid), pid)
	}
}
