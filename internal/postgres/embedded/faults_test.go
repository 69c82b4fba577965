package embedded

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// startError starts what must not start, and checks that people get one line.
func startError(t *testing.T, c Config) error {
	t.Helper()
	_, err := Start(within(t), c)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "\n")
	return err
}

func TestNoFolder(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, startError(t, Config{}), "DataDir")
}

func TestTheFolderIsAFile(t *testing.T) {
	t.Parallel()
	path := newFolder(t)
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	require.ErrorContains(t, startError(t, Config{DataDir: path}), "not a directory")
}

func TestDataOfAnotherVersion(t *testing.T) {
	t.Parallel()
	folder := usedFolder(t)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "data", "PG_VERSION"), []byte("12\n"), 0o600))
	require.ErrorContains(t, startError(t, Config{DataDir: folder}), "written by PostgreSQL 12")
	require.NoError(t, os.WriteFile(filepath.Join(folder, "data", "PG_VERSION"), []byte("twelve\n"), 0o600))
	require.ErrorContains(t, startError(t, Config{DataDir: folder}), "not a PostgreSQL data folder")
}

func TestTheServersLogIsInTheError(t *testing.T) {
	t.Parallel()
	folder := usedFolder(t)
	require.NoError(t, os.RemoveAll(filepath.Join(folder, "data", "global")))
	require.ErrorContains(t, startError(t, Config{DataDir: folder}), "global/pg_control")
	require.ErrorContains(t, startError(t, Config{DataDir: usedFolder(t), SharedBuffers: "huge"}), "shared_buffers")
}

func TestALostPassword(t *testing.T) {
	t.Parallel()
	folder := usedFolder(t)
	require.NoError(t, os.Remove(filepath.Join(folder, "password")))
	require.ErrorContains(t, startError(t, Config{DataDir: folder}), "password is missing")
}

func TestAFailedStartLetsGoOfTheFolder(t *testing.T) {
	t.Parallel()
	folder := newFolder(t)
	startError(t, Config{DataDir: folder, SharedBuffers: "huge"})
	start(t, Config{DataDir: folder, Disposable: true})
}

func TestACancelledStart(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Start(ctx, Config{DataDir: newFolder(t)})
	require.ErrorIs(t, err, context.Canceled, "not that nothing is installed")
}

func TestATakenPortIsLeftAlone(t *testing.T) {
	t.Parallel()
	folder := usedFolder(t)
	first := start(t, Config{DataDir: folder, Disposable: true})
	port := first.Port()
	require.NoError(t, first.Stop(within(t)))
	listen(t, port)
	require.NotEqual(t, port, start(t, Config{DataDir: folder, Disposable: true}).Port())
}

// The server that finds its port taken in between says so in its log; launch goes by that.
func TestATakenPortIsTriedAgain(t *testing.T) {
	t.Parallel()
	server := start(t, Config{DataDir: usedFolder(t), Disposable: true})
	require.NoError(t, server.down(within(t)))
	log, err := openLog(filepath.Join(server.DataDir(), "server.log"))
	require.NoError(t, err)
	defer log.close()
	free := listen(t, server.Port())
	sockets, err := server.makeSocketFolder()
	require.NoError(t, err)
	_, err = server.attempt(within(t), log, server.Port(), sockets)
	require.ErrorContains(t, err, "Address already in use")
	require.True(t, passes(log.text()))
	free()
	require.NoError(t, server.Restart(within(t)))
}

func TestTheLogOfLastTimeIsKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "server.log")
	for _, text := range []string{"first", strings.Repeat("long line of text\n", 2000) + "second\n\nthird\n"} {
		log, err := openLog(path)
		require.NoError(t, err)
		require.Equal(t, "it wrote no log", log.tail())
		_, err = log.file.WriteString(text)
		require.NoError(t, err)
		require.True(t, strings.HasSuffix(text, log.text()[len(log.text())-5:]))
		if text != "first" {
			require.True(t, strings.HasSuffix(log.tail(), "long line of text | second | third"))
		}
		log.begin()
		require.Equal(t, "it wrote no log", log.tail(), "an attempt has its own lines only")
		log.close()
	}
	old, err := os.ReadFile(path + ".old")
	require.NoError(t, err)
	require.Equal(t, "first", string(old))
}
