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

// fillEvents makes the kitchen's events in a database of their own, and everybody's in the one of before.
func (w *world) fillEvents(ctx context.Context, alone string) error {
	if err := w.makeMonths(ctx); err != nil {
		return err
	}
	if err := w.copyDatabase(ctx, alone); err != nil {
		return err
	}
	tenants, err := w.tenantsWithEvents(ctx)
	if err != nil {
		return err
	}
	note("%d events", eventsEach)
	if err := w.fillDatabase(ctx, w.server.URL(alone), tenants[:1]); err != nil {
		return err
	}
	note("%d events", eventsEach*len(tenants))
	return w.fillDatabase(ctx, w.url, tenants)
}

// fillDatabase makes events and rollups. The indexes are made after them: it is the reading that is measured.
func (w *world) fillDatabase(ctx context.Context, database string, tenants []int64) error {
	conn, err := pgx.Connect(ctx, database)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	indexes, err := dropIndexes(ctx, conn)
	if err != nil {
		return err
	}
	const generous = "SET synchronous_commit = off; SET work_mem = '2GB'; SET maintenance_work_mem = '1GB'"
	if _, err := conn.Exec(ctx, generous); err != nil {
		return fmt.Errorf("set: %w", err)
	}
	if err := errors.Join(makeEvents(ctx, conn, tenants, eventsEach), countEvents(ctx, conn)); err != nil {
		return err
	}
	for _, sql := range indexes {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return w.analyzeEvents(ctx, database)
}

// tenantsWithEvents are the kitchen, and as many others as there are supposed to be.
func (w *world) tenantsWithEvents(ctx context.Context) ([]int64, error) {
	conn, err := w.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, "SELECT id FROM public.tenants ORDER BY id <> $1, id LIMIT $2", w.kitchen.id, w.opts.tenants)
	if err != nil {
		return nil, fmt.Errorf("restaurants: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// dropIndexes gives the statements that make them again.
func dropIndexes(ctx context.Context, conn *pgx.Conn) (again []string, err error) {
	rows, err := conn.Query(ctx, `SELECT CASE WHEN c.oid IS NULL THEN 'DROP INDEX ' || i.indexrelid::regclass
        ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', i.indrelid::regclass, c.conname) END,
    CASE WHEN c.oid IS NULL THEN replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
        ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) END
FROM pg_index i
LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid
WHERE i.indrelid IN ('public.events'::regclass, 'public.event_hours'::regclass, 'public.event_days'::regclass, 'public.event_users'::regclass)`)
	if err != nil {
		return nil, fmt.Errorf("indexes: %w", err)
	}
	type index struct{ Drop, Make string }
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[index])
	if err != nil {
		return nil, fmt.Errorf("indexes: %w", err)
	}
	for _, one := range list {
		if _, err := conn.Exec(ctx, one.Drop); err != nil {
			return nil, fmt.Errorf("%s: %w", one.Drop, err)
		}
		again = append(again, one.Make)
	}
	return again, nil
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

// makeEvents makes events of each restaurant, of nine types by ten people, over a year that ends today, in the order in which they happened.
func makeEvents(ctx context.Context, conn *pgx.Conn, tenants []int64, each int) error {
	_, err := conn.Exec(ctx, `INSERT INTO public.events (tenant_id, occurred_at, id, event_type, tool_id, user_id, amount, data, received_at)
SELECT id, occurred_at, $3 + g, event_type, CASE event_type WHEN 'menu_view' THEN 2 ELSE 1 END, g / 13 % 10 + 1,
    CASE WHEN event_type IN ('order', 'pos_transaction') THEN g % 9999 / 100.0 END, data, occurred_at
FROM (
    SELECT g, $2::timestamptz - make_interval(secs => 86400.0 * $4::int * g / $3::bigint) AS occurred_at,
        (ARRAY['order', 'order', 'menu_view', 'menu_view', 'pos_transaction', 'customer', 'staff_action', 'user_login', 'order']
        )[1 + g * 7919 / 3 % 9] AS event_type,
        jsonb_build_object('total', g % 9999 / 100.0, 'table', g % 17, 'session', g / 4, 'items', jsonb_build_array(
            jsonb_build_object('dish', 'Jollof ' || g % 23), jsonb_build_object('dish', 'Waakye ' || g % 7))) AS data
    FROM generate_series($3::bigint, 1, -1) AS g
    OFFSET 0
) AS e CROSS JOIN LATERAL (SELECT unnest($1::bigint[]) AS id, e.g AS of) AS t`, tenants, time.Now().UTC().Truncate(time.Hour), int64(each), eventDays)
	if err != nil {
		return fmt.Errorf("make events: %w", err)
	}
	return nil
}

// countEvents writes the rollups, as the restaurants' clocks, which are those of Accra, have hours and days.
func countEvents(ctx context.Context, conn *pgx.Conn) error {
	const hours = `INSERT INTO public.event_hours
SELECT e.tenant_id, date_trunc('hour', e.occurred_at, 'UTC') AS hour, (e.occurred_at AT TIME ZONE 'UTC')::date, e.event_type, e.tool_id, count(*),
    coalesce(sum(e.amount), 0)
FROM public.events e GROUP BY 1, 2, 3, 4, 5 ORDER BY hour`
	const days = `INSERT INTO public.event_days SELECT h.tenant_id, h.day, h.event_type, h.tool_id, sum(h.events), sum(h.amount)
FROM public.event_hours h GROUP BY 1, 2, 3, 4 ORDER BY h.day`
	const users = `INSERT INTO public.event_users
SELECT DISTINCT e.tenant_id, (e.occurred_at AT TIME ZONE 'UTC')::date, date_trunc('hour', e.occurred_at, 'UTC') AS hour, e.event_type, e.tool_id,
    e.user_id
FROM public.events e ORDER BY hour`
	for _, sql := range []string{hours, days, users} {
		if _, err := conn.Exec(ctx, sql); err != nil {
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
