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
