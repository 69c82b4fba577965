package tenants

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// purgeBatch bounds how many restaurants one run drops. The next run takes up those that are left.
const purgeBatch = 50

// PurgeArgs is the job that drops the schemas of deleted restaurants whose grace period is over.
type PurgeArgs struct{}

// Kind is the job's name in the queue.
func (PurgeArgs) Kind() string { return "tenants_purge" }

// RegisterJobs adds the jobs of this package to the queue.
func (s *Service) RegisterJobs(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ *jobs.Job[PurgeArgs]) error { return s.Purge(ctx) })
	jobs.Every(q, time.Hour, PurgeArgs{})
}

// Purge drops, a transaction each, the schemas of deleted restaurants whose grace period is over.
func (s *Service) Purge(ctx context.Context) error {
	due, err := s.store.queries.TenantsToPurge(ctx, s.DB.SharedQuery(), s.Clock.Now(), purgeBatch)
	if err != nil {
		return err
	}
	var failures []error
	for _, t := range due {
		if err := s.purge(ctx, t); err != nil {
			failures = append(failures, fmt.Errorf("purge %s: %w", t.SchemaName, err))
		}
	}
	return errors.Join(failures...)
}

func (s *Service) purge(ctx context.Context, t shareddb.TenantsToPurgeRow) error {
	for _, e := range s.Erasers {
		if err := e.Erase(ctx, access.TenantID(t.ID)); err != nil {
			return err // the next run goes on from here
		}
	}
	return s.DB.Shared(ctx, func(tx postgres.Tx) error {
		if err := postgres.DropSchema(ctx, tx, t.SchemaName); err != nil {
			return err
		}
		if err := s.store.queries.DeleteTenant(ctx, tx, t.ID); err != nil {
			return err
		}
		e := auditedTenant.Entry("tenant.purged", t.ID, t.SchemaName)
		e.Tenant, e.By = access.TenantID(t.ID), audit.BySystem
		return s.Audit.Record(ctx, tx, e)
	})
}

// EachSchema calls fn for every restaurant that is not deleted, in order of id, reading them a page at a time.
func (s *Service) EachSchema(ctx context.Context, fn func(*access.Tenant) error) error {
	const page = 500
	for after := int64(0); ; {
		rows, err := s.store.queries.TenantSchemas(ctx, s.DB.SharedQuery(), after, page)
		if err != nil {
			return err
		}
		for _, row := range rows {
			t := access.Tenant{
				ID: access.TenantID(row.ID), Schema: row.SchemaName, Slug: row.Slug, Name: row.Name, SchemaVersion: int(row.SchemaVersion),
				Timezone: row.Timezone,
			}
			if err := fn(&t); err != nil {
				return err
			}
			after = row.ID
		}
		if len(rows) < page {
			return nil
		}
	}
}
