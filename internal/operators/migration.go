package operators

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// shownFailures is how many restaurants that could not be brought up are listed.
const shownFailures = 100

// Run is a run over the restaurants, to bring them up to a version.
type Run struct {
	ID       int64
	State    string // running, done or failed
	Version  int
	Total    int // restaurants that were behind
	Done     int
	Failed   int
	Error    string // why it did not come to its end
	Started  time.Time
	Finished *time.Time
}

// Stuck is a restaurant that could not be brought up.
type Stuck struct {
	Tenant  access.TenantID
	Name    string
	Schema  string
	Version int // at which it stayed
	Error   string
	At      time.Time
}

// Migrations is how far the restaurants are.
type Migrations struct {
	postgres.Status

	Failed   []Stuck // the latest first
	Failures int     // how many there are in all
	Run      *Run    // the newest; nil: there was none
}

var errMigrationRunning = fault.New(fault.Conflict, "migration_running", "The restaurants are being brought up already.")

// Migrations says how far the restaurants are, and how the newest run goes, whichever instance or command it is in.
func (s *Service) Migrations(ctx context.Context) (*Migrations, error) {
	run, err := s.store.latestRun(ctx, s.DB.SharedQuery()) // first, so that what a run that is over has done is in the rest
	if fault.UnlessMissing(err) != nil {
		return nil, err
	}
	status, err := s.Migrator.Status(ctx)
	if err != nil {
		return nil, err
	}
	m := &Migrations{Status: status, Run: run}
	m.Failed, m.Failures, err = s.store.stuck(ctx, s.DB.SharedQuery(), status.TenantNewest, shownFailures)
	return m, err
}

// StartRun has a job bring up all restaurants that are behind. It fails with Conflict, migration_running, while a run is under way.
func (s *Service) StartRun(ctx context.Context) (*Run, error) {
	status, err := s.Migrator.Status(ctx)
	if err != nil {
		return nil, err
	}
	behind := 0
	for _, count := range status.Behind {
		behind += count
	}
	err = s.DB.Shared(ctx, func(tx postgres.Tx) error {
		if err := postgres.EndSilentRuns(ctx, tx); err != nil {
			return err
		}
		run := &Run{Version: status.TenantNewest, Total: behind}
		if run.ID, err = s.store.insertRun(ctx, tx, run); err != nil {
			return err
		}
		e := auditedRun.Entry("migrations.started", run.ID, "")
		e.Changes = auditedRun.Diff(nil, run)
		if err := s.Audit.Record(ctx, tx, e); err != nil {
			return err
		}
		return s.Queue.Enqueue(ctx, tx, MigrateArgs{Run: run.ID})
	})
	if err != nil {
		return nil, err
	}
	return s.store.latestRun(ctx, s.DB.SharedQuery())
}

// Migrate brings up all restaurants that are behind, for the run with the id. A restaurant that fails is in the run's count, not its error.
func (s *Service) Migrate(ctx context.Context, run int64) error {
	_, err := s.Migrator.Tenants(ctx, postgres.TenantRun{Run: run})
	return err
}

// What the audit log says of runs.
var auditedRun = audit.Describe[Run]("migration_run", audit.Fields{
	"ID":       audit.Ignored("id"), // the target's
	"State":    audit.Ignored("state"),
	"Version":  audit.Tracked("version"),
	"Total":    audit.Tracked("total"),
	"Done":     audit.Ignored("done"), // nobody's doing, but the run's
	"Failed":   audit.Ignored("failed"),
	"Error":    audit.Ignored("error"),
	"Started":  audit.Ignored("started_at"),
	"Finished": audit.Ignored("finished_at"),
})
