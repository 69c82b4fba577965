package analytics

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
)

// eventMonths are the partitions of the events.
var eventMonths = postgres.Months{Table: "events", Column: "occurred_at", Columns: []string{
	"tenant_id", "occurred_at", "id", "event_type", "tool_id", "user_id", "amount", "data", "ip_address", "received_at",
}}

// monthsAhead is how many months after this one have a partition before anything happens in them.
const monthsAhead = 3

const longJob = 30 * time.Minute

// PartitionsArgs is the job that makes partitions ahead and drops those of which no plan keeps anything.
type PartitionsArgs struct{}

// Kind is the job's name in the queue.
func (PartitionsArgs) Kind() string { return "analytics_partitions" }

// RetentionArgs is the job that deletes the events which restaurants' plans no longer keep.
type RetentionArgs struct{}

// Kind is the job's name in the queue.
func (RetentionArgs) Kind() string { return "analytics_retention" }

// RebuildArgs is the job that counts a restaurant's events again.
type RebuildArgs struct {
	Tenant access.TenantID `json:"tenant_id"`
}

// Kind is the job's name in the queue.
func (RebuildArgs) Kind() string { return "analytics_rebuild" }

// RegisterJobs adds the jobs of this package to the queue.
func (s *Service) RegisterJobs(q *jobs.Queue) {
	jobs.HandleWithin(q, longJob, func(ctx context.Context, _ *jobs.Job[PartitionsArgs]) error { return s.Partition(ctx) })
	jobs.Every(q, time.Hour, PartitionsArgs{})
	jobs.HandleWithin(q, longJob, func(ctx context.Context, _ *jobs.Job[RetentionArgs]) error { return s.Expire(ctx) })
	jobs.Every(q, 24*time.Hour, RetentionArgs{})
	jobs.HandleWithin(q, longJob, func(ctx context.Context, job *jobs.Job[RebuildArgs]) error { return s.Rebuild(ctx, job.Args.Tenant) })
	s.registerMetricJobs(q)
}

// TimezoneChanged has the restaurant's events counted again by its new clock, once tx has committed.
func (s *Service) TimezoneChanged(ctx context.Context, tx postgres.Tx, t access.TenantID) error {
	return s.Queue.Enqueue(ctx, tx, RebuildArgs{Tenant: t})
}

// Partition makes a partition for this month and the next ones, and for each of which the default partition holds events, and drops those
// that no plan keeps anything of.
func (s *Service) Partition(ctx context.Context) error {
	now := s.now()
	wanted, err := eventMonths.Strays(ctx, s.DB)
	if err != nil {
		return err
	}
	for ahead := range monthsAhead + 1 {
		wanted = append(wanted, postgres.MonthOf(now).AddDate(0, ahead, 0))
	}
	var failures []error
	for _, month := range wanted {
		failures = append(failures, eventMonths.Make(ctx, s.DB, month))
	}
	return errors.Join(append(failures, s.dropMonths(ctx, now))...)
}

// MissingMonths are this month and the next, as far as they have no partition: their events lie in the default one, which a job empties.
func (s *Service) MissingMonths(ctx context.Context) ([]time.Time, error) {
	known, err := eventMonths.Known(ctx, s.DB)
	missing := []time.Time{}
	for ahead := range 2 {
		if month := postgres.MonthOf(s.now()).AddDate(0, ahead, 0); !slices.ContainsFunc(known, month.Equal) {
			missing = append(missing, month)
		}
	}
	return missing, err
}

func (s *Service) dropMonths(ctx context.Context, now time.Time) error {
	days, err := s.Plans.LongestEventRetention(ctx)
	if err != nil {
		return err
	}
	months, err := eventMonths.Known(ctx, s.DB)
	if err != nil {
		return err
	}
	var failures []error
	for _, month := range months {
		if !month.AddDate(0, 1, 0).After(kept(now, days)) {
			failures = append(failures, eventMonths.Drop(ctx, s.DB, month))
		}
	}
	return errors.Join(failures...)
}

// kept is from when on nothing is deleted that is kept for so many days. It is a day before the oldest that is taken in: the clocks of two
// instances differ, and a restaurant's counts are kept by its own days.
func kept(now time.Time, days int) time.Time { return oldest(now, days+1) }

// Expire deletes the events that restaurants' plans no longer keep, with what was counted of them.
func (s *Service) Expire(ctx context.Context) error {
	var all []access.TenantID
	err := s.Restaurants.EachSchema(ctx, func(t *access.Tenant) error {
		all = append(all, t.ID)
		return nil
	})
	if err != nil {
		return err
	}
	var failures []error
	for _, id := range all {
		if err := s.expire(ctx, id); err != nil {
			failures = append(failures, fmt.Errorf("expire events of restaurant %d: %w", id, err))
		}
	}
	return errors.Join(failures...)
}

func (s *Service) expire(ctx context.Context, id access.TenantID) error {
	t, err := s.Restaurants.ByID(ctx, id)
	if err != nil {
		return err
	}
	days, err := s.Plans.EventRetention(ctx, t)
	if err != nil {
		return err
	}
	zone := zoneOf(t)
	day := dayOf(kept(s.now(), days), zone)
	return s.eraseUntil(ctx, id, startOfDay(day, zone), day)
}
