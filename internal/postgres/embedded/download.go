package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"

	"github.com/tabletap/console/internal/process"
)

// downloadVersion is what a machine without PostgreSQL gets.
const downloadVersion = embeddedpostgres.V17

const downloadName = "postgresql-" + string(downloadVersion)

// downloadTimeout allows for 30 MB on a slow line.
const downloadTimeout = 5 * time.Minute

// download fetches the programs of PostgreSQL once and keeps them.
type download struct {
	repository string // "": the library's, Maven Central
	folder     string
	log        *slog.Logger
}

func (d download) run(ctx context.Context) (bin string, err error) {
	if d.folder == "" {
		return "", errors.New("no folder for the download: set HOME or XDG_CACHE_HOME")
	}
	if err := os.MkdirAll(d.folder, 0o755); err != nil { //nolint:gosec // programs, for the unprivileged user to run
		return "", fmt.Errorf("make the folder for the download: %w", err)
	}
	home := filepath.Join(d.folder, downloadName)
	if isFile(filepath.Join(home, "bin", "postgres")) {
		return filepath.Join(home, "bin"), nil
	}
	lock, err := process.TryLock(home + ".lock")
	if err != nil {
		return "", fmt.Errorf("another download into %s is under way, try again after it: %w", home, err)
	}
	defer lock.Release()
	d.log.InfoContext(ctx, "downloading PostgreSQL", "version", downloadVersion, "into", home)
	return filepath.Join(home, "bin"), d.fetch(ctx, home)
}

// downloadFolder is where downloads are kept; root's is one that the unprivileged user can enter. It is "" for somebody
// without a home: programs must not come from where others may write.
func downloadFolder(systemFolder string) string {
	if os.Geteuid() == 0 {
		return filepath.Join(systemFolder, "cache")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "tabletap")
}

// fetch unpacks beside home and moves it there when it is whole, so that a half unpacked one is never used.
func (d download) fetch(ctx context.Context, home string) error {
	partial := filepath.Join(filepath.Dir(home), ".partial-"+downloadName)
	defer os.RemoveAll(partial)
	if err := os.RemoveAll(partial); err != nil {
		return fmt.Errorf("clear an unfinished download: %w", err)
	}
	if err := d.unpack(ctx, partial); err != nil {
		return err
	}
	for _, leftover := range []string{"archive", "trial"} {
		_ = os.RemoveAll(filepath.Join(partial, leftover)) // only disk space is lost if it stays
	}
	if err := os.Rename(partial, home); err != nil {
		return fmt.Errorf("put the download in its place: %w", err)
	}
	return nil
}

// unpack waits for the library no longer than downloadTimeout. It cannot be interrupted; when it takes longer, Start
// fails and its goroutine ends with the program.
func (d download) unpack(ctx context.Context, into string) error {
	ctx, cancel := context.WithTimeout(ctx, downloadTimeout)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- d.throughLibrary(into) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("download PostgreSQL %s: %w", downloadVersion, ctx.Err())
	}
}

// throughLibrary has the library download, check and unpack the programs. It offers that only as the first part of
// starting a server of its own, which we stop again, and which cannot start for root: what counts is whether the
// programs are there.
func (d download) throughLibrary(into string) error {
	port, err := process.FreePort(0)
	if err != nil {
		return err
	}
	server := embeddedpostgres.NewDatabase(d.libraryConfig(into, port))
	startErr := server.Start()
	if startErr == nil {
		startErr = server.Stop()
	}
	if !isFile(filepath.Join(into, "bin", "postgres")) {
		return fmt.Errorf("download PostgreSQL %s: %w", downloadVersion, errors.Join(startErr, errNoPrograms))
	}
	return nil
}

var errNoPrograms = errors.New("the download holds no bin/postgres")

func (d download) libraryConfig(into string, port int) embeddedpostgres.Config {
	config := embeddedpostgres.DefaultConfig().Version(downloadVersion).Logger(io.Discard).
		Port(uint32(port)).BinariesPath(into).CachePath(filepath.Join(into, "archive")).RuntimePath(filepath.Join(into, "trial"))
	if d.repository != "" {
		config = config.BinaryRepositoryURL(strings.TrimSuffix(d.repository, "/"))
	}
	return config
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
