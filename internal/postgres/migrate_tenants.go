package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"github.com/tabletap/console/internal/fault"
)

// TenantRun says which restaurants to bring up and how.
type TenantRun struct {
	Workers  int                   // connections at work at once; 0: 4
	Only     string                // schema name or slug of the one restaurant to bring up; "": all
	DryRun   bool                  // only list who is behind
	Run      int64                 // id of the row of migration_runs that says how it goes; 0: makes one
	Progress func(done, total int) // called after each restaurant, by many goroutines; may be nil
}

// TenantFailure is a restaurant that stayed at its version, and why.
type TenantFailure struct {
	Schema  string
	Version int
	Err     error
}

// TenantReport is what a run did. A failed restaurant does not stop the others; a rerun takes up those that are left.
type TenantReport struct {
	Behind   []string // schemas that were behind when the run began
	Migrated int
	Failures []TenantFailure
	Elapsed  time.Duration
}

type behind struct {
	id      int64
	schema  string
	version int
}

// Tenants brings restaurants up to the newest version: one query says who is behind, the first of them goes alone as the
// canary, and the others follow with a bounded number of workers, a transaction each. When the canary fails nobody else is
// touched and Tenants fails too.
func (m *Migrator) Tenants(ctx context.Context, run TenantRun) (TenantReport, error) {
	list, err := m.behind(ctx, run.Only)
	if err != nil {
		return TenantReport{}, err
	}
	report := TenantReport{Behind: schemas(list)}
	if len(list) == 0 && run.Only != "" {
		return report, m.mustExist(ctx, run.Only)
	}
	if run.DryRun || len(list) == 0 && run.Run == 0 {
		return report, nil
	}
	record := m.begin(ctx, run.Run, len(list))
	if len(list) > 0 {
		err = m.locked(ctx, func(*pgxpool.Conn) error { return m.all(ctx, list, run, record, &report) })
	}
	record.end(ctx, err)
	return report, Translate(err)
}

// all brings up the restaurants of a list that is not empty.
func (m *Migrator) all(ctx context.Context, list []behind, run TenantRun, record *record, report *TenantReport) error {
	err := m.bringUp(ctx, list[0], record)
	record.one(ctx, list[0], err)
	if err != nil {
		report.Failures = []TenantFailure{{list[0].schema, list[0].version, err}}
		return fmt.Errorf("migrate restaurant %s, the first in line; no other was touched: %w", list[0].schema, err)
	}
	report.Migrated++
	m.fanOut(ctx, list[1:], run, record, report)
	return ctx.Err()
}

func schemas(list []behind) []string {
	names := make([]string, len(list))
	for i, b := range list {
		names[i] = b.schema
	}
	return names
}

func (m *Migrator) behind(ctx context.Context, only string) ([]behind, error) {
	const query = `SELECT id, schema_name, schema_version FROM public.tenants
WHERE schema_version <> $1 AND ($2 = '' OR schema_name = $2 OR slug = $2) ORDER BY id`
	rows, err := m.db.pool.Query(ctx, query, m.tenant.Newest(), only)
	if err != nil {
		return nil, Translate(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (b behind, err error) {
		return b, row.Scan(&b.id, &b.schema, &b.version)
	})
	if err != nil {
		return nil, Translate(err)
	}
	for _, b := range list {
		if b.version > m.tenant.Newest() {
			return nil, fmt.Errorf("restaurant %s: %w", b.schema, newerThan(b.version, m.tenant.Newest()))
		}
	}
	return list, nil
}

func (m *Migrator) mustExist(ctx context.Context, name string) error {
	var exists bool
	const query = "SELECT EXISTS (SELECT 1 FROM public.tenants WHERE schema_name = $1 OR slug = $1)"
	if err := m.db.pool.QueryRow(ctx, query, name).Scan(&exists); err != nil {
		return Translate(err)
	}
	if !exists {
		return fault.Missing("The restaurant " + name)
	}
	return nil
}

func (m *Migrator) fanOut(ctx context.Context, list []behind, run TenantRun, record *record, report *TenantReport) {
	var mu sync.Mutex
	done := func(b behind, err error) {
		record.one(ctx, b, err)
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			report.Migrated++
		} else {
			report.Failures = append(report.Failures, TenantFailure{b.schema, b.version, err})
			m.log.ErrorContext(ctx, "restaurant not migrated", "schema", b.schema, "version", b.version, "error", err)
		}
		if run.Progress != nil {
			run.Progress(report.Migrated+len(report.Failures), len(list)+1)
		}
	}
	var group errgroup.Group
	group.SetLimit(orDefault(run.Workers, 4))
	for _, b := range list {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			done(b, m.bringUp(ctx, b, record))
			return nil
		})
	}
	_ = group.Wait() // failures are in the report
}

const (
	tenantLockTimeout = "2s"
	tenantAttempts    = 3
)

// bringUp tries again when a lock could not be had in time: somebody is using the tables that a migration wants alone.
func (m *Migrator) bringUp(ctx context.Context, b behind, record *record) error {
	var err error
	for range tenantAttempts {
		if err = m.migrateTenant(ctx, b, record); !fault.Is(Translate(err), fault.Unavailable) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

var errMoved = errors.New("its version changed while this run was under way; run again")

func (m *Migrator) migrateTenant(ctx context.Context, b behind, record *record) error {
	return pgx.BeginFunc(ctx, m.db.pool, func(tx pgx.Tx) error {
		var version int
		err := tx.QueryRow(ctx, "SELECT schema_version FROM public.tenants WHERE id = $1 FOR UPDATE", b.id).Scan(&version)
		if err != nil {
			return err
		}
		if version != b.version {
			return errMoved
		}
		_, err = tx.Conn().PgConn().Exec(ctx, m.tenantScript(b, record.kept)).ReadAll()
		return err
	})
}

// tenantScript is everything that one restaurant lacks, with its new version, as one string: one round trip. Kept says whether an earlier
// failure may have been noted.
func (m *Migrator) tenantScript(b behind, kept bool) string {
	var s strings.Builder
	s.WriteString("SET LOCAL lock_timeout = '" + tenantLockTimeout + "';\n")
	s.WriteString("SET LOCAL search_path = " + quoteIdent(b.schema) + ";\n")
	s.WriteString(m.tenant.After(b.version).SQL())
	fmt.Fprintf(&s, ";\nUPDATE public.tenants SET schema_version = %d WHERE id = %d;\n", m.tenant.Newest(), b.id)
	if kept {
		s.WriteString("DELETE FROM public.migration_failures WHERE tenant_id = " + strconv.FormatInt(b.id, 10) + ";\n")
	}
	return s.String()
}

// CreateSchema makes a restaurant's schema at the newest version of history, inside the caller's transaction and in one
// round trip, and runs seed with the search_path on it. On Citus the schema becomes a shard of its own; plain PostgreSQL
// ignores that setting.
func CreateSchema(ctx context.Context, tx Tx, schema string, history History, seed func() error) error {
	name := quoteIdent(schema)
	script := "SET LOCAL citus.enable_schema_based_sharding = on;\nCREATE SCHEMA " + name + ";\nSET LOCAL search_path = " + name +
		";\n" + history.SQL()
	if _, err := tx.Conn().PgConn().Exec(ctx, script).ReadAll(); err != nil {
		return fmt.Errorf("create schema %s: %w", schema, err)
	}
	if err := seed(); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, setSearchPath, "")
	return err
}

// DropSchema removes a restaurant's schema with everything in it. One that is gone already is no error.
func DropSchema(ctx context.Context, tx Tx, schema string) error {
	_, err := tx.Exec(ctx, "DROP SCHEMA IF EXISTS "+quoteIdent(schema)+" CASCADE")
	return err
}
