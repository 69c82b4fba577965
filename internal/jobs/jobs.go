package jobs

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"github.com/tabletap/console/internal/postgres"
)

// Schema is where the queue's tables are.
const Schema = "river"

// Args is what a job is about. Kind is stored with it and must never change.
type Args = river.JobArgs

// Options are how jobs of a kind are taken in. Args that have a method InsertOpts give their own.
type Options = river.InsertOpts

// Job is one piece of work with its arguments and how often it was tried.
type Job[T Args] = river.Job[T]

// Config says how much to do at once.
type Config struct {
	Workers int // jobs at work at once in this process; 0: 10
	Logger  *slog.Logger
}

// Queue takes jobs in and, once started, works them off.
type Queue struct {
	db      *postgres.DB
	client  *river.Client[pgx.Tx]
	workers *river.Workers
}

// New makes a queue. Register the handlers, then Start it in a process that should work; without Start it only takes in.
func New(db *postgres.DB, cfg Config) (*Queue, error) {
	workers := river.NewWorkers()
	client, err := river.NewClient(riverpgxv5.New(db.Pool()), &river.Config{
		Schema:               Schema,
		Workers:              workers,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: cmp.Or(cfg.Workers, 10)}},
		FetchCooldown:        5 * time.Millisecond,
		JobTimeout:           time.Minute,
		RescueStuckJobsAfter: 90 * time.Second,
		SoftStopTimeout:      10 * time.Second,
		Logger:               cfg.Logger,
		ErrorHandler:         logErrors{cfg.Logger},
		SkipUnknownJobCheck:  true,
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return &Queue{db: db, client: client, workers: workers}, nil
}

// River is the client underneath, for River's own pages.
func (q *Queue) River() *river.Client[pgx.Tx] { return q.client }

// Migrate brings the queue's own tables up.
func Migrate(ctx context.Context, db *postgres.DB, log *slog.Logger) error {
	if _, err := db.Pool().Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+Schema); err != nil {
		return fmt.Errorf("jobs: create schema: %w", postgres.Translate(err))
	}
	migrator, err := rivermigrate.New(riverpgxv5.New(db.Pool()), &rivermigrate.Config{Schema: Schema, Logger: log})
	if err != nil {
		return fmt.Errorf("jobs: migrate: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("jobs: migrate: %w", postgres.Translate(err))
	}
	return nil
}

// Handle registers fn for jobs of T. An error makes the job try again later, with growing pauses; it is discarded, and kept
// for inspection, after 25 tries.
func Handle[T Args](q *Queue, fn func(context.Context, *Job[T]) error) {
	river.AddWorker(q.workers, river.WorkFunc(fn))
}

// HandleWithin is Handle for jobs that may take longer than a minute: they are ended after timeout.
func HandleWithin[T Args](q *Queue, timeout time.Duration, fn func(context.Context, *Job[T]) error) {
	river.AddWorker(q.workers, &patientWorker[T]{timeout: timeout, work: fn})
}

type patientWorker[T Args] struct {
	river.WorkerDefaults[T]

	timeout time.Duration
	work    func(context.Context, *Job[T]) error
}

// Work runs the handler.
func (w *patientWorker[T]) Work(ctx context.Context, job *Job[T]) error { return w.work(ctx, job) }

// Timeout is River's to ask.
func (w *patientWorker[T]) Timeout(*Job[T]) time.Duration { return w.timeout }

// Enqueue adds a job as part of tx: it runs after tx commits and never if it does not.
func (q *Queue) Enqueue(ctx context.Context, tx postgres.Tx, args Args) error {
	if _, err := q.client.InsertTx(ctx, tx, args, nil); err != nil {
		return fmt.Errorf("enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// EnqueueAll is Enqueue for any number of jobs in one round trip.
func (q *Queue) EnqueueAll(ctx context.Context, tx postgres.Tx, all []Args) error {
	if len(all) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(all))
	for i, args := range all {
		params[i].Args = args
	}
	if _, err := q.client.InsertManyTx(ctx, tx, params); err != nil {
		return fmt.Errorf("enqueue %d of %s: %w", len(all), all[0].Kind(), err)
	}
	return nil
}

// Later is an error that, returned by a handler, makes the job run again after d. It does not count as a try, and it is no failure.
func Later(d time.Duration) error { return river.JobSnooze(max(d, 0)) }

// Every makes a job each interval, once over all instances, and one soon after the start.
func Every[T Args](q *Queue, interval time.Duration, args T) {
	job := river.NewPeriodicJob(river.PeriodicInterval(interval), func() (river.JobArgs, *river.InsertOpts) {
		return args, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByPeriod: interval}}
	}, &river.PeriodicJobOpts{RunOnStart: true})
	q.client.PeriodicJobs().Add(job)
}

// Start begins to work jobs off, until Stop.
func (q *Queue) Start(ctx context.Context) error {
	// River ends hard when its context does; ours ends by Stop, which lets jobs at work finish.
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("jobs: start: %w", err)
	}
	return nil
}

// Stop takes no more jobs, waits for those at work and, when ctx ends first, cancels them; they are tried again later.
func (q *Queue) Stop(ctx context.Context) error {
	if err := q.client.Stop(ctx); err != nil {
		return fmt.Errorf("jobs: stop: %w", err)
	}
	return nil
}

type logErrors struct{ log *slog.Logger }

func (l logErrors) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	l.log.ErrorContext(ctx, "job failed", "kind", job.Kind, "job", job.ID, "attempt", job.Attempt, "error", err)
	return nil
}

func (l logErrors) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	l.log.ErrorContext(ctx, "job panicked", "kind", job.Kind, "job", job.ID, "panic", value, "stack", trace)
	return nil
}
