package analytics

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// What the dashboard calls a week and a month are so many days, today included: on the first of a month it is not empty. recentMetrics is
// how many metrics it shows.
const (
	daysOfWeek    = 7
	daysOfMonth   = 30
	recentMetrics = 20
)

// typeCount is how many events of a type there were.
type typeCount struct {
	kind               string
	month, week, today int64
}

// dashboard is a restaurant at a glance.
type dashboard struct {
	types   []typeCount // of the month, the most frequent first
	metrics []Metric    // the newest first
}

func (r *Reader) dashboard(ctx context.Context, t *access.Tenant) (d dashboard, err error) {
	today, q := dayOf(r.clock.Now(), zoneOf(t)), r.rows(t)
	if d.types, err = r.store.byType(ctx, q, t, today); err != nil {
		return d, err
	}
	d.metrics, err = r.store.metrics(ctx, q, t, today, recentMetrics)
	return d, err
}

func (s chartStore) byType(ctx context.Context, q postgres.Querier, t *access.Tenant, today time.Time) ([]typeCount, error) {
	rows, err := s.queries.EventsByType(ctx, q, shareddb.EventsByTypeParams{
		TenantID: int64(t.ID), Since: today.AddDate(0, 0, 1-daysOfMonth), Week: today.AddDate(0, 0, 1-daysOfWeek), Today: today,
	})
	list := make([]typeCount, len(rows))
	for i, r := range rows {
		list[i] = typeCount{kind: r.EventType, month: r.Events, week: r.InWeek, today: r.OnDay}
	}
	return list, err
}

// metrics gives the newest metrics of days that have begun.
func (s chartStore) metrics(ctx context.Context, q postgres.Querier, t *access.Tenant, today time.Time, most int) ([]Metric, error) {
	rows, err := s.queries.RecentMetrics(ctx, q, shareddb.RecentMetricsParams{TenantID: int64(t.ID), Today: today, Most: int64(most)})
	if err != nil {
		return nil, err
	}
	list := make([]Metric, len(rows))
	for i, r := range rows {
		var f figures
		if err := f.read(0, r.Value); err != nil {
			return nil, err
		}
		list[i] = Metric{ID: r.ID, Name: r.Name, Type: r.MetricType, Day: r.Day, Tool: r.ToolID, value: f.amount}
	}
	return list, nil
}
