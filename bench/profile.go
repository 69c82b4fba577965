package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/pprof"

	"github.com/tabletap/console/internal/app"
	"github.com/tabletap/console/internal/config"
)

// profile writes a profile of this process until the function it returns is called, if one was asked for.
func (w *world) profile() (stop func(), err error) {
	if w.opts.profile == "" {
		return func() {}, nil
	}
	f, err := os.Create(w.opts.profile) //nolint:gosec // G703: where whoever runs this wants it
	if err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(fmt.Errorf("profile: %w", err), f.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close()
	}, nil
}

// serveProfiled is `tabletap serve` with a CPU profile of its whole life.
func serveProfiled(ctx context.Context, path string) (err error) {
	cfg, err := config.Load()
	if err != nil {
		return err
	}
	f, err := os.Create(path) //nolint:gosec // G703: where whoever runs this wants it
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	defer pprof.StopCPUProfile()
	return app.Main(ctx, cfg, "bench", app.NewLogger(os.Stderr, &cfg), app.Run{Serve: true, Work: true})
}
