package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/tabletap/console/internal/process"
)

// Fast shutdown lets PostgreSQL write its checkpoint; immediate shutdown leaves recovery to the next start.
var shutdown = []process.Step{
	{Signal: syscall.SIGINT, Patience: 30 * time.Second},
	{Signal: syscall.SIGQUIT, Patience: 10 * time.Second},
}

// clearLeftovers ends a server that outlived the program that started it, and removes what says that it runs. We hold
// the folder's lock, so no living program of ours is using it.
func (f *folder) clearLeftovers(ctx context.Context, log *slog.Logger) error {
	pidFile := filepath.Join(f.data(), "postmaster.pid")
	postmaster, err := readPostmaster(pidFile)
	if err != nil || postmaster.pid == 0 {
		return err
	}
	if orphan := process.FindOrphan(postmaster.pid, f.isOurServer); orphan != nil {
		log.WarnContext(ctx, "stopping the PostgreSQL that an earlier run left behind", "pid", postmaster.pid)
		if err := orphan.Stop(ctx, shutdown...); err != nil {
			return fmt.Errorf("stop the PostgreSQL that an earlier run left behind: %w", err)
		}
	}
	// PostgreSQL would refuse to start if the number now belongs to any other process of its user.
	if err := os.Remove(pidFile); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the pid file of a dead PostgreSQL: %w", err)
	}
	return nil
}

// isOurServer recognises the command line that launch writes.
func (f *folder) isOurServer(commandLine string) bool {
	program, _, _ := strings.Cut(commandLine, " -D ")
	return filepath.Base(program) == "postgres" && strings.HasPrefix(commandLine, program+" -D "+f.data()+" ")
}

// postmaster is what PostgreSQL writes into postmaster.pid (src/include/utils/pidfile.h).
type postmaster struct {
	pid    int
	status string // "starting", "stopping", "ready" or "standby"
}

// readPostmaster is a zero postmaster when the file is missing or not yet written.
func readPostmaster(pidFile string) (postmaster, error) {
	raw, err := os.ReadFile(pidFile)
	if errors.Is(err, os.ErrNotExist) {
		return postmaster{}, nil
	}
	if err != nil {
		return postmaster{}, fmt.Errorf("read PostgreSQL's pid file: %w", err)
	}
	lines := strings.Split(string(raw), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil {
		return postmaster{}, nil //nolint:nilerr // half written: nobody there whom we could know
	}
	const statusLine = 7
	if len(lines) <= statusLine {
		return postmaster{pid: pid}, nil
	}
	return postmaster{pid: pid, status: strings.TrimSpace(lines[statusLine])}, nil
}
