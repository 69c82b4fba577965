package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/tabletap/console/internal/process"
)

// run is one life of the postmaster.
type run struct {
	child   *process.Child
	port    int
	sockets string
	asked   atomic.Bool   // Stop or Restart is ending it
	died    chan struct{} // closed when it is gone and nobody asked, or nobody could start the next
	mourn   sync.Once
}

func (r *run) lost() { r.mourn.Do(func() { close(r.died) }) }

const (
	launchTries = 50
	launchPause = 100 * time.Millisecond
	readyPoll   = 10 * time.Millisecond
)

// launch starts the postmaster and waits until it takes connections. It tries again when the port was taken in
// between, and while processes of a killed postmaster still hold its memory. With port 0 it finds one, last time's if
// that is free.
func (s *Server) launch(ctx context.Context, log *serverLog, port int) (*run, error) {
	sockets, err := s.makeSocketFolder()
	if err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		r, err := s.attempt(ctx, log, port, sockets)
		if err == nil {
			return r, s.folder.writeState(state{Port: r.port, Sockets: sockets})
		}
		if try == launchTries || !passes(log.text()) || !pause(ctx, launchPause) {
			return nil, err
		}
	}
}

// passes reports whether a start failed for a reason that goes away by itself.
func passes(log string) bool {
	return strings.Contains(log, "Address already in use") ||
		strings.Contains(log, "pre-existing shared memory block")
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *Server) attempt(ctx context.Context, log *serverLog, port int, sockets string) (*run, error) {
	if port == 0 {
		var err error
		if port, err = process.FreePort(s.folder.readState().Port); err != nil {
			return nil, err
		}
	}
	log.begin()
	spec := s.spec(log, "postgres", s.postgresArgs(port, sockets))
	spec.OnOurDeath = syscall.SIGINT
	child, err := process.Start(spec)
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	r := &run{child: child, port: port, sockets: sockets, died: make(chan struct{})}
	if err := s.waitReady(ctx, log, r); err != nil {
		_ = child.Stop(ctx, shutdown...)
		return nil, err
	}
	return r, nil
}

var errToldToEnd = errors.New("somebody told it to")

// waitReady reads the pid file as pg_ctl does: PostgreSQL writes there when it takes connections.
func (s *Server) waitReady(ctx context.Context, log *serverLog, r *run) error {
	ticker := time.NewTicker(readyPoll)
	defer ticker.Stop()
	for {
		select {
		case <-r.child.Done():
			return fmt.Errorf("PostgreSQL ended while starting (%w): %s", cmp.Or(r.child.Err(), errToldToEnd), log.tail())
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL was not ready in time (%w): %s", ctx.Err(), log.tail())
		case <-ticker.C:
		}
		file, err := readPostmaster(filepath.Join(s.folder.data(), "postmaster.pid"))
		if err == nil && file.pid == r.child.PID() && file.status == "ready" {
			return nil
		}
	}
}

// postgresArgs begin with -D and the folder: isOurServer looks for it.
func (s *Server) postgresArgs(port int, sockets string) []string {
	args := []string{"-D", s.folder.data(), "-k", sockets, "-p", strconv.Itoa(port)}
	for _, setting := range s.settings() {
		args = append(args, "-c", setting)
	}
	return args
}

func (s *Server) settings() []string {
	settings := []string{
		"listen_addresses=127.0.0.1",
		"unix_socket_permissions=0700",
		"max_connections=" + strconv.Itoa(s.config.MaxConnections),
		"shared_buffers=" + s.config.SharedBuffers,
		"max_locks_per_transaction=256", // one transaction makes or drops a whole schema
		"timezone=UTC",
		"log_timezone=UTC",
		"logging_collector=off",
		"log_min_messages=warning",
		"log_checkpoints=off",
	}
	if s.config.Disposable {
		return append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off",
			"wal_level=minimal", "max_wal_senders=0")
	}
	return append(settings, "fsync=on", "synchronous_commit=on", "full_page_writes=on")
}
