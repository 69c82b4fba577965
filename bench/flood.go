package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	floodSenders  = 64
	floodEvents   = 10_000 // a request: as many as one may have
	floodTurns    = 5      // that it goes on
	floodGoal     = 300e6
	floodPatience = 30 * time.Second
)

// flood is a client that sends events faster than the disk takes them, and does not wait when it is told to.
type flood struct {
	world           *world
	client          *http.Client
	address         string
	body            []byte
	stored          atomic.Int64 // events
	taken, sentAway atomic.Int64 // requests
}

// measureFlood is figure 14: the most memory that the server ever has while it is flooded. What it answered 201 must be there.
func measureFlood(ctx context.Context, w *world) (_ []line, err error) {
	if runtime.GOOS != "linux" {
		return nil, nil
	}
	if err := w.letToolReport(ctx); err != nil {
		return nil, err
	}
	product, err := w.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop(ctx)) }()
	before, err := w.eventsThere(ctx)
	if err != nil {
		return nil, err
	}
	f := &flood{world: w, address: product.address, body: batchOf(floodEvents, false)}
	if err := f.run(ctx, floodTurns*w.opts.round); err != nil {
		return nil, err
	}
	most, err := product.mostMemory()
	if err != nil {
		return nil, err
	}
	after, err := w.eventsThere(ctx)
	if err != nil {
		return nil, err
	}
	if after-before != f.stored.Load() {
		return nil, fmt.Errorf("%d events were answered 201, and %d are there", f.stored.Load(), after-before)
	}
	if f.sentAway.Load() == 0 {
		return nil, errors.New("nobody was sent away: this is no flood")
	}
	return []line{{
		figure: fmt.Sprintf("14 resident memory at most, %d clients sending %d events at once", floodSenders, floodEvents),
		ours:   megabytes(most), goal: "under 300 MB", verdict: verdict(most < floodGoal),
	}, {
		figure: "14   requests stored, and sent away with 429", ours: fmt.Sprintf("%d, %d", f.taken.Load(), f.sentAway.Load()),
	}}, nil
}

func (f *flood) run(ctx context.Context, length time.Duration) error {
	f.client = &http.Client{Timeout: floodPatience, Transport: &http.Transport{MaxIdleConnsPerHost: floodSenders}}
	defer f.client.CloseIdleConnections()
	end := time.Now().Add(length)
	group, ctx := errgroup.WithContext(ctx)
	for range floodSenders {
		group.Go(func() error {
			for time.Now().Before(end) && ctx.Err() == nil {
				if err := f.send(ctx); err != nil {
					return err
				}
			}
			return ctx.Err()
		})
	}
	return group.Wait()
}

func (f *flood) send(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+f.address+batchPath, bytes.NewReader(f.body))
	if err != nil {
		return fmt.Errorf("flood: %w", err)
	}
	r.SetBasicAuth(benchClientID, f.world.secret)
	r.Header.Set("X-Tenant-Id", kitchenSlug)
	r.Header.Set("Content-Type", "application/json")
	answer, err := f.client.Do(r)
	if err != nil {
		return fmt.Errorf("flood: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return fmt.Errorf("flood: %w", err)
	}
	switch answer.StatusCode {
	case http.StatusTooManyRequests:
		f.sentAway.Add(1)
		return nil
	case http.StatusCreated:
	default:
		return fmt.Errorf("flood: answered %d: %s", answer.StatusCode, body[:min(len(body), 200)])
	}
	var said struct {
		Accepted int64 `json:"accepted"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return fmt.Errorf("flood: %w", err)
	}
	f.taken.Add(1)
	f.stored.Add(said.Accepted)
	return nil
}

func (w *world) eventsThere(ctx context.Context) (n int64, err error) {
	conn, err := w.connect(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close(ctx) }()
	err = conn.QueryRow(ctx, "SELECT count(*) FROM public.events").Scan(&n)
	return n, err
}
