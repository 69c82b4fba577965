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

// RegisterJobs adds the jobs of this package to the queue.
func (s *Service) RegisterJobs(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ *jobs.Job[EndVisitsArgs]) error { return s.EndExpired(ctx) })
	jobs.Every(q, time.Minute, EndVisitsArgs{})
}
