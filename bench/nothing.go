package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/tabletap/console/internal/process"
)

// measureNothing is the other half of figure 2: `tabletap migrate --tenants` with nothing to do, as a deploy would run it, from the
// start of its process to its end. What it asks is counted on the wire. The limit is a connection and the same question.
func (m *migration) measureNothing(ctx context.Context) ([]line, error) {
	t, err := startTap(ctx, m.world.server.Port())
	if err != nil {
		return nil, err
	}
	defer t.close()
	var ours, limit []time.Duration
	var asked int
	for range nothingTries {
		t.reset()
		took, err := m.migrateNothing(ctx, t)
		if err != nil {
			return nil, err
		}
		asked = max(asked, len(t.asked()))
		plain, err := m.askPlainly(ctx)
		if err != nil {
			return nil, err
		}
		ours, limit = append(ours, took), append(limit, plain)
	}
	return []line{
		{
			figure: "2 nothing to migrate, the whole command", ours: millis(median(ours)), limit: millis(median(limit)),
			ratio: times(median(ratios(ours, limit))), goal: "under 50 ms", verdict: verdict(median(ours) < nothingGoal),
		},
		{
			figure: "2   queries it sends", ours: strconv.Itoa(asked), limit: "1", goal: "1", verdict: verdict(asked == 1),
		},
	}, nil
}

func (m *migration) migrateNothing(ctx context.Context, t *tap) (time.Duration, error) {
	url, err := t.url(m.world.url)
	if err != nil {
		return 0, err
	}
	log, err := os.CreateTemp(m.world.scratch.Path, "migrate-*.log")
	if err != nil {
		return 0, fmt.Errorf("the command's log: %w", err)
	}
	defer func() { _ = log.Close() }()
	began := time.Now()
	p, err := process.Start(process.Spec{
		Path: m.world.opts.binary, Args: []string{"migrate", "--tenants"}, Dir: m.world.scratch.Path,
		Env: []string{"DATABASE_URL=" + url}, Stdout: log, Stderr: log,
	})
	if err != nil {
		return 0, err
	}
	select {
	case <-p.Done():
		return time.Since(began), p.Err()
	case <-ctx.Done():
		return 0, errors.Join(ctx.Err(), p.Kill())
	}
}

func (m *migration) askPlainly(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	conn, err := m.world.connect(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close(ctx) }()
	var behind int
	err = conn.QueryRow(ctx, "SELECT count(*) FROM public.tenants WHERE schema_version <> $1", len(m.history)).Scan(&behind)
	if err == nil && behind != 0 {
		err = fmt.Errorf("%d restaurants are behind", behind)
	}
	return time.Since(began), err
}
