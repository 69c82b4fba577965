package process

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	scratchPrefix = "tabletap-scratch-"
	scratchLock   = "in-use"
	// scratchAge spares a folder whose owner has not come to lock it.
	scratchAge = time.Minute
)

// Scratch is a temporary folder that other users may pass through but not list. What a killed process left is removed
// when the next one of the same user makes its own.
type Scratch struct {
	Path string
	lock *Lock
}

// NewScratch makes a folder where temporary files go: TMPDIR if that is set, else in memory if there is room, else /tmp. For root it is in
// /tmp if its children's unprivileged user could not enter TMPDIR.
func NewScratch() (*Scratch, error) {
	if os.Getenv("TMPDIR") == "" {
		if memory := inMemory(); memory != "" {
			return newScratch(memory)
		}
	}
	return NewScratchOnDisk()
}

// NewScratchOnDisk is NewScratch for what must be where writing costs what it costs: TMPDIR or /tmp, which may be in memory too where the
// machine is set up so.
func NewScratchOnDisk() (*Scratch, error) { return newScratch(scratchBase()) }

func newScratch(base string) (*Scratch, error) {
	sweepScratches(base)
	path, err := os.MkdirTemp(base, scratchPrefix)
	if err != nil {
		return nil, fmt.Errorf("make a temporary folder: %w", err)
	}
	scratch := &Scratch{Path: path}
	if err := scratch.open(); err != nil {
		_ = os.RemoveAll(path)
		return nil, err
	}
	return scratch, nil
}

func scratchBase() string {
	base := os.TempDir()
	if os.Geteuid() != 0 {
		return base
	}
	stranger, err := LookupUser("nobody")
	if err != nil || stranger.CanEnter(base) != nil {
		return "/tmp"
	}
	return base
}

func (s *Scratch) open() (err error) {
	if err := os.Chmod(s.Path, 0o711); err != nil { //nolint:gosec // see Scratch
		return fmt.Errorf("open a temporary folder to the children's user: %w", err)
	}
	if s.lock, err = TryLock(filepath.Join(s.Path, scratchLock)); err != nil {
		return fmt.Errorf("lock a temporary folder: %w", err)
	}
	return nil
}

// Remove deletes the folder and all in it. Twice is no error.
func (s *Scratch) Remove() error {
	defer s.lock.Release()
	if err := os.RemoveAll(s.Path); err != nil {
		return fmt.Errorf("remove a temporary folder: %w", err)
	}
	return nil
}

// sweepScratches removes what nobody uses any more; what it cannot remove may stay.
func sweepScratches(base string) {
	paths, _ := filepath.Glob(filepath.Join(base, scratchPrefix+"*")) // the pattern is well formed
	for _, path := range paths {
		if !abandoned(path) {
			continue
		}
		if lock, err := TryLock(filepath.Join(path, scratchLock)); err == nil {
			_ = os.RemoveAll(path)
			lock.Release()
		}
	}
}

// abandoned looks at a folder without touching it: names in /tmp may be anybody's, and a link to anywhere.
func abandoned(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.IsDir() || time.Since(info.ModTime()) < scratchAge {
		return false
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(owner.Uid) == os.Geteuid()
}
