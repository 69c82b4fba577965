package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tabletap/console/internal/config"
	"github.com/tabletap/console/internal/process"
)

// Claim takes the data folder for one dev, until release is called. A second dev on it would use the first one's database, write
// over its stand-in's state and, with --reset, pull both from under it.
func Claim(cfg *config.Config) (release func(), err error) {
	if err := os.MkdirAll(cfg.DataDir, 0o755); err != nil { //nolint:gosec // G301: the database's user passes through it
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	path := filepath.Join(cfg.DataDir, "dev.lock")
	lock, err := process.TryLock(path)
	if errors.Is(err, process.ErrLocked) {
		return nil, fmt.Errorf("the data folder is in use: process %d runs `tabletap dev` on %s: stop it, or choose another folder with --data-dir",
			process.Holder(path), cfg.DataDir)
	}
	if err != nil {
		return nil, fmt.Errorf("take the data folder: %w", err)
	}
	return lock.Release, nil
}
