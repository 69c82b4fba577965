package embedded

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// archive holds bin/postgres, bin/initdb and bin/pg_ctl as shell scripts: what downloading and unpacking need.
//
//go:embed testdata/scripts-as-postgres.txz
var archive []byte

// maven is a repository with the archive for every system, packed as zonky's are: a .txz in a .jar with a checksum.
func maven(t *testing.T, corrupt bool) (url string, downloads *atomic.Int32) {
	t.Helper()
	var jar bytes.Buffer
	pack := zip.NewWriter(&jar)
	entry, err := pack.Create("postgres.txz")
	require.NoError(t, err)
	_, err = entry.Write(archive)
	require.NoError(t, err)
	require.NoError(t, pack.Close())
	sum := sha256.Sum256(jar.Bytes())
	if corrupt {
		sum[0]++
	}
	downloads = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".sha256") {
			_, _ = w.Write([]byte(hex.EncodeToString(sum[:])))
			return
		}
		downloads.Add(1)
		_, _ = w.Write(jar.Bytes())
	}))
	t.Cleanup(server.Close)
	return server.URL, downloads
}

func downloadFrom(t *testing.T, url string) download {
	t.Helper()
	return download{repository: url, folder: t.TempDir(), log: slog.New(slog.DiscardHandler)}
}

func TestDownloadOnce(t *testing.T) {
	t.Parallel()
	url, downloads := maven(t, false)
	d := downloadFrom(t, url)
	for range 2 {
		bin, err := d.run(within(t))
		require.NoError(t, err)
		got, err := inspect(within(t), bin)
		require.NoError(t, err)
		require.Equal(t, Version{17, 5}, got.version)
	}
	require.EqualValues(t, 1, downloads.Load())
	left, err := os.ReadDir(filepath.Join(d.folder, downloadName))
	require.NoError(t, err)
	require.Len(t, left, 1, "only bin")
}

func TestACorruptDownloadIsNotUsed(t *testing.T) {
	t.Parallel()
	url, _ := maven(t, true)
	d := downloadFrom(t, url)
	_, err := d.run(within(t))
	require.ErrorContains(t, err, "checksums do not match")
	require.NoDirExists(t, filepath.Join(d.folder, downloadName))
}

func TestNoRepository(t *testing.T) {
	t.Parallel()
	_, err := downloadFrom(t, "http://127.0.0.1:1").run(within(t))
	require.ErrorContains(t, err, "unable to connect")
	require.ErrorIs(t, err, errNoPrograms)
}

func TestNoHome(t *testing.T) {
	t.Parallel()
	_, err := download{log: slog.New(slog.DiscardHandler)}.run(within(t))
	require.ErrorContains(t, err, "set HOME")
}
