package tools

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/jobs"
)

const (
	purgeEvery   = 6 * time.Hour
	purgeWorkers = 4
	// keptAfter is for how long tokens are kept once they have expired, for whoever looks into what happened.
	keptAfter = time.Hour
	// reportedFailures bounds how long an error of the purge gets.
	reportedFailures = 10
)

// PurgeArgs is the job that forgets expired tokens and keys.
type PurgeArgs struct{}

// Kind is the job's name in the queue.
func (PurgeArgs) Kind() string { return "tools_purge" }

// RegisterJobs adds the jobs of this package to the queue.
func (s *Service) RegisterJobs(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ *jobs.Job[PurgeArgs]) error { return s.Purge(ctx) })
	jobs.Every(q, purgeEvery, PurgeArgs{})
}

// Purge deletes the expired tokens of all restaurants, a statement each, and keys that verify nothing any more. A restaurant
// that fails does not stop the others.
func (s *Service) Purge(ctx context.Context) error {
	before := s.Clock.Now().Add(-keptAfter)
	var (
		group errgroup.Group
		mu    sync.Mutex
		wrong []error
	)
	group.SetLimit(purgeWorkers)
	err := s.Tenants.EachSchema(ctx, func(t *access.Tenant) error {
		group.Go(func() error {
			if _, err := s.store.deleteExpired(ctx, s.DB.TenantQuery(t), before); err != nil {
				mu.Lock()
				defer mu.Unlock()
				wrong = append(wrong, fmt.Errorf("purge tokens of %s: %w", t.Schema, err))
			}
			return nil
		})
		return ctx.Err()
	})
	_ = group.Wait() // failures are in wrong
	wrong = wrong[:min(len(wrong), reportedFailures)]
	return errors.Join(append(wrong, err, s.keys.Purge(ctx))...)
}
