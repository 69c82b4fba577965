package embedded

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/process"
)

// hostProcess is another process of ours that runs a server.
type hostProcess struct {
	cmd              *exec.Cmd
	postmaster, port int
}

func startHost(t *testing.T, folder string) *hostProcess {
	t.Helper()
	cmd := exec.CommandContext(within(t), os.Args[0])
	cmd.Env = append(os.Environ(), hostEnv+"="+folder)
	_, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	h := &hostProcess{cmd: cmd}
	_, err = fmt.Sscan(line, &h.postmaster, &h.port)
	require.NoError(t, err, line)
	return h
}

// kill is kill -9.
func (h *hostProcess) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, h.cmd.Process.Kill())
	_ = h.cmd.Wait()
}

func TestTheServerEndsWithItsKilledProgram(t *testing.T) {
	t.Parallel()
	folder := usedFolder(t)
	host := startHost(t, folder)
	ours := func(line string) bool { return strings.Contains(line, folder) }
	require.NotNil(t, process.FindOrphan(host.postmaster, ours))
	host.kill(t)
	require.Eventually(t, func() bool { return process.FindOrphan(host.postmaster, ours) == nil }, waitFor, poll)
}

func TestStartAfterAKilledProgram(t *testing.T) {
	t.Parallel()
	folder := usedFolder(t)
	host := startHost(t, folder)
	host.kill(t)
	server := start(t, Config{DataDir: folder, Disposable: true})
	require.NotEqual(t, host.postmaster, server.PID())
	require.Empty(t, process.CommandLine(host.postmaster))
	require.Equal(t, host.port, server.Port())
	require.Equal(t, "1", query(t, server.SuperuserURL("postgres"), "SELECT '1'"))
}

// An orphan that lives on is what a system without the kernel's help may leave.
func TestStartStopsAnOrphan(t *testing.T) {
	t.Parallel()
	folder := usedFolder(t)
	first := start(t, Config{DataDir: folder, Disposable: true})
	first.folder.lock.Release() // as if its program had died
	second := start(t, Config{DataDir: folder, Disposable: true})
	requireClosed(t, first.Done())
	require.NotEqual(t, first.PID(), second.PID())
	require.Equal(t, "1", query(t, second.SuperuserURL("postgres"), "SELECT '1'"))
}

// After a crash the number in the pid file may belong to somebody else: this test, here.
func TestAStalePidFileHarmsNobody(t *testing.T) {
	t.Parallel()
	folder := usedFolder(t)
	stale := fmt.Sprintf("%d\n%s/data\n1\n5432\n/tmp\n127.0.0.1\n 1 1\nready   \n", os.Getpid(), folder)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "data", "postmaster.pid"), []byte(stale), 0o644))
	start(t, Config{DataDir: folder, Disposable: true})
}

func TestAnInterruptedInitdbIsDoneAgain(t *testing.T) {
	t.Parallel()
	folder := newFolder(t)
	require.NoError(t, os.Mkdir(folder, 0o711))
	half := filepath.Join(folder, "data.new")
	require.NoError(t, os.Mkdir(half, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(half, "PG_VERSION"), []byte("15\n"), 0o600))
	start(t, Config{DataDir: folder, Disposable: true})
	require.NoDirExists(t, half)
}

func TestOnlyOurPostmasterIsOurs(t *testing.T) {
	t.Parallel()
	f := &folder{path: "/srv/my pg"}
	for line, want := range map[string]bool{
		"/usr/lib/postgresql/15/bin/postgres -D /srv/my pg/data -k /x -p 1": true,
		"/my apps/bin/postgres -D /srv/my pg/data -k /x":                    true,
		"/usr/lib/postgresql/15/bin/postgres -D /srv/my pg/data2 -k /x":     false,
		"/usr/lib/postgresql/15/bin/postgres -D /srv/other/data -k /x":      false,
		"vim -D /srv/my pg/data -k":                                         false,
		"postgres: checkpointer ":                                           false,
		"":                                                                  false,
	} {
		require.Equal(t, want, f.isOurServer(line), line)
	}
}
