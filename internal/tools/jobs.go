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
	// keptAfter is for how long tokens and sessions are kept once they have expired, for whoever looks into what happened, and so that
	// a late second use of a token is recognised.
	keptAfter = time.Hour
	// signInsKept is for longer than anything that came of a sign-in can last.
	signInsKept = 2 * sessionLifetime
	// reportedFailures bounds how long an error of the purge gets.
	reportedFailures = 10
)

// PurgeArgs is the job that forgets expired tokens, sessions, secrets and keys.
type PurgeArgs struct{}

// Kind is the job's name in the queue.
func (PurgeArgs) Kind() string { return "tools_purge" }

// RegisterJobs adds the jobs of this package to the queue.
func (s *Service) RegisterJobs(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ *jobs.Job[PurgeArgs]) error { return s.Purge(ctx) })
	jobs.Every(q, purgeEvery, PurgeArgs{})
}

// Purge deletes the expired tokens and sessions of all restaurants and what they have of tools that the catalogue has not, and
// secrets and keys that are good for nothing any more. A restaurant that fails does not stop the others.
func (s *Service) Purge(ctx context.Context) error {
	now := s.Clock.Now()
	before := now.Add(-keptAfter)
	known, err := s.store.purgeShared(ctx, s.DB.SharedQuery(), before, now.Add(-signInsKept))
	if err != nil {
		return fmt.Errorf("purge tools: %w", err)
	}
	var (
		group errgroup.Group
		mu    sync.Mutex
		wrong []error
	)
	group.SetLimit(purgeWorkers)
	err = s.Tenants.EachSchema(ctx, func(t *access.Tenant) error {
		group.Go(func() error {
			if err := s.store.purge(ctx, s.DB.TenantQuery(t), before, known); err != nil {
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
