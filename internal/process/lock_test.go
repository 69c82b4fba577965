package process

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestALockHasOneHolder(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	require.Zero(t, Holder(path))
	lock, err := TryLock(path)
	require.NoError(t, err)
	require.Equal(t, os.Getpid(), Holder(path))
	_, err = TryLock(path)
	require.ErrorIs(t, err, ErrLocked)
	lock.Release()
	lock.Release()
	again, err := TryLock(path)
	require.NoError(t, err)
	again.Release()
	_, err = TryLock(filepath.Join(path, "below a file"))
	require.Error(t, err)
	require.NotErrorIs(t, err, ErrLocked)
}

func TestFreePort(t *testing.T) {
	t.Parallel()
	port, err := FreePort(0)
	require.NoError(t, err)
	require.True(t, port >= firstPort && port < lastPort)
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", "0"))
	require.NoError(t, err)
	defer listener.Close()
	_, text, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	taken, err := strconv.Atoi(text)
	require.NoError(t, err)
	other, err := FreePort(taken)
	require.NoError(t, err)
	require.NotEqual(t, taken, other)
	require.NoError(t, listener.Close())
	same, err := FreePort(taken)
	require.NoError(t, err)
	require.Equal(t, taken, same, "last time's, if it is free")
}

func TestScratch(t *testing.T) {
	t.Parallel()
	scratch, err := NewScratch()
	require.NoError(t, err)
	info, err := os.Stat(scratch.Path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o711), info.Mode().Perm())
	require.NoError(t, scratch.Remove())
	require.NoError(t, scratch.Remove(), "twice")
	require.NoDirExists(t, scratch.Path)
}

func TestAnAbandonedScratchIsSwept(t *testing.T) {
	t.Parallel()
	base, old := t.TempDir(), time.Now().Add(-time.Hour)
	place := func(name string, when time.Time) string {
		path := filepath.Join(base, scratchPrefix+name)
		require.NoError(t, os.Mkdir(path, 0o711))
		require.NoError(t, os.Chtimes(path, when, when))
		return path
	}
	abandoned, young, used := place("abandoned", old), place("young", time.Now()), place("used", old)
	lock, err := TryLock(filepath.Join(used, scratchLock))
	require.NoError(t, err)
	defer lock.Release()
	require.NoError(t, os.Chtimes(used, old, old))
	outside := filepath.Join(t.TempDir(), "outside")
	require.NoError(t, os.Mkdir(outside, 0o755))
	require.NoError(t, os.Chtimes(outside, old, old))
	link := filepath.Join(base, scratchPrefix+"link")
	require.NoError(t, os.Symlink(outside, link))

	sweepScratches(base)
	require.NoDirExists(t, abandoned)
	require.DirExists(t, young)
	require.DirExists(t, used)
	require.DirExists(t, outside)
	entries, err := os.ReadDir(outside)
	require.NoError(t, err)
	require.Empty(t, entries)
}

func TestScratchesAreWhereTheirUserCanGo(t *testing.T) {
	open, err := NewScratch()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, open.Remove()) })
	t.Setenv("TMPDIR", open.Path)
	require.Equal(t, open.Path, scratchBase())

	closed := filepath.Join(open.Path, "closed")
	require.NoError(t, os.Mkdir(closed, 0o700))
	t.Setenv("TMPDIR", closed)
	want := closed
	if os.Geteuid() == 0 {
		want = "/tmp"
	}
	require.Equal(t, want, scratchBase())
}
