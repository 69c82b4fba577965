package embedded

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/process"
)

func ownerOf(t *testing.T, path string) int {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	return int(info.Sys().(*syscall.Stat_t).Uid)
}

// The server's user is never root, whoever runs this: root is replaced, another user is who they are.
func TestTheServerIsNeverRoot(t *testing.T) {
	t.Parallel()
	server := start(t, Config{DataDir: newFolder(t), Disposable: true})
	data := filepath.Join(server.DataDir(), "data")
	require.NotZero(t, ownerOf(t, data))
	require.Equal(t, strconv.Itoa(ownerOf(t, data)), statusField(t, server.PID(), "Uid:"))
	info, err := os.Stat(data)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	require.Equal(t, os.Geteuid(), ownerOf(t, filepath.Join(server.DataDir(), "password")))
}

// statusField is the first value of a field that Linux tells of a process; elsewhere what ps tells.
func statusField(t *testing.T, pid int, field string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		out, err := output(within(t), "ps", "-o", "uid=", "-p", strconv.Itoa(pid))
		require.NoError(t, err)
		return strings.TrimSpace(out)
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, field); ok {
			return strings.Fields(rest)[0]
		}
	}
	return ""
}

// A folder that only root may enter is as a clone in /root. For another user there is no difference: it is theirs.
func TestAClosedFolderKeepsItsDataElsewhere(t *testing.T) {
	t.Parallel()
	closed := t.TempDir()
	require.NoError(t, os.Chmod(closed, 0o700))
	config := Config{DataDir: filepath.Join(closed, ".tabletap"), systemFolder: newFolder(t), Disposable: true}
	first := start(t, config)
	want := config.DataDir
	if os.Geteuid() == 0 {
		want = filepath.Join(config.systemFolder, nameElsewhere(config.DataDir))
	}
	require.Equal(t, want, first.DataDir())
	execute(t, first.SuperuserURL("postgres"), "CREATE TABLE kept AS SELECT 'yes'::text AS value")
	require.NoError(t, first.Stop(within(t)))

	require.NoError(t, os.Chmod(closed, 0o711)) // data stays where it is
	second := start(t, config)
	require.Equal(t, want, second.DataDir())
	require.Equal(t, "yes", query(t, second.SuperuserURL("postgres"), "SELECT value FROM kept"))
	require.NoError(t, second.Stop(within(t)))
	require.NoError(t, Reset(within(t), config))
	require.NoDirExists(t, filepath.Join(want, "data"))
}

func TestNamesElsewhereDiffer(t *testing.T) {
	t.Parallel()
	require.Regexp(t, `^tabletap-[0-9a-f]{12}$`, nameElsewhere("/root/a/.tabletap"))
	require.NotEqual(t, nameElsewhere("/root/a/.tabletap"), nameElsewhere("/root/b/.tabletap"))
}

// Data that somebody made as themselves stays theirs when root runs the server once.
func TestTheServerRunsAsTheOwnerOfItsData(t *testing.T) {
	t.Parallel()
	data := newFolder(t)
	require.NoError(t, os.Mkdir(data, 0o700))
	fallback, err := serverUser(filepath.Join(data, "missing"))
	require.NoError(t, err)
	want := &process.User{UID: os.Geteuid(), GID: os.Getegid()}
	if os.Geteuid() == 0 {
		want = &process.User{UID: fallback.UID + 1, GID: fallback.GID + 1}
		require.NoError(t, want.Own(data))
	}
	got, err := serverUser(data)
	require.NoError(t, err)
	require.Equal(t, want, got)
}
