package analytics

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// planned answers each query with nothing and keeps its plan.
type planned struct {
	postgres.Querier

	t    *testing.T
	plan string
}

func (p *planned) explain(ctx context.Context, sql string, args []any) {
	p.t.Helper()
	rows, err := p.Querier.Query(ctx, "EXPLAIN (COSTS OFF) "+sql, args...)
	require.NoError(p.t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(p.t, err)
	p.plan = strings.Join(lines, "\n")
}

func (p *planned) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	p.explain(ctx, sql, args)
	return noRows{}, nil
}

func (p *planned) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	p.explain(ctx, sql, args)
	return noRows{}
}

type noRows struct{ pgx.Rows }

func (noRows) Close()            {}
func (noRows) Err() error        { return nil }
func (noRows) Next() bool        { return false }
func (noRows) Scan(...any) error { return nil }

// fillEvents makes 100 restaurants with 500 events each in 90 days, in two partitions and the default one.
func fillEvents(t *testing.T, db *pgtest.Database) {
	t.Helper()
	for _, sql := range []string{
		`CREATE TABLE public.events_one PARTITION OF public.events FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2026-02-01 00:00+00')`,
		`CREATE TABLE public.events_two PARTITION OF public.events FOR VALUES FROM ('2026-02-01 00:00+00') TO ('2026-03-01 00:00+00')`,
		`INSERT INTO public.events (tenant_id, occurred_at, id, event_type, tool_id, user_id, amount, data, received_at)
SELECT n % 100 + 1, at, n, (ARRAY['order', 'menu_view', 'customer'])[n / 100 % 3 + 1], n / 300 % 2, n % 7 + 1, 1, '{"table": "1"}', at
FROM (SELECT n, timestamptz '2026-03-01 00:00+00' - make_interval(secs => n * 155.0) AS at FROM generate_series(1, 50000) AS n) AS e`,
		`INSERT INTO public.event_hours (tenant_id, hour, day, event_type, tool_id, events, amount)
SELECT tenant_id, date_trunc('hour', occurred_at), occurred_at::date, event_type, tool_id, count(*), sum(amount) FROM public.events GROUP BY 1, 2, 3, 4, 5`,
		`INSERT INTO public.event_days (tenant_id, day, event_type, tool_id, events, amount)
SELECT tenant_id, day, event_type, tool_id, sum(events), sum(amount) FROM public.event_hours GROUP BY 1, 2, 3, 4`,
		`INSERT INTO public.event_users (tenant_id, day, hour, event_type, tool_id, user_id)
SELECT DISTINCT tenant_id, occurred_at::date, date_trunc('hour', occurred_at), event_type, tool_id, user_id FROM public.events`,
		`INSERT INTO public.metrics (tenant_id, day, name, metric_type, value, updated_at)
SELECT DISTINCT tenant_id, day, 'orders', 'counter', 1, now() FROM public.event_days`,
		`ANALYZE public.events`, `ANALYZE public.event_hours`, `ANALYZE public.event_days`, `ANALYZE public.event_users`, `ANALYZE public.metrics`,
	} {
		_, err := db.SharedQuery().Exec(t.Context(), sql)
		require.NoError(t, err)
	}
}

// Whatever is read of a restaurant is found through an index that begins with it: what that costs has to do with what there is of the
// restaurant, not of all others.
func TestEveryChartComesFromAnIndex(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	fillEvents(t, db)
	ctx, s, q := t.Context(), chartStore{shareddb.New()}, &planned{Querier: db.SharedQuery(), t: t}
	place := &access.Tenant{ID: 17}
	of := &scope{period: period{first: day("2026-02-10"), after: day("2026-03-01")}, tenant: place, zone: time.UTC, now: now}
	typed := *of
	typed.types, typed.tools = []string{"order", "customer"}, []int64{1}
	since, until := of.moments(of.zone)
	f := Filter{Since: since, Until: until}
	ofType := Filter{Type: "order", Since: since, Until: until}
	at := api.Position{Time: until.Add(-time.Hour), ID: 7}
	starts := []time.Time{of.first}
	for name, read := range map[string]func() error{
		"the list":             func() error { _, err := s.down(ctx, q, place, f, at, 21, 0); return err },
		"the list of a type":   func() error { _, err := s.down(ctx, q, place, ofType, at, 21, 0); return err },
		"the list back":        func() error { _, err := s.up(ctx, q, place, f, at, 21); return err },
		"of a type back":       func() error { _, err := s.up(ctx, q, place, ofType, at, 21); return err },
		"the count":            func() error { _, err := s.countDays(ctx, q, place, "", of.period); return err },
		"the edges":            func() error { _, err := s.countBetween(ctx, q, place, "", stretch{since, until}); return err },
		"the edges of a type":  func() error { _, err := s.countBetween(ctx, q, place, "order", stretch{since, until}); return err },
		"days":                 func() error { _, err := s.overTime(ctx, q, &typed, daily, splitType, starts); return err },
		"hours":                func() error { _, err := s.overTime(ctx, q, &typed, hourly, splitTool, starts); return err },
		"hours of the week":    func() error { _, err := s.hoursOfWeek(ctx, q, of); return err },
		"parts":                func() error { _, err := s.parts(ctx, q, of, splitType); return err },
		"people by day":        func() error { _, err := s.people(ctx, q, &typed, daily, splitType, starts); return err },
		"people by hour":       func() error { _, err := s.people(ctx, q, of, hourly, undivided, starts); return err },
		"people in all":        func() error { _, err := s.peopleInAll(ctx, q, of, splitTool); return err },
		"the newest":           func() error { _, err := s.newest(ctx, q, of, "", 100); return err },
		"the newest of types":  func() error { _, err := s.newest(ctx, q, &typed, by{field: []string{"table"}}.path(), 100); return err },
		"types of a dashboard": func() error { _, err := s.byType(ctx, q, place, of.last()); return err },
		"recent metrics":       func() error { _, err := s.metrics(ctx, q, place, of.last(), 20); return err },
	} {
		for range 7 { // more often than PostgreSQL plans anew by itself
			require.NoError(t, read(), name)
		}
		require.Regexp(t, `Index (?:Only )?Scan`, q.plan, name)
		require.NotContains(t, q.plan, "Seq Scan", "%s\n%s", name, q.plan)
	}
}
