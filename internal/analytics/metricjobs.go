package analytics

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// The platform's own metrics are orders and revenue (how many events of type order there were, and the sum of their totals), active_staff (how
// many different people something was the doing of) and menu_views. Each hour those of the last days are worked out, today's as far as it
// has come; each day those of all days, since what happened then may still be reported.
const (
	metricsEvery    = time.Hour
	allMetricsEvery = 24 * time.Hour
	lastDays        = 3
	metricsAtOnce   = 100 // restaurants in a statement
	metricsTimeout  = 15 * time.Minute
)

type metricsArgs struct{}

// Kind is the job's name in the queue.
func (metricsArgs) Kind() string { return "analytics_metrics" }

type allMetricsArgs struct{}

// Kind is the job's name in the queue.
func (allMetricsArgs) Kind() string { return "analytics_all_metrics" }

// RegisterMetricJobs adds the jobs that keep the platform's own metrics.
func (s *Service) RegisterMetricJobs(q *jobs.Queue) {
	jobs.HandleWithin(q, metricsTimeout, func(ctx context.Context, _ *jobs.Job[metricsArgs]) error { return s.CountMetrics(ctx, lastDays) })
	jobs.HandleWithin(q, metricsTimeout, func(ctx context.Context, _ *jobs.Job[allMetricsArgs]) error { return s.CountMetrics(ctx, mostDays) })
	jobs.Every(q, metricsEvery, metricsArgs{})
	jobs.Every(q, allMetricsEvery, allMetricsArgs{})
}

// CountMetrics works out the metrics of all restaurants for so many of their days, today included. Doing it again changes nothing.
func (s *Service) CountMetrics(ctx context.Context, days int) error {
	var after int64
	for {
		rows, err := s.store.queries.ZonesOfRestaurants(ctx, s.DB.SharedQuery(), after, metricsAtOnce)
		if err != nil {
			return fmt.Errorf("count metrics: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		if err := s.countMetricsOf(ctx, rows, days); err != nil {
			return fmt.Errorf("count metrics: %w", err)
		}
		after = rows[len(rows)-1].ID
	}
}

func (s *Service) countMetricsOf(ctx context.Context, restaurants []shareddb.ZonesOfRestaurantsRow, days int) error {
	now := s.now()
	p := shareddb.CountMetricsParams{Now: now}
	for _, r := range restaurants {
		today := dayOf(now, zoneNamed(r.Timezone))
		p.Tenants, p.Since = append(p.Tenants, r.ID), append(p.Since, today.AddDate(0, 0, 1-days))
	}
	if _, err := s.store.queries.CountMetrics(ctx, s.DB.SharedQuery(), p); err != nil {
		return err
	}
	_, err := s.store.queries.ForgetMetrics(ctx, s.DB.SharedQuery(), p.Tenants, p.Since)
	return err
}
