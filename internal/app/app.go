package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tabletap/console/internal/analytics"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/auth"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/config"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/idempotency"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/oidc"
	"github.com/tabletap/console/internal/operators"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/staff"
	"github.com/tabletap/console/internal/subscriptions"
	"github.com/tabletap/console/internal/tenants"
	"github.com/tabletap/console/internal/tools"
	"github.com/tabletap/console/internal/webhooks"
)

// App is the program with all its parts connected.
type App struct {
	Config  config.Config
	Version string
	Log     *slog.Logger

	DB      *postgres.DB
	Cache   *cache.System
	Queue   *jobs.Queue
	Inbox   *webhooks.Inbox
	Tenants *tenants.Service
	Auth    *auth.Service
	Staff   *staff.Service
	Tools   *tools.Service
	Events  *analytics.Service
	Live    *analytics.Live
	OpenID  *oidc.Service
	API     *api.API

	Operators *operators.Service

	Subscriptions *subscriptions.Service
	Idempotency   *idempotency.Keys

	clerk        *clerk.Client
	clock        clock.Clock
	audit        *audit.Log
	sessions     *clerk.Verifier
	frontend     *clerk.Frontend
	hasConsole   bool // the binary was built with the web console
	database     *Database
	migrator     *postgres.Migrator
	metrics      *prometheus.Registry
	flushTracing func(context.Context) error
}

// Open connects to the database, starting our own if none is named, and makes every part. The caller must Close it.
func Open(ctx context.Context, cfg config.Config, version string, log *slog.Logger) (*App, error) {
	return openAt(ctx, cfg, version, log, clock.System{})
}

// openAt is Open by another clock than the machine's.
func openAt(ctx context.Context, cfg config.Config, version string, log *slog.Logger, c clock.Clock) (*App, error) {
	database, err := OpenDatabase(ctx, &cfg, log)
	if err != nil {
		return nil, err
	}
	a, err := open(ctx, database, cfg, version, log, c)
	if err != nil {
		return nil, errors.Join(err, database.Close(context.WithoutCancel(ctx)))
	}
	return a, nil
}

func open(ctx context.Context, database *Database, cfg config.Config, version string, log *slog.Logger, c clock.Clock) (*App, error) {
	a := &App{Config: cfg, Version: version, Log: log, clock: c, audit: audit.New(c), database: database}
	var err error
	if a.flushTracing, err = startTracing(ctx, cfg.OTLPEndpoint, version); err != nil {
		return nil, err
	}
	a.DB, err = postgres.Open(ctx, postgres.Config{URL: database.URL, MaxConns: cfg.DBMaxConns, Tracing: cfg.OTLPEndpoint != ""})
	if err != nil {
		return nil, err
	}
	if err := a.connect(ctx); err != nil {
		a.DB.Close()
		return nil, err
	}
	return a, nil
}

func (a *App) connect(ctx context.Context) (err error) {
	if a.migrator, err = postgres.NewMigrator(a.DB, a.Log); err != nil {
		return err
	}
	a.metrics = newMetrics(a.DB)
	a.Cache, err = cache.New(ctx, cache.Config{DatabaseURL: a.database.URL, RedisURL: a.Config.RedisURL, Logger: a.Log, Clock: a.clock})
	if err != nil {
		return fmt.Errorf("REDIS_URL: %w", err)
	}
	if a.Queue, err = jobs.New(a.DB, jobs.Config{Workers: a.Config.Workers, Logger: a.Log}); err != nil {
		return err
	}
	return a.assemble(ctx)
}

// Migrate brings the shared schema, the queue's tables and all restaurants up.
func (a *App) Migrate(ctx context.Context) error {
	if _, err := a.migrator.Shared(ctx, func(ctx context.Context) error { return jobs.Migrate(ctx, a.DB, a.Log) }); err != nil {
		return err
	}
	report, err := a.migrator.Tenants(ctx, postgres.TenantRun{})
	for _, failure := range report.Failures {
		err = errors.Join(err, fmt.Errorf("restaurant %s stays at version %d: %w", failure.Schema, failure.Version, failure.Err))
	}
	return err
}

// Ready fails unless the shared schema is at this binary's version and the role for restaurants' rows can be assumed, and starts what
// listens for changes. Restaurants that are
// behind do not stop a start: they are answered 503 until they are brought up.
func (a *App) Ready(ctx context.Context) error {
	status, err := a.migrator.Status(ctx)
	if err != nil {
		return err
	}
	switch {
	case status.SharedVersion > status.SharedNewest:
		return fault.Newf(fault.Conflict, "database_newer", "The database is at version %d and this binary knows up to %d: run the newer release.",
			status.SharedVersion, status.SharedNewest)
	case status.SharedVersion < status.SharedNewest:
		return fault.Newf(fault.Conflict, "database_older", "The database is at version %d and this binary needs %d: run `tabletap migrate`.",
			status.SharedVersion, status.SharedNewest)
	}
	for version, count := range status.Behind {
		a.Log.WarnContext(ctx, "restaurants are behind and answered 503; run `tabletap migrate`", "version", version, "restaurants", count)
	}
	if err := a.DB.CheckTenantRole(ctx); err != nil {
		return err
	}
	if err := a.warnOfSuperuser(ctx); err != nil {
		return err
	}
	a.Cache.Start(context.WithoutCancel(ctx))
	return nil
}

// warnOfSuperuser tells an operator that the database would let this program do anything.
func (a *App) warnOfSuperuser(ctx context.Context) error {
	super, err := a.DB.IsSuperuser(ctx)
	if super {
		a.Log.WarnContext(ctx, "the database role is a superuser, who can change even the audit log; use a role that only owns the database")
	}
	return err
}

// Close ends every connection, and our own database server.
func (a *App) Close(ctx context.Context) error {
	a.Live.Close()
	a.Cache.Close()
	a.DB.Close()
	return errors.Join(a.flushTracing(ctx), a.database.Close(ctx))
}
