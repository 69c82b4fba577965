package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tabletap/console/internal/fault"
)

// migrationLock is the key of the advisory lock that keeps two migrators apart.
const migrationLock = 0x7461626c65 // "table"

// Migrator brings the shared schema and the schemas of restaurants to the versions that this binary knows.
type Migrator struct {
	db     *DB
	shared History
	tenant History
	log    *slog.Logger
}

// NewMigrator makes a migrator over the histories built into the binary.
func NewMigrator(db *DB, log *slog.Logger) (*Migrator, error) {
	shared, err := SharedHistory()
	if err != nil {
		return nil, err
	}
	tenant, err := TenantHistory()
	if err != nil {
		return nil, err
	}
	return NewMigratorOf(db, shared, tenant, log), nil
}

// NewMigratorOf makes a migrator over other histories: a test's, or an older release's.
func NewMigratorOf(db *DB, shared, tenant History, log *slog.Logger) *Migrator {
	return &Migrator{db: db, shared: shared, tenant: tenant, log: log}
}

// TenantHistory is the history that restaurants are brought up by.
func (m *Migrator) TenantHistory() History { return m.tenant }

const createLedger = `CREATE TABLE IF NOT EXISTS public.schema_migrations (
    version integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT schema_migrations_pkey PRIMARY KEY (version)
)`

// Shared brings the shared schema up, one transaction a migration, then runs the other steps, such as the job queue's own
// migrations, all under one lock. It returns the migrations it applied, and fails with the code database_newer when the
// database knows versions that this binary does not.
func (m *Migrator) Shared(ctx context.Context, steps ...func(context.Context) error) (History, error) {
	var applied History
	err := m.locked(ctx, func(conn *pgxpool.Conn) error {
		version, err := m.sharedVersion(ctx, conn)
		if err != nil {
			return err
		}
		if version > m.shared.Newest() {
			return newerThan(version, m.shared.Newest())
		}
		for _, migration := range m.shared.After(version) {
			if err := applyShared(ctx, conn.Conn(), migration); err != nil {
				return fmt.Errorf("migrate shared schema: %s: %w", migration.Name, err)
			}
			applied = append(applied, migration)
			m.log.InfoContext(ctx, "shared schema migrated", "migration", migration.Name)
		}
		for _, step := range steps {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return applied, Translate(err)
}

func newerThan(have, know int) error {
	return fault.Newf(fault.Conflict, "database_newer",
		"The database is at version %d and this binary knows up to %d: run the newer release.", have, know)
}

func (m *Migrator) sharedVersion(ctx context.Context, q Querier) (int, error) {
	if _, err := q.Exec(ctx, createLedger); err != nil {
		return 0, err
	}
	return readVersion(ctx, q)
}

func readVersion(ctx context.Context, q Querier) (version int, err error) {
	err = q.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM public.schema_migrations").Scan(&version)
	return version, err
}

func applyShared(ctx context.Context, conn *pgx.Conn, m Migration) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := conn.PgConn().Exec(ctx, m.SQL).ReadAll(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO public.schema_migrations (version, name, checksum) VALUES ($1, $2, $3)",
			m.Version, m.Name, m.Checksum)
		return err
	})
}

// locked runs fn while no other migrator works. The lock belongs to the connection and goes with it.
func (m *Migrator) locked(ctx context.Context, fn func(*pgxpool.Conn) error) error {
	conn, err := m.db.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		return err
	}
	defer func() {
		release, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if _, err := conn.Exec(release, "SELECT pg_advisory_unlock($1)", migrationLock); err != nil {
			_ = conn.Conn().Close(release) // a connection that holds the lock may not go back to the pool
		}
	}()
	return fn(conn)
}

// Status says how far the database is behind this binary.
type Status struct {
	SharedVersion, SharedNewest int
	TenantNewest                int
	Tenants                     int         // restaurants in all
	Versions                    map[int]int // restaurants by version
	Behind                      map[int]int // those of them below TenantNewest
}

// Status reads versions only; it changes nothing.
func (m *Migrator) Status(ctx context.Context) (Status, error) {
	s := Status{SharedNewest: m.shared.Newest(), TenantNewest: m.tenant.Newest(), Versions: map[int]int{}, Behind: map[int]int{}}
	var exists bool
	if err := m.db.pool.QueryRow(ctx, "SELECT to_regclass('public.schema_migrations') IS NOT NULL").Scan(&exists); err != nil || !exists {
		return s, Translate(err)
	}
	version, err := readVersion(ctx, m.db.pool)
	if err != nil || version == 0 {
		return s, Translate(err)
	}
	s.SharedVersion = version
	err = m.countTenants(ctx, &s)
	return s, err
}

func (m *Migrator) countTenants(ctx context.Context, s *Status) error {
	rows, err := m.db.pool.Query(ctx, "SELECT schema_version, count(*)::int FROM public.tenants GROUP BY schema_version")
	if err != nil {
		return Translate(err)
	}
	var version, count int
	_, err = pgx.ForEachRow(rows, []any{&version, &count}, func() error {
		s.Tenants += count
		s.Versions[version] = count
		if version < s.TenantNewest {
			s.Behind[version] = count
		}
		return nil
	})
	return Translate(err)
}

// SharedPending lists the migrations that the shared schema lacks; it changes nothing.
func (m *Migrator) SharedPending(ctx context.Context) (History, error) {
	status, err := m.Status(ctx)
	if err == nil && status.SharedVersion > m.shared.Newest() {
		err = newerThan(status.SharedVersion, m.shared.Newest())
	}
	return m.shared.After(status.SharedVersion), err
}
