package oidc

import (
	"context"
	"errors"
	"time"

	"github.com/tabletap/console/internal/jobs"
)

const (
	purgeEvery = time.Hour
	// keptAfter is for how long a request is kept once it has expired: a second use of its code is recognised as long.
	keptAfter = 24 * time.Hour
)

// PurgeArgs is the job that forgets what has expired.
type PurgeArgs struct{}

// Kind is the job's name in the queue.
func (PurgeArgs) Kind() string { return "oidc_purge" }

// RegisterJobs adds the jobs of this package to the queue.
func (s *Service) RegisterJobs(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ *jobs.Job[PurgeArgs]) error { return s.Purge(ctx) })
	jobs.Every(q, purgeEvery, PurgeArgs{})
}

// Purge deletes requests, tokens, sign-ins and keys that are worth nothing any more.
func (s *Service) Purge(ctx context.Context) error {
	now := s.Clock.Now()
	return errors.Join(s.store.purge(ctx, s.DB.SharedQuery(), now.Add(-keptAfter), now), s.keys.Purge(ctx))
}
