package embedded

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/tabletap/console/internal/process"
)

// ErrInUse says that another process runs a server on the data folder.
var ErrInUse = errors.New("the data folder is in use")

// folder is our folder, locked, and the user that the server runs as (nil: us).
type folder struct {
	path string
	user *process.User
	lock *process.Lock
}

func (f *folder) data() string         { return filepath.Join(f.path, "data") }
func (f *folder) file(n string) string { return filepath.Join(f.path, n) }

// openFolder makes the folder if missing, and locks it.
func openFolder(ctx context.Context, c Config) (*folder, error) {
	path, err := filepath.Abs(c.DataDir)
	if err != nil {
		return nil, fmt.Errorf("find the data folder: %w", err)
	}
	f, err := place(ctx, c, path)
	if err != nil {
		return nil, err
	}
	f.lock, err = process.TryLock(f.file("lock"))
	if errors.Is(err, process.ErrLocked) {
		return nil, fmt.Errorf("%w: process %d runs PostgreSQL on %s: stop it first, or choose another folder",
			ErrInUse, process.Holder(f.file("lock")), f.path)
	}
	if err != nil {
		return nil, fmt.Errorf("take PostgreSQL's data folder (does it belong to another user?): %w", err)
	}
	return f, nil
}

// place decides where the data of path is. That is another folder only for root, when the unprivileged user cannot
// enter path, or could not when the data was made.
func place(ctx context.Context, c Config, path string) (*folder, error) {
	if os.Geteuid() != 0 {
		return makeFolder(path, nil)
	}
	elsewhere := filepath.Join(c.systemFolder, nameElsewhere(path))
	if !hasData(elsewhere) || hasData(path) {
		f, err := makeForUser(path)
		if !errors.Is(err, errCannotEnter) {
			return f, err
		}
	}
	c.Logger.InfoContext(ctx, "PostgreSQL does not run as root and its user could not enter the data folder: using another",
		"asked", path, "used", elsewhere)
	return makeForUser(elsewhere)
}

// nameElsewhere tells the folders of several projects apart, for people by the name and for certain by the hash.
func nameElsewhere(path string) string {
	sum := sha256.Sum256([]byte(path))
	return strings.TrimPrefix(filepath.Base(path), ".") + "-" + hex.EncodeToString(sum[:6])
}

func hasData(path string) bool { return isFile(filepath.Join(path, "data", "PG_VERSION")) }

var errCannotEnter = errors.New("the server's user cannot enter the data folder")

func makeForUser(path string) (*folder, error) {
	user, err := serverUser(filepath.Join(path, "data"))
	if err != nil {
		return nil, err
	}
	f, err := makeFolder(path, user)
	if err != nil {
		return nil, err
	}
	if err := user.CanEnter(f.path); err != nil {
		return nil, fmt.Errorf("%w: %w", errCannotEnter, err)
	}
	return f, nil
}

// serverUser is who owns the data already, so that somebody's own server run once by root stays theirs; else postgres
// or nobody.
func serverUser(data string) (*process.User, error) {
	info, err := os.Stat(data)
	if err == nil {
		owner, ok := info.Sys().(*syscall.Stat_t)
		if ok && owner.Uid != 0 {
			return &process.User{UID: int(owner.Uid), GID: int(owner.Gid)}, nil
		}
	}
	user, err := process.LookupUser("postgres", "nobody")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root: %w", err)
	}
	return user, nil
}

// makeFolder makes the folder if missing. Only one that it made is opened to the server's user: path may be a home.
func makeFolder(path string, user *process.User) (*folder, error) {
	_, statErr := os.Stat(path)
	if err := os.MkdirAll(path, 0o755); err != nil { //nolint:gosec // what is secret in it has modes of its own
		return nil, fmt.Errorf("make PostgreSQL's data folder: %w", err)
	}
	if errors.Is(statErr, os.ErrNotExist) {
		if err := os.Chmod(path, folderMode(user)); err != nil {
			return nil, fmt.Errorf("set the mode of PostgreSQL's data folder: %w", err)
		}
	}
	resolved, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, fmt.Errorf("find PostgreSQL's data folder: %w", err)
	}
	return &folder{path: resolved, user: user}, nil
}

// folderMode lets another user pass through, not look around.
func folderMode(user *process.User) os.FileMode {
	if user == nil {
		return 0o700
	}
	return 0o711
}

// dataVersion is the major version that wrote the data, 0 when there is none yet.
func (f *folder) dataVersion() (int, error) {
	raw, err := os.ReadFile(filepath.Join(f.data(), "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the version of the data (was it made by another user?): %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		return 0, fmt.Errorf("%s is not a PostgreSQL data folder: %w", f.data(), err)
	}
	return major, nil
}
