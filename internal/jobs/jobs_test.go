package jobs_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

type longArgs struct{}

// Kind is the job's name in the queue.
func (longArgs) Kind() string { return "long" }

type shortArgs struct{}

// Kind is the job's name in the queue.
func (shortArgs) Kind() string { return "short" }

// A job that goes over everybody's has the time that it was given, and others have a minute.
func TestHowLongAJobMayTake(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	queue, err := jobs.New(db.DB, jobs.Config{Logger: slog.New(slog.DiscardHandler), Workers: 2})
	require.NoError(t, err)
	left := func(ctx context.Context) time.Duration {
		deadline, _ := ctx.Deadline()
		return time.Until(deadline)
	}
	long, short := make(chan time.Duration, 1), make(chan time.Duration, 1)
	jobs.HandleWithin(queue, 10*time.Minute, func(ctx context.Context, _ *jobs.Job[longArgs]) error {
		long <- left(ctx)
		return nil
	})
	jobs.Handle(queue, func(ctx context.Context, _ *jobs.Job[shortArgs]) error {
		short <- left(ctx)
		return nil
	})
	require.NoError(t, queue.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, queue.Stop(context.WithoutCancel(t.Context()))) })
	require.NoError(t, db.DB.Shared(t.Context(), func(tx postgres.Tx) error {
		return queue.EnqueueAll(t.Context(), tx, []jobs.Args{longArgs{}, shortArgs{}})
	}))
	require.Greater(t, <-long, 5*time.Minute)
	require.LessOrEqual(t, <-short, time.Minute)
}
