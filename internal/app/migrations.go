package app

import (
	"context"
	"log/slog"

	"github.com/tabletap/console/internal/config"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
)

// Migration says what to bring up.
type Migration struct {
	SharedOnly  bool
	TenantsOnly bool
	Tenant      string // slug or schema of the only restaurant to bring up; "": all
	Workers     int
	DryRun      bool
	Progress    func(done, total int)
}

// TenantReport is what was done to the restaurants.
type TenantReport = postgres.TenantReport

// MigrationReport is what was, or with DryRun would be, done.
type MigrationReport struct {
	Shared  postgres.History
	Tenants TenantReport
}

// Migrations is the database as it is, before anything else may be asked of it.
type Migrations struct {
	database *Database
	db       *postgres.DB
	migrator *postgres.Migrator
	log      *slog.Logger
}

// OpenMigrations connects to the database, starting our own if none is named. Close it.
func OpenMigrations(ctx context.Context, cfg config.Config, log *slog.Logger) (*Migrations, error) {
	database, err := OpenDatabase(ctx, &cfg, log)
	if err != nil {
		return nil, err
	}
	m, err := openMigrations(ctx, database, cfg, log)
	if err != nil {
		_ = database.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	return m, nil
}

func openMigrations(ctx context.Context, database *Database, cfg config.Config, log *slog.Logger) (*Migrations, error) {
	db, err := postgres.Open(ctx, postgres.Config{URL: database.URL, MaxConns: cfg.DBMaxConns})
	if err != nil {
		return nil, err
	}
	migrator, err := postgres.NewMigrator(db, log)
	if err != nil {
		db.Close()
		return nil, err
	}
	return &Migrations{database: database, db: db, migrator: migrator, log: log}, nil
}

// Close ends the connections and, if it is ours, the server.
func (m *Migrations) Close(ctx context.Context) error {
	m.db.Close()
	return m.database.Close(ctx)
}

// Status says how far the database is behind.
func (m *Migrations) Status(ctx context.Context) (postgres.Status, error) {
	return m.migrator.Status(ctx)
}

// Run brings up what is asked for.
func (m *Migrations) Run(ctx context.Context, what Migration) (MigrationReport, error) {
	var report MigrationReport
	var err error
	if !what.TenantsOnly && what.Tenant == "" {
		if report.Shared, err = m.shared(ctx, what.DryRun); err != nil || what.SharedOnly {
			return report, err
		}
	}
	if what.DryRun && len(report.Shared) > 0 {
		return report, nil // the list of restaurants may not be there yet
	}
	report.Tenants, err = m.migrator.Tenants(ctx, postgres.TenantRun{
		Workers: what.Workers, Only: what.Tenant, DryRun: what.DryRun, Progress: what.Progress,
	})
	return report, err
}

func (m *Migrations) shared(ctx context.Context, dryRun bool) (postgres.History, error) {
	if dryRun {
		return m.migrator.SharedPending(ctx)
	}
	return m.migrator.Shared(ctx, func(ctx context.Context) error { return jobs.Migrate(ctx, m.db, m.log) })
}
