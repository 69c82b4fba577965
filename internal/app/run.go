package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tabletap/console/internal/config"
)

// Run says what a process does.
type Run struct {
	Serve bool // answer requests
	Work  bool // work jobs off
}

// Main is a server's or worker's whole life: it opens the database, checks its version, serves until ctx ends, and stops such
// that no request and no job that was accepted fails.
func Main(ctx context.Context, cfg config.Config, version string, log *slog.Logger, what Run) (err error) {
	collectLessOften()
	slog.SetDefault(log) // libraries that are not handed a logger
	var l net.Listener
	if what.Serve {
		if l, err = Listen(ctx, cfg.Listen); err != nil {
			return err
		}
		defer func() { _ = l.Close() }()
		cfg.Listen = listening(cfg.Listen, l)
	}
	a, err := Open(ctx, cfg, version, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.closeWithin(ctx, time.Minute)) }()
	if err := a.Ready(ctx); err != nil {
		return err
	}
	log.InfoContext(ctx, "tabletap is up", "version", version, "listen", cfg.Listen, "serve", what.Serve, "work", what.Work)
	return a.run(ctx, l, what)
}

// listening is the address with the port that the system chose, where it was asked to with port 0.
func listening(address string, l net.Listener) string {
	host, port, err := net.SplitHostPort(address)
	chosen, ok := l.Addr().(*net.TCPAddr)
	if err != nil || port != "0" || !ok {
		return address
	}
	return net.JoinHostPort(host, strconv.Itoa(chosen.Port))
}

// collectLessOften trades some of the memory that the program does not need for processor time that it does, unless GOGC says
// otherwise. Under a flood, when that would be much, garbage is collected as often as it takes to stay below a limit, which is GOMEMLIMIT's if
// that is set.
func collectLessOften() {
	const percent, limit = 200, 208 << 20
	if os.Getenv("GOGC") == "" { //nolint:forbidigo // the Go runtime's own setting
		debug.SetGCPercent(percent)
	}
	if os.Getenv("GOMEMLIMIT") == "" { //nolint:forbidigo // the same
		debug.SetMemoryLimit(limit)
	}
}

func (a *App) closeWithin(ctx context.Context, patience time.Duration) error {
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return a.Close(closing)
}

// run serves and works until ctx ends or a part fails, then drains: first requests, then jobs.
func (a *App) run(ctx context.Context, l net.Listener, what Run) error {
	group, ctx := errgroup.WithContext(ctx)
	if what.Work {
		if err := a.Queue.Start(ctx); err != nil {
			return err
		}
	}
	if l != nil {
		group.Go(func() error { return a.API.Serve(ctx, l, a.Config.ShutdownTimeout) })
	}
	if a.Config.MetricsListen != "" {
		group.Go(func() error { return serveMetrics(ctx, a.Config.MetricsListen, a.metrics) })
	}
	group.Go(func() error { return a.watchDatabase(ctx) })
	err := group.Wait()
	if what.Work {
		err = errors.Join(err, a.stopJobs(ctx))
	}
	return err
}

var errDatabaseLost = errors.New("the PostgreSQL of our own ended by itself; its log is server.log in the data folder")

// watchDatabase ends the program when the server it runs itself has died: the next start recovers.
func (a *App) watchDatabase(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-a.database.Lost():
		return errDatabaseLost
	}
}

func (a *App) stopJobs(ctx context.Context) error {
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.Config.ShutdownTimeout)
	defer cancel()
	if err := a.Queue.Stop(patience); err != nil {
		return fmt.Errorf("jobs at work were cut off and will be tried again: %w", err)
	}
	return nil
}
