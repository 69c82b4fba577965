package idempotency

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/jobs"
)

const (
	purgeEvery = time.Hour
	purgeBatch = 1000 // rows that one statement deletes, and others may wait for
)

// PurgeArgs is the job that forgets expired keys.
type PurgeArgs struct{}

// Kind is the job's name in the queue.
func (PurgeArgs) Kind() string { return "idempotency_purge" }

// RegisterJobs adds the jobs of this package to the queue.
func (k *Keys) RegisterJobs(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ *jobs.Job[PurgeArgs]) error { return k.Purge(ctx) })
	jobs.Every(q, purgeEvery, PurgeArgs{})
}

// Purge deletes the keys that expired, a batch at a time. What it was interrupted in it takes up when it is called again.
func (k *Keys) Purge(ctx context.Context) error {
	now := k.clock.Now()
	for {
		gone, err := k.store.purge(ctx, k.db.SharedQuery(), now, purgeBatch)
		if err != nil {
			return fmt.Errorf("purge idempotency keys: %w", err)
		}
		if gone < purgeBatch {
			return nil
		}
	}
}
