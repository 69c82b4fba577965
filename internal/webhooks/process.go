package webhooks

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"

	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
)

// MaxAttempts is how often a job tries a delivery before it is parked. With the queue's growing pauses the last try comes
// about eleven hours after the first.
const MaxAttempts = 12

// ProcessArgs is the job that processes one delivery.
type ProcessArgs struct {
	ID int64 `json:"id"`
}

// Kind is the job's name in the queue.
func (ProcessArgs) Kind() string { return "webhook_process" }

// ProcessManyArgs is the job that processes deliveries which were stored together, one after the other.
type ProcessManyArgs struct {
	IDs []int64 `json:"ids"`
}

// Kind is the job's name in the queue.
func (ProcessManyArgs) Kind() string { return "webhook_process_many" }

// mostInAJob bounds how many deliveries a job processes, and with it how long the last waits.
const mostInAJob = 20

// processing is the jobs that process deliveries: a job costs the queue more than a delivery costs the inbox.
func processing(ids []int64) (all []jobs.Args) {
	for chunk := range slices.Chunk(ids, mostInAJob) {
		if len(chunk) == 1 {
			all = append(all, ProcessArgs{ID: chunk[0]})
		} else {
			all = append(all, ProcessManyArgs{IDs: chunk})
		}
	}
	return all
}

// RegisterJobs adds the jobs of this package to the queue.
func (i *Inbox) RegisterJobs(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, job *jobs.Job[ProcessArgs]) error {
		return i.Process(ctx, job.Args.ID, job.Attempt)
	})
	jobs.Handle(q, func(ctx context.Context, job *jobs.Job[ProcessManyArgs]) error {
		return i.ProcessMany(ctx, job.Args.IDs)
	})
}

// ProcessMany is Process for deliveries that were stored together, each tried once. Those that fail get a job of their
// own, with its tries and pauses. When time is up, or the process dies, the job comes again, and those that were
// processed are left alone.
func (i *Inbox) ProcessMany(ctx context.Context, ids []int64) error {
	var failed []jobs.Args
	for _, id := range ids {
		if ctx.Err() != nil || i.Process(ctx, id, 1) != nil {
			failed = append(failed, ProcessArgs{ID: id})
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	return i.db.Shared(ctx, func(tx postgres.Tx) error { return i.queue.EnqueueAll(ctx, tx, failed) })
}

// Process does what a stored delivery calls for, once: the row is locked, and one that was processed is left alone. The error
// says that it must be tried again; nil says that it was processed or that there is no use in trying. Attempt counts from 1.
func (i *Inbox) Process(ctx context.Context, id int64, attempt int) error {
	var after func(context.Context)
	err := i.db.Shared(ctx, func(tx postgres.Tx) error {
		row, found, err := i.store.lock(ctx, tx, id)
		if err != nil || !found || row.done() {
			return err // a row that somebody removed is nothing to process
		}
		result, err := i.run(ctx, tx, row, i.handler(row.event))
		after = result.After
		return err
	})
	if err != nil {
		return i.recordFailure(ctx, id, attempt, err)
	}
	if after != nil {
		after(ctx)
	}
	return nil
}

func (i *Inbox) handler(e Event) Handler {
	if h := i.handlers[kind{e.Source, e.Type}]; h != nil {
		return h
	}
	return func(context.Context, postgres.Tx, Event) (Result, error) { return Result{Ignored: true}, nil }
}

func (i *Inbox) recordFailure(ctx context.Context, id int64, attempt int, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	status := StatusFailed
	if attempt >= MaxAttempts || hopeless(cause) {
		status = StatusParked
	}
	err := i.db.Shared(ctx, func(tx postgres.Tx) error { return i.store.fail(ctx, tx, id, status, cause) })
	if err != nil {
		return fmt.Errorf("webhook %d: %w; its failure was not recorded: %w", id, cause, err)
	}
	if status == StatusParked {
		i.log.ErrorContext(ctx, "webhook parked", "webhook", id, "attempt", attempt, "error", cause)
		return nil
	}
	return fmt.Errorf("webhook %d: %w", id, cause)
}

// guarded makes an error of a panic, so that one odd payload neither kills the program nor is lost.
func (i *Inbox) guarded(ctx context.Context, tx postgres.Tx, e Event, h Handler) (result Result, err error) {
	defer func() {
		if v := recover(); v != nil {
			i.log.LogAttrs(ctx, slog.LevelError, "webhook handler panicked", slog.Int64("webhook", e.ID),
				slog.String("type", e.Type), slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
			err = fmt.Errorf("webhooks: handler of %s %s panicked: %v", e.Source, e.Type, v)
		}
	}()
	return h(ctx, tx, e)
}
