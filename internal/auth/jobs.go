package auth

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
)

// How much of Clerk's users one job walks over. What is left is another job's, which begins where this one ended.
const (
	reconcilePage  = 200
	reconcilePages = 10
)

// ReconcileArgs is the job that makes up for webhooks that never came.
type ReconcileArgs struct {
	Offset int `json:"offset"` // into Clerk's users, oldest first
}

// Kind is the job's name in the queue.
func (ReconcileArgs) Kind() string { return "auth_reconcile_users" }

// PurgeSessionsArgs is the job that deletes sessions that ended.
type PurgeSessionsArgs struct{}

// Kind is the job's name in the queue.
func (PurgeSessionsArgs) Kind() string { return "auth_purge_sessions" }

// RegisterJobs adds the jobs of this package to the queue.
func (s *Service) RegisterJobs(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, job *jobs.Job[ReconcileArgs]) error {
		return s.reconcileAll(ctx, q, job.Args.Offset)
	})
	jobs.Handle(q, func(ctx context.Context, _ *jobs.Job[PurgeSessionsArgs]) error { return s.PurgeSessions(ctx) })
	jobs.Every(q, time.Hour, ReconcileArgs{})
	jobs.Every(q, time.Hour, PurgeSessionsArgs{})
}

// reconcileAll walks over some pages and leaves the rest to the next job.
func (s *Service) reconcileAll(ctx context.Context, q *jobs.Queue, offset int) error {
	next, more, err := s.Reconcile(ctx, offset)
	if err != nil || !more {
		return err
	}
	return s.db.Shared(ctx, func(tx postgres.Tx) error { return q.Enqueue(ctx, tx, ReconcileArgs{Offset: next}) })
}

// Reconcile makes what is stored of Clerk's users as new as what Clerk says, for a bounded number of them from offset on, and
// says where to go on.
func (s *Service) Reconcile(ctx context.Context, offset int) (next int, more bool, err error) {
	page := clerk.Page{Limit: reconcilePage, Offset: offset}
	for range reconcilePages {
		got, err := s.clerk.Users(ctx, page)
		if err != nil {
			return page.Offset, false, err
		}
		if err := s.reconcilePage(ctx, got.Users); err != nil {
			return page.Offset, false, err
		}
		if page = got.Next; !got.More {
			return page.Offset, false, nil
		}
	}
	return page.Offset, true, nil
}

// reconcilePage logs a user who cannot be stored and goes on: one must not keep the others from being right. The next walk
// comes by again.
func (s *Service) reconcilePage(ctx context.Context, people []clerk.User) error {
	ids := make([]string, len(people))
	for i, person := range people {
		ids[i] = person.ID
	}
	known, err := s.store.known(ctx, s.db.SharedQuery(), ids)
	if err != nil {
		return err
	}
	for _, person := range people {
		if user := known[person.ID]; user != nil && (user.Deleted || !person.UpdatedAt.After(user.ClerkUpdatedAt)) {
			continue
		}
		if err := s.catchUp(ctx, person); err != nil {
			s.log.ErrorContext(ctx, "user not reconciled", "clerk_user_id", person.ID, "error", err)
		}
	}
	return ctx.Err()
}

func (s *Service) catchUp(ctx context.Context, person clerk.User) error {
	err := s.db.Shared(ctx, func(tx postgres.Tx) error {
		_, _, err := s.keep(ctx, tx, news{User: person, by: audit.BySystem})
		return err
	})
	if err == nil {
		s.bus.Drop(ctx, topicUser, person.ID)
	}
	return err
}

// PurgeSessions deletes the sessions of superusers that ended.
func (s *Service) PurgeSessions(ctx context.Context) error {
	deleted, err := s.sessions.purge(ctx)
	if err == nil && deleted > 0 {
		s.log.InfoContext(ctx, "sessions that ended were deleted", "sessions", deleted)
	}
	return err
}
