package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tabletap/console/internal/postgres"
)

const (
	migrationGoal = 3 * time.Millisecond
	nothingGoal   = 50 * time.Millisecond
	nothingTries  = 10
)

// migration is figure 2: a column and an index for every restaurant, by the migrator and by the same DDL in a loop. Each round adds
// another column.
type migration struct {
	world           *world
	shared, history postgres.History // history is the product's own
	schemas         []string
	ours, limit     []time.Duration // for all restaurants
}

func measureMigration(ctx context.Context, w *world) (_ []line, err error) {
	m := &migration{world: w}
	if m.shared, err = postgres.SharedHistory(); err != nil {
		return nil, err
	}
	if m.history, err = postgres.TenantHistory(); err != nil {
		return nil, err
	}
	nothing, err := m.measureNothing(ctx)
	if err != nil {
		return nil, err
	}
	if err := m.list(ctx); err != nil {
		return nil, err
	}
	for round := range w.opts.migrations {
		if err := m.round(ctx, round); err != nil {
			return nil, err
		}
	}
	if err := m.undo(ctx); err != nil {
		return nil, err
	}
	return append(m.lines(), nothing...), w.settle(ctx)
}

func (m *migration) list(ctx context.Context) error {
	conn, err := m.world.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, "SELECT schema_name FROM public.tenants ORDER BY id")
	if err != nil {
		return fmt.Errorf("list the restaurants: %w", err)
	}
	m.schemas, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return err
}

func (m *migration) round(ctx context.Context, round int) error {
	if err := m.world.settle(ctx); err != nil {
		return err
	}
	turns := []func(context.Context, int) error{m.migrate, m.loop}
	if round%2 == 1 {
		turns[0], turns[1] = turns[1], turns[0]
	}
	for _, turn := range turns {
		if err := turn(ctx, round); err != nil {
			return err
		}
	}
	return nil
}

// migrate is the product's way: a release that brings one migration more.
func (m *migration) migrate(ctx context.Context, round int) error {
	db, err := postgres.Open(ctx, postgres.Config{URL: m.world.url})
	if err != nil {
		return err
	}
	defer db.Close()
	migrator := postgres.NewMigratorOf(db, m.shared, m.release(round), slog.New(slog.DiscardHandler))
	began := time.Now()
	report, err := migrator.Tenants(ctx, postgres.TenantRun{})
	m.ours = append(m.ours, time.Since(began))
	if err == nil && report.Migrated != len(m.schemas) {
		err = fmt.Errorf("migrated %d of %d: %v", report.Migrated, len(m.schemas), report.Failures)
	}
	return err
}

// release is the history as it is after some rounds.
func (m *migration) release(round int) postgres.History {
	history := slices.Clone(m.history)
	for n := range round + 1 {
		version := len(history) + 1
		history = append(history, postgres.Migration{
			Version: version, Name: fmt.Sprintf("%04d_bench", version), SQL: addColumn("staff_members", "ours", n),
		})
	}
	return history
}

// loop is the limit: the DDL and nothing else, one string a restaurant, on one connection.
func (m *migration) loop(ctx context.Context, round int) error {
	return m.each(ctx, &m.limit, func(schema string) string {
		return addColumn(pgx.Identifier{schema, "staff_members"}.Sanitize(), "plain", round)
	})
}

func (m *migration) each(ctx context.Context, took *[]time.Duration, sql func(schema string) string) error {
	conn, err := m.world.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	began := time.Now()
	for _, schema := range m.schemas {
		if _, err := conn.PgConn().Exec(ctx, sql(schema)).ReadAll(); err != nil {
			return fmt.Errorf("%s: %w", schema, err)
		}
	}
	*took = append(*took, time.Since(began))
	return nil
}

func addColumn(table, by string, round int) string {
	column := columnOf(by, round)
	return "ALTER TABLE " + table + " ADD COLUMN " + column + " text;\nCREATE INDEX " + column + "_idx ON " + table + " (" + column + ");\n"
}

func columnOf(by string, round int) string { return "bench_" + by + "_" + strconv.Itoa(round) }

// undo takes the columns back, with their indexes, for the figures that follow.
func (m *migration) undo(ctx context.Context) error {
	var untimed []time.Duration
	err := m.each(ctx, &untimed, func(schema string) string {
		var sql strings.Builder
		for round := range m.world.opts.migrations {
			for _, by := range []string{"ours", "plain"} {
				sql.WriteString("ALTER TABLE " + pgx.Identifier{schema, "staff_members"}.Sanitize() + " DROP COLUMN " + columnOf(by, round) + ";\n")
			}
		}
		return sql.String()
	})
	if err != nil {
		return err
	}
	conn, err := m.world.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, "UPDATE public.tenants SET schema_version = $1", len(m.history))
	return err
}

func (m *migration) lines() []line {
	count := time.Duration(len(m.schemas))
	ours := median(m.ours) / count
	return []line{{
		figure: fmt.Sprintf("2 migrating %d restaurants, each", count), ours: millis(ours), limit: millis(median(m.limit) / count),
		ratio: spread(ratios(m.ours, m.limit)), goal: "at most 3 ms", verdict: verdict(ours <= migrationGoal),
	}}
}
