package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Months is a table of public that is partitioned by the month of a time, of UTC, with a default partition for what has none yet.
type Months struct {
	Table   string
	Column  string   // the time
	Columns []string // all of them
}

// monthsLock is the key of the advisory lock that makes changes of partitions take turns.
const monthsLock = 1855

const monthLayout = "2006_01"

// MonthOf is the beginning of the month of UTC in which t lies.
func MonthOf(t time.Time) time.Time {
	year, month, _ := t.UTC().Date()
	return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
}

// Known are the months that have a partition, in order.
func (m Months) Known(ctx context.Context, db *DB) ([]time.Time, error) {
	rows, err := db.pool.Query(ctx, `SELECT c.relname::text FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = ('public.' || $1)::regclass ORDER BY c.relname`, m.Table)
	if err != nil {
		return nil, Translate(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, Translate(err)
	}
	var months []time.Time
	for _, name := range names {
		if month, err := time.Parse(monthLayout, strings.TrimPrefix(name, m.Table+"_")); err == nil {
			months = append(months, month)
		}
	}
	return months, nil
}

// Strays are the months of the rows that lie in the default partition.
func (m Months) Strays(ctx context.Context, db *DB) ([]time.Time, error) {
	sql := "SELECT DISTINCT pg_catalog.date_trunc('month', " + quoteIdent(m.Column) + ") FROM " + m.partition("default") + " ORDER BY 1"
	rows, err := db.pool.Query(ctx, sql)
	if err != nil {
		return nil, Translate(err)
	}
	months, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	return months, Translate(err)
}

// Make gives a month a partition, with the rows that the default one has of it, unless it has one. Whoever uses the table meanwhile
// waits, since a statement that found its partitions before, and waited for the default one only, would see none of the rows that
// were moved.
func (m Months) Make(ctx context.Context, db *DB, month time.Time) error {
	name, since, until := m.partition(month.Format(monthLayout)), month.Format(time.DateOnly), month.AddDate(0, 1, 0).Format(time.DateOnly)
	columns := quoteAll(m.Columns)
	within := quoteIdent(m.Column) + " >= '" + since + "' AND " + quoteIdent(m.Column) + " < '" + until + "'"
	return m.change(ctx, db, func(tx Tx) error {
		known, err := m.Known(ctx, db)
		if err != nil || slices.Contains(known, month) {
			return err
		}
		for _, sql := range []string{
			"LOCK TABLE ONLY " + m.parent() + " IN ACCESS EXCLUSIVE MODE",
			"LOCK TABLE " + m.partition("default") + " IN ACCESS EXCLUSIVE MODE",
			"CREATE TABLE " + name + " (LIKE " + m.parent() + " INCLUDING ALL)",
			"WITH moved AS (DELETE FROM " + m.partition("default") + " WHERE " + within + " RETURNING " + columns + ") INSERT INTO " + name +
				" (" + columns + ") SELECT " + columns + " FROM moved",
			"SELECT public.keep_rows_apart('" + name + "')", // of restaurants, as the table itself does
			"ALTER TABLE " + m.parent() + " ATTACH PARTITION " + name + " FOR VALUES FROM ('" + since + "') TO ('" + until + "')",
		} {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return fmt.Errorf("partition %s: %w", name, err)
			}
		}
		return nil
	})
}

// Drop deletes a month with its partition. It gives up, to be tried again, when others use the table for longer than a moment.
func (m Months) Drop(ctx context.Context, db *DB, month time.Time) error {
	name := m.partition(month.Format(monthLayout))
	return m.change(ctx, db, func(tx Tx) error {
		if _, err := tx.Exec(ctx, "DROP TABLE IF EXISTS "+name); err != nil {
			return fmt.Errorf("drop partition %s: %w", name, err)
		}
		return nil
	})
}

// change takes its turn. It would rather fail than make everybody wait behind it while it waits for a lock itself.
func (m Months) change(ctx context.Context, db *DB, fn func(Tx) error) error {
	return db.Shared(ctx, func(tx Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_catalog.pg_advisory_xact_lock($1)", monthsLock); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "SELECT pg_catalog.set_config('lock_timeout', '3s', true)"); err != nil {
			return err
		}
		return fn(tx)
	})
}

// PartitionMade reports the error of a write to the default partition that waited while its rows got a partition of their own, which is
// where they go when it is tried again. Make lets none wait there; somebody who attaches a partition by hand does.
// A row that breaks a CHECK has the name of that with it, one that is in the wrong partition has none.
func PartitionMade(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == codeCheckViolation && pg.ConstraintName == ""
}

func (m Months) parent() string { return pgx.Identifier{"public", m.Table}.Sanitize() }

func (m Months) partition(suffix string) string {
	return pgx.Identifier{"public", m.Table + "_" + suffix}.Sanitize()
}

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = quoteIdent(name)
	}
	return strings.Join(quoted, ", ")
}
