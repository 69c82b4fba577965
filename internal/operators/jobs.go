package operators

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/jobs"
)

// EndVisitsArgs is the job that notes the end of visits which ran out.
type EndVisitsArgs struct{}

// Kind is the job's name in the queue.
func (EndVisitsArgs) Kind() string { return "visits_end" }

// MigrateArgs is the job that brings up the restaurants for a run. It is tried once: whoever wants another run starts one.
type MigrateArgs struct {
	Run int64 `json:"run"`
}

// Kind is the job's name in the queue.
func (MigrateArgs) Kind() string { return "migrations_run" }

// InsertOpts are River's to ask.
func (MigrateArgs) InsertOpts() jobs.Options { return jobs.Options{MaxAttempts: 1} }

// migrateTimeout is enough for a hundred thousand restaurants.
const migrateTimeout = 2 * time.Hour

// RegisterJobs adds the jobs of this package to the queue.
func (s *Service) RegisterJobs(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ *jobs.Job[EndVisitsArgs]) error { return s.EndExpired(ctx) })
	jobs.Every(q, time.Minute, EndVisitsArgs{})
	jobs.HandleWithin(q, migrateTimeout, func(ctx context.Context, job *jobs.Job[MigrateArgs]) error { return s.Migrate(ctx, job.Args.Run) })
}
