package webhooks_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/webhooks"
)

func clockAt(at time.Time) clock.Clock { return clock.NewFake(at) }

// accepted is a bench with one delivery that waits for its job.
func accepted(t *testing.T, h webhooks.Handler) (*bench, int64) {
	t.Helper()
	b := newBench(t)
	b.Handle("clerk", "thing.made", h)
	_, err := b.Receive(t.Context(), delivery, nil)
	require.NoError(t, err)
	return b, b.stored(t, "msg_1").id
}

func TestAJobGetsTheEventAsItCame(t *testing.T) {
	t.Parallel()
	var got webhooks.Event
	b, id := accepted(t, func(_ context.Context, _ postgres.Tx, e webhooks.Event) (webhooks.Result, error) {
		got = e
		return webhooks.Result{}, nil
	})
	require.NoError(t, b.Process(t.Context(), id, 1))
	require.Equal(t, webhooks.Event{Delivery: delivery, ID: id, ReceivedAt: epoch, Attempt: 1}, got)
	require.Equal(t, webhooks.StatusProcessed, b.stored(t, "msg_1").status)
}

func TestConcurrentJobsOfOneDeliveryHaveOneEffect(t *testing.T) {
	t.Parallel()
	b, id := accepted(t, madeByJob)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := b.Process(t.Context(), id, 1); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.Equal(t, 1, b.effects(t))
}

// Of those that share a job, one that fails gets a job of its own, and the others are done with.
func TestOneOfManyFailsAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.Handle("clerk", "thing.made", func(ctx context.Context, tx postgres.Tx, e webhooks.Event) (webhooks.Result, error) {
		if e.ExternalID == "msg_2" {
			return webhooks.Result{}, errBoom
		}
		return leave(ctx, tx, e.ExternalID)
	})
	var ids []int64
	for _, name := range []string{"msg_1", "msg_2", "msg_3"} {
		d := delivery
		d.ExternalID = name
		_, err := b.Receive(t.Context(), d, nil)
		require.NoError(t, err)
		ids = append(ids, b.stored(t, name).id)
	}
	before := b.jobs(t)
	for range 2 { // the job comes again when its process dies before it is marked as done
		require.NoError(t, b.ProcessMany(t.Context(), ids))
	}
	require.Equal(t, 2, b.effects(t))
	require.Equal(t, webhooks.StatusFailed, b.stored(t, "msg_2").status)
	require.Equal(t, webhooks.StatusProcessed, b.stored(t, "msg_3").status)
	require.Equal(t, before+2, b.jobs(t), "each time one for the one that failed")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, b.ProcessMany(ended, ids[:1]))
	require.Equal(t, before+3, b.jobs(t), "what there was no time for")
}

func TestADeliveryIsParkedAfterManyTriesAndReplayed(t *testing.T) {
	t.Parallel()
	works := false
	b, id := accepted(t, func(ctx context.Context, tx postgres.Tx, _ webhooks.Event) (webhooks.Result, error) {
		if works {
			return made(ctx, tx)
		}
		return broken(ctx, tx)
	})
	for attempt := 1; attempt < webhooks.MaxAttempts; attempt++ {
		require.ErrorIs(t, b.Process(t.Context(), id, attempt), errBoom)
		require.Equal(t, webhooks.StatusFailed, b.stored(t, "msg_1").status)
	}
	require.NoError(t, b.Process(t.Context(), id, webhooks.MaxAttempts), "nothing to try again")
	row := b.stored(t, "msg_1")
	require.Equal(t, webhooks.StatusParked, row.status)
	require.Equal(t, webhooks.MaxAttempts, row.attempts)
	require.Contains(t, row.failure, "boom")

	works = true
	require.NoError(t, b.Replay(t.Context(), id))
	require.Equal(t, 2, b.jobs(t))
	require.NoError(t, b.Process(t.Context(), id, 1))
	require.Equal(t, webhooks.StatusProcessed, b.stored(t, "msg_1").status)
	require.True(t, fault.Is(b.Replay(t.Context(), id), fault.Conflict))
	require.Equal(t, 1, b.effects(t))
}

func TestAHopelessEventIsParkedByItsFirstJob(t *testing.T) {
	t.Parallel()
	b, id := accepted(t, func(context.Context, postgres.Tx, webhooks.Event) (webhooks.Result, error) {
		return webhooks.Result{}, fault.Field("id", strings.Repeat("é\x00", 3000))
	})
	require.NoError(t, b.Process(t.Context(), id, 1))
	require.Equal(t, webhooks.StatusParked, b.stored(t, "msg_1").status)
}

func TestAPanicIsAFailure(t *testing.T) {
	t.Parallel()
	b, id := accepted(t, func(context.Context, postgres.Tx, webhooks.Event) (webhooks.Result, error) { panic("odd payload") })
	require.ErrorContains(t, b.Process(t.Context(), id, 1), "odd payload")
	require.Contains(t, b.stored(t, "msg_1").failure, "odd payload")
}

func TestAMissingRowOrHandlerIsNoFailure(t *testing.T) {
	t.Parallel()
	b, id := accepted(t, madeByJob)
	require.NoError(t, b.Process(t.Context(), id+1000, 1))

	later := webhooks.New(webhooks.Deps{DB: b.db.DB, Queue: b.queue, Clock: clockAt(epoch)})
	require.NoError(t, later.Process(t.Context(), id, 1))
	require.Equal(t, webhooks.StatusIgnored, b.stored(t, "msg_1").status)
}

func TestTheQueueCarriesItThrough(t *testing.T) {
	t.Parallel()
	tries := make(chan int, 10)
	b, _ := accepted(t, func(ctx context.Context, tx postgres.Tx, e webhooks.Event) (webhooks.Result, error) {
		tries <- e.Attempt
		if e.Attempt == 1 {
			return broken(ctx, tx)
		}
		result, err := made(ctx, tx)
		result.After = func(context.Context) { close(tries) }
		return result, err
	})
	require.NoError(t, b.queue.Start(t.Context()))
	t.Cleanup(func() { _ = b.queue.Stop(context.WithoutCancel(t.Context())) })
	for want := 1; want <= 2; want++ {
		require.Equal(t, want, <-tries)
	}
	_, open := <-tries
	require.False(t, open)
	require.Equal(t, webhooks.StatusProcessed, b.stored(t, "msg_1").status)
	require.Equal(t, 1, b.effects(t))
}

func TestTwoHandlersForOneTypeAreAMistake(t *testing.T) {
	t.Parallel()
	inbox := webhooks.New(webhooks.Deps{})
	inbox.Handle("clerk", "thing.made", madeByJob)
	require.Panics(t, func() { inbox.Handle("clerk", "thing.made", madeByJob) })
}
