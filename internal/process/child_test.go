package process

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAChildRunsAsTold(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file, err := os.Create(filepath.Join(folder, "out"))
	require.NoError(t, err)
	defer file.Close()
	child, err := Start(Spec{
		Path: "/bin/sh", Args: []string{"-c", `echo "$PWD $WORD"; echo bad >&2; cat; exit 3`}, Dir: folder,
		Env: []string{"WORD=hello"}, Stdout: file, Stderr: file,
	})
	require.NoError(t, err)
	require.ErrorContains(t, child.Err(), "exit status 3")
	out, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	require.Equal(t, folder+" hello\nbad\n", string(out))
	require.NoError(t, child.Signal(syscall.SIGTERM), "it has ended: no error")
	require.NoError(t, child.Stop(within(t)))
}

func TestNoSuchProgram(t *testing.T) {
	t.Parallel()
	_, err := Start(Spec{Path: "/nowhere/program"})
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "/nowhere/program")
}

func TestAChildLeadsAGroupOfItsOwn(t *testing.T) {
	t.Parallel()
	child := shell(t, "echo; sleep 600")
	group, err := syscall.Getpgid(child.PID())
	require.NoError(t, err)
	require.Equal(t, child.PID(), group)
	require.NoError(t, child.SignalGroup(syscall.SIGKILL))
	require.Error(t, child.Err())
	require.Eventually(t, func() bool { return syscall.Kill(-child.PID(), 0) != nil }, long, poll, "the sleep ends too")
	require.NoError(t, child.SignalGroup(syscall.SIGKILL), "an empty group is no error")
}

func TestStopGoesDownTheSteps(t *testing.T) {
	t.Parallel()
	steps := []Step{{syscall.SIGINT, 50 * time.Millisecond}, {syscall.SIGQUIT, 50 * time.Millisecond}}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	patient := []Step{{syscall.SIGINT, time.Hour}, {syscall.SIGQUIT, long}}
	for name, c := range map[string]struct {
		ctx    context.Context
		script string
		steps  []Step
		want   string
	}{
		"the first is enough":     {t.Context(), `trap 'exit 1' INT; echo; while :; do sleep 0.01; done`, patient, "exit status 1"},
		"the second has to":       {t.Context(), `trap '' INT; trap 'exit 2' QUIT; echo; while :; do sleep 0.01; done`, []Step{{syscall.SIGINT, time.Millisecond}, {syscall.SIGQUIT, long}}, "exit status 2"},
		"a hurry skips no step":   {cancelled, `trap '' INT; trap 'exit 2' QUIT; echo; while :; do sleep 0.01; done`, patient, "exit status 2"},
		"deaf to all but SIGKILL": {t.Context(), `trap '' INT QUIT; echo; while :; do sleep 0.01; done`, steps, "signal: killed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			child := shell(t, c.script)
			require.NoError(t, child.Stop(c.ctx, c.steps...))
			require.ErrorContains(t, child.Err(), c.want)
			require.NoError(t, child.Stop(c.ctx, c.steps...), "twice")
		})
	}
}

// The promise of the package: kill -9 of the parent, and the child is told.
func TestAChildEndsWithItsParent(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(within(t), os.Args[0])
	cmd.Env = append(os.Environ(), parentEnv+"=1")
	_, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	var pid int
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	_, err = fmt.Sscan(line, &pid)
	require.NoError(t, err, line)
	require.Equal(t, "/bin/sleep 600", CommandLine(pid))
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	requireGone(t, pid)
}

// What stands in for the kernel where that does not help: the watchdog sees the end of its input.
func TestTheWatchdog(t *testing.T) {
	t.Parallel()
	spared, bitten := shell(t, "echo; exec sleep 600"), shell(t, "echo; exec sleep 600")
	release, err := watchdog(spared.PID(), syscall.SIGKILL)
	require.NoError(t, err)
	release()
	require.NotEmpty(t, CommandLine(spared.PID()), "released: the child ended by itself")

	cmd := exec.CommandContext(within(t), "/bin/sh", "-c", watchdogScript, "sh", "9", strconv.Itoa(bitten.PID()))
	input, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	require.NoError(t, input.Close())
	require.NoError(t, cmd.Wait())
	require.ErrorContains(t, bitten.Err(), "signal: killed")
}

func TestAChildRunsAsAnotherUserWhenRoot(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	defer file.Close()
	user, want := (*User)(nil), strconv.Itoa(os.Geteuid())
	if os.Geteuid() == 0 {
		user, err = LookupUser("no-such-user", "nobody")
		require.NoError(t, err)
		want = strconv.Itoa(user.UID)
	}
	child, err := Start(Spec{Path: "/bin/sh", Args: []string{"-c", "id -u; id -G"}, Dir: "/", Stdout: file, User: user})
	require.NoError(t, err)
	require.NoError(t, child.Err())
	out, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	lines := strings.Split(string(out), "\n")
	require.Equal(t, want, lines[0])
	if user != nil {
		require.Equal(t, strconv.Itoa(user.GID), lines[1], "root's other groups are dropped")
	}
}

func TestCanEnter(t *testing.T) {
	t.Parallel()
	nobody, err := LookupUser("nobody")
	require.NoError(t, err)
	if os.Geteuid() != 0 {
		nobody = nil // ourselves: only root may become another
	}
	require.NoError(t, nobody.CanEnter("/tmp"))
	closed := filepath.Join(t.TempDir(), "closed")
	require.NoError(t, os.Mkdir(closed, 0o000))
	require.ErrorIs(t, nobody.CanEnter(closed), os.ErrPermission)
	_, err = LookupUser("no-such-user")
	require.ErrorContains(t, err, "useradd --system no-such-user")
}
