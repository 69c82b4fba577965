package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	eventsEach = 10_000 // of each restaurant
	eventDays  = 365    // over which they are spread
)

// fillEvents makes the kitchen's events, copies the database, and makes those of the other restaurants in one of the two.
func (w *world) fillEvents(ctx context.Context, alone string) error {
	if err := w.makeMonths(ctx); err != nil {
		return err
	}
	note("%d events", eventsEach)
	kitchens, others := eventsOf{each: eventsEach}, eventsOf{others: true, each: eventsEach}
	if err := errors.Join(w.makeEvents(ctx, kitchens), w.countEvents(ctx, kitchens)); err != nil {
		return err
	}
	if err := w.copyDatabase(ctx, alone); err != nil {
		return err
	}
	if err := w.analyzeEvents(ctx, w.server.URL(alone)); err != nil {
		return err
	}
	note("%d events", eventsEach*(w.opts.tenants-1))
	if err := errors.Join(w.makeEvents(ctx, others), w.countEvents(ctx, others)); err != nil {
		return err
	}
	return w.analyzeEvents(ctx, w.url)
}

// makeMonths empties the tables, and lets the product make a partition for each month that will have events.
func (w *world) makeMonths(ctx context.Context) error {
	a, err := w.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close(context.WithoutCancel(ctx)) }()
	if err := a.Ready(ctx); err != nil {
		return err
	}
	const empty = "TRUNCATE public.events, public.event_keys, public.event_hours, public.event_days, public.event_users"
	const strays = `INSERT INTO public.events (tenant_id, occurred_at, id, event_type, received_at)
SELECT $1::bigint, month, 1, 'system', month FROM generate_series($2::timestamptz, $3, '1 month') AS month`
	now := time.Now()
	if _, err := a.DB.SharedQuery().Exec(ctx, empty); err != nil {
		return err
	}
	if _, err := a.DB.SharedQuery().Exec(ctx, strays, w.kitchen.id, now.AddDate(0, 0, -eventDays), now); err != nil {
		return err
	}
	if err := a.Events.Partition(ctx); err != nil {
		return err
	}
	_, err = a.DB.SharedQuery().Exec(ctx, empty)
	return err
}

// eventsOf are those of the kitchen, or of the other restaurants there are supposed to be.
type eventsOf struct {
	others bool
	each   int
}

func (e eventsOf) condition(column string) string {
	if e.others {
		return column + " <> $1"
	}
	return column + " = $1"
}

// makeEvents makes events, of nine types by ten people, each over a year that ends today.
func (w *world) makeEvents(ctx context.Context, e eventsOf) error {
	conn, err := w.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, `INSERT INTO public.events (tenant_id, occurred_at, id, event_type, tool_id, user_id, amount, data, received_at)
SELECT id, occurred_at, $3 + g, event_type, CASE event_type WHEN 'menu_view' THEN 2 ELSE 1 END, g / 13 % 10 + 1,
    CASE WHEN event_type IN ('order', 'pos_transaction') THEN g % 9999 / 100.0 END,
    jsonb_build_object('total', g % 9999 / 100.0, 'table', g % 17, 'session', g / 4, 'items', jsonb_build_array(
        jsonb_build_object('dish', 'Jollof ' || g % 23), jsonb_build_object('dish', 'Waakye ' || g % 7))), occurred_at
FROM (
    SELECT t.id, g, $2::timestamptz - make_interval(secs => 86400.0 * $4::int * g / $3::bigint) AS occurred_at,
        (ARRAY['order', 'order', 'menu_view', 'menu_view', 'pos_transaction', 'customer', 'staff_action', 'user_login', 'order']
        )[1 + g * 7919 / 3 % 9] AS event_type
    FROM (SELECT t.id FROM public.tenants t WHERE `+e.condition("t.id")+` ORDER BY t.id LIMIT $5) AS t CROSS JOIN generate_series(1, $3::bigint) AS g
) AS e`, w.kitchen.id, time.Now().UTC().Truncate(time.Hour), int64(e.each), eventDays, w.opts.tenants-1)
	if err != nil {
		return fmt.Errorf("make events: %w", err)
	}
	return nil
}

// countEvents writes the rollups, as the restaurants' clocks, which are those of Accra, have hours and days.
func (w *world) countEvents(ctx context.Context, e eventsOf) error {
	conn, err := w.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	const day, hour = "(e.occurred_at AT TIME ZONE 'UTC')::date", "date_trunc('hour', e.occurred_at, 'UTC')"
	from := " FROM public.events e WHERE " + e.condition("e.tenant_id")
	for _, sql := range []string{
		"INSERT INTO public.event_hours SELECT e.tenant_id, " + hour + ", " + day + ", e.event_type, e.tool_id, count(*), coalesce(sum(e.amount), 0)" +
			from + " GROUP BY 1, 2, 3, 4, 5",
		"INSERT INTO public.event_days SELECT e.tenant_id, " + day + ", e.event_type, e.tool_id, count(*), coalesce(sum(e.amount), 0)" +
			from + " GROUP BY 1, 2, 3, 4",
		"INSERT INTO public.event_users SELECT DISTINCT e.tenant_id, " + day + ", " + hour + ", e.event_type, e.tool_id, e.user_id" + from,
	} {
		if _, err := conn.Exec(ctx, sql, w.kitchen.id); err != nil {
			return fmt.Errorf("count events: %w", err)
		}
	}
	return nil
}

// copyDatabase copies what is there into a database of another name.
func (w *world) copyDatabase(ctx context.Context, name string) error {
	conn, err := pgx.Connect(ctx, w.server.SuperuserURL("postgres")) // the product's role may not
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var owner string
	const whose = "SELECT quote_ident(pg_get_userbyid(datdba)) FROM pg_database WHERE datname = $1"
	if err := conn.QueryRow(ctx, whose, databaseName).Scan(&owner); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	sql := "CREATE DATABASE " + name + " TEMPLATE " + databaseName + " STRATEGY file_copy OWNER " + owner
	if _, err := conn.Exec(ctx, sql); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return nil
}

// analyzeEvents does now what autovacuum would have done by the time that there are so many.
func (w *world) analyzeEvents(ctx context.Context, database string) error {
	conn, err := pgx.Connect(ctx, database)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "VACUUM (ANALYZE) public.events, public.event_hours, public.event_days, public.event_users"); err != nil {
		return fmt.Errorf("analyze: %w", err)
	}
	return w.settle(ctx)
}
