package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// installation is a folder with the programs of one PostgreSQL version.
type installation struct {
	bin     string
	version Version
}

func (i installation) program(name string) string { return filepath.Join(i.bin, name) }

// errNothingInstalled makes the finder download.
var errNothingInstalled = errors.New("no PostgreSQL 15 or newer is installed")

// installedPlaces are where the packages of Debian, Red Hat, Homebrew and Postgres.app put the programs.
var installedPlaces = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/libexec/postgresql*",
	"/opt/homebrew/opt/postgresql*/bin",
	"/usr/local/opt/postgresql*/bin",
	"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
	"/usr/local/pgsql/bin",
}

// finder looks for an installation, and fetches one when there is none.
type finder struct {
	places   []string // glob patterns
	pgConfig string   // program that names a folder with --bindir
	path     string   // folders as in $PATH
	fetch    func(ctx context.Context) (bin string, err error)
}

// newFinder also looks among earlier downloads, so that their data stays usable when another version is installed later.
func newFinder(c Config) *finder {
	downloads := downloadFolder(c.systemFolder)
	return &finder{
		places:   append([]string{filepath.Join(downloads, "postgresql-*", "bin")}, installedPlaces...),
		pgConfig: "pg_config",
		path:     os.Getenv("PATH"),
		fetch:    download{repository: c.DownloadURL, folder: downloads, log: c.Logger}.run,
	}
}

// find chooses the newest installation, or the newest of version major when there is data of that version (0: none
// yet). Data of a version that is not there is an error and not a reason to download: it may be a slip of the machine.
func (f *finder) find(ctx context.Context, major int) (installation, error) {
	found := f.installed(ctx)
	if err := ctx.Err(); err != nil {
		return installation{}, fmt.Errorf("look for PostgreSQL: %w", err)
	}
	if len(found) == 0 {
		return f.fetched(ctx)
	}
	for _, candidate := range found {
		if candidate.version.Major == major {
			return candidate, nil
		}
	}
	return found[0], nil
}

// installed lists what is usable, newest first.
func (f *finder) installed(ctx context.Context) []installation {
	var found []installation
	for _, bin := range f.folders(ctx) {
		if candidate, err := inspect(ctx, bin); err == nil {
			found = append(found, candidate)
		}
	}
	slices.SortStableFunc(found, func(a, b installation) int {
		switch {
		case a.version.newerThan(b.version):
			return -1
		case b.version.newerThan(a.version):
			return 1
		}
		return 0
	})
	return found
}

// folders lists each candidate once, by its real path.
func (f *finder) folders(ctx context.Context) []string {
	candidates := f.fromPgConfig(ctx)
	for _, pattern := range f.places {
		matches, _ := filepath.Glob(pattern) // the only error is a malformed pattern
		candidates = append(candidates, matches...)
	}
	candidates = append(candidates, filepath.SplitList(f.path)...)
	var folders []string
	for _, candidate := range candidates {
		server, err := filepath.EvalSymlinks(filepath.Join(candidate, "postgres"))
		if err != nil || slices.Contains(folders, filepath.Dir(server)) {
			continue
		}
		folders = append(folders, filepath.Dir(server))
	}
	return folders
}

func (f *finder) fromPgConfig(ctx context.Context) []string {
	out, err := output(ctx, f.pgConfig, "--bindir")
	if err != nil {
		return nil
	}
	return []string{strings.TrimSpace(out)}
}

func (f *finder) fetched(ctx context.Context) (installation, error) {
	bin, err := f.fetch(ctx)
	if err == nil {
		var found installation
		if found, err = inspect(ctx, bin); err == nil {
			return found, nil
		}
	}
	return installation{}, fmt.Errorf("%w and downloading one failed: install it (Debian: `apt-get install postgresql`, "+
		"macOS: `brew install postgresql@17`) or set DATABASE_URL to a server of yours: %w", errNothingInstalled, err)
}

// inspect asks a folder's server for its version, and sees that initdb is beside it: client packages lack it.
func inspect(ctx context.Context, bin string) (installation, error) {
	if _, err := exec.LookPath(filepath.Join(bin, "initdb")); err != nil {
		return installation{}, fmt.Errorf("find initdb in %s: %w", bin, err)
	}
	out, err := output(ctx, filepath.Join(bin, "postgres"), "--version")
	if err != nil {
		return installation{}, err
	}
	version, err := parseVersion(out)
	if err != nil {
		return installation{}, err
	}
	if version.Major < oldestMajor {
		return installation{}, fmt.Errorf("PostgreSQL %v in %s is too old: %d or newer is needed", version, bin, oldestMajor)
	}
	return installation{bin: bin, version: version}, nil
}

func output(ctx context.Context, program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, args...).Output()
	if err != nil {
		return "", fmt.Errorf("run %s: %w", program, err)
	}
	return string(out), nil
}
