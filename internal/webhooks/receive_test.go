package webhooks_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/webhooks"
)

func TestProcessedWhereItIsReceived(t *testing.T) {
	t.Parallel()
	b := newBench(t)

	first, err := b.Receive(t.Context(), delivery, made)
	require.NoError(t, err)
	require.JSONEq(t, `{"made": "made"}`, string(first.Body))

	row := b.stored(t, "msg_1")
	require.Equal(t, webhooks.StatusProcessed, row.status)
	require.Equal(t, delivery.Payload, row.payload)
	require.Equal(t, int64(7), *row.tenant)
	require.Equal(t, 1, row.attempts)
	require.Zero(t, b.jobs(t))

	again, err := b.Receive(t.Context(), delivery, made)
	require.NoError(t, err)
	require.JSONEq(t, string(first.Body), string(again.Body))
	require.Equal(t, first.Tenant, again.Tenant)
	require.Equal(t, 1, b.effects(t))
}

func TestConcurrentRepeatsHaveOneEffectAndOneAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const senders = 100
	answers := make([]string, senders)
	errs := make([]error, senders)
	var all sync.WaitGroup
	for n := range senders {
		all.Go(func() {
			result, err := b.Receive(t.Context(), delivery, made)
			answers[n], errs[n] = string(result.Body), err
		})
	}
	all.Wait()
	for n := range senders {
		require.NoError(t, errs[n])
		require.JSONEq(t, `{"made": "made"}`, answers[n])
	}
	require.Equal(t, 1, b.effects(t))
}

func TestFailureIsStoredAndTriedAgainByAJob(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func(context.Context, postgres.Tx) (webhooks.Result, error){
		"error": broken,
		"panic": func(ctx context.Context, tx postgres.Tx) (webhooks.Result, error) {
			_, _ = leave(ctx, tx, "half")
			panic("boom")
		},
		"the database ends the connection": func(ctx context.Context, tx postgres.Tx) (webhooks.Result, error) {
			_, _ = leave(ctx, tx, "half")
			_, err := tx.Exec(ctx, "SELECT pg_terminate_backend(pg_backend_pid()) /* boom */")
			return webhooks.Result{}, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.Handle("clerk", "thing.made", madeByJob)

			_, err := b.Receive(t.Context(), delivery, fails)
			require.Error(t, err)
			row := b.stored(t, "msg_1")
			require.Equal(t, webhooks.StatusFailed, row.status)
			require.NotEmpty(t, row.failure)
			require.Zero(t, b.effects(t), "the half that was done is undone")
			require.Equal(t, 1, b.jobs(t))

			require.NoError(t, b.Process(t.Context(), row.id, 1))
			require.Equal(t, webhooks.StatusProcessed, b.stored(t, "msg_1").status)
			require.Empty(t, b.stored(t, "msg_1").failure)

			result, err := b.Receive(t.Context(), delivery, fails)
			require.NoError(t, err, "the sender's own retry gets the job's answer")
			require.JSONEq(t, `{"made": "made"}`, string(result.Body))
			require.Equal(t, 1, b.effects(t))
		})
	}
}

func TestTheSendersRetryMayComeBeforeTheJob(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.Handle("clerk", "thing.made", madeByJob)

	for range 3 {
		_, err := b.Receive(t.Context(), delivery, broken)
		require.ErrorIs(t, err, errBoom)
	}
	require.Equal(t, 1, b.jobs(t), "one job, however often the sender fails")
	require.Equal(t, 3, b.stored(t, "msg_1").attempts)

	_, err := b.Receive(t.Context(), delivery, made)
	require.NoError(t, err)
	require.NoError(t, b.Process(t.Context(), b.stored(t, "msg_1").id, 1))
	require.Equal(t, 1, b.effects(t))
}

func TestFailureIsStoredForASenderWhoHungUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx, hangUp := context.WithCancel(t.Context())
	_, err := b.Receive(ctx, delivery, func(ctx context.Context, tx postgres.Tx) (webhooks.Result, error) {
		hangUp()
		return made(ctx, tx)
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, webhooks.StatusFailed, b.stored(t, "msg_1").status)
	require.Equal(t, 1, b.jobs(t))
	require.Zero(t, b.effects(t))
}

func TestAHopelessDeliveryIsParkedAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	refuse := func(context.Context, postgres.Tx) (webhooks.Result, error) {
		return webhooks.Result{}, fault.Field("id", "This field is required.")
	}
	_, err := b.Receive(t.Context(), delivery, refuse)
	require.True(t, fault.Is(err, fault.Invalid))
	require.Equal(t, webhooks.StatusParked, b.stored(t, "msg_1").status)
	require.Zero(t, b.jobs(t))

	_, err = b.Receive(t.Context(), delivery, broken)
	require.ErrorIs(t, err, errBoom)
	require.Equal(t, webhooks.StatusParked, b.stored(t, "msg_1").status, "failed would promise a job that there is not")
}

func TestAcceptedForAJob(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.Handle("clerk", "thing.made", madeByJob)

	for range 2 {
		result, err := b.Receive(t.Context(), delivery, nil)
		require.NoError(t, err)
		require.Nil(t, result.Body)
	}
	require.Equal(t, webhooks.StatusPending, b.stored(t, "msg_1").status)
	require.Equal(t, 1, b.jobs(t))
	require.Zero(t, b.effects(t))
}

func TestUnknownTypesAreStored(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := b.Receive(t.Context(), delivery, nil)
	require.NoError(t, err)
	require.Equal(t, webhooks.StatusIgnored, b.stored(t, "msg_1").status)
	require.Zero(t, b.jobs(t))
}

// What comes at once shares transactions, and one that PostgreSQL cannot store fails alone.
func TestOneThatCannotBeStoredHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.Handle("clerk", "thing.made", madeByJob)
	const many = 40
	var group sync.WaitGroup
	for n := range many {
		group.Go(func() {
			d := delivery
			d.ExternalID = fmt.Sprintf("msg_%d", n)
			if n == many/2 {
				d.ExternalID += "\x00"
			}
			if _, err := b.Receive(t.Context(), d, nil); fault.Is(err, fault.Invalid) != (n == many/2) || (err != nil) != (n == many/2) {
				t.Errorf("%d: %v", n, err)
			}
		})
	}
	group.Wait()
	require.Equal(t, many-1, b.jobs(t))
}

// deaf refuses jobs, as the queue does when the database is about to fail.
type deaf struct{}

func (deaf) Enqueue(context.Context, postgres.Tx, jobs.Args) error      { return errBoom }
func (deaf) EnqueueAll(context.Context, postgres.Tx, []jobs.Args) error { return errBoom }

func TestWithoutItsJobADeliveryIsNotAccepted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	inbox := webhooks.New(webhooks.Deps{DB: b.db.DB, Queue: deaf{}, Clock: clockAt(epoch)})
	inbox.Handle("clerk", "thing.made", madeByJob)
	_, err := inbox.Receive(t.Context(), delivery, nil)
	require.ErrorIs(t, err, errBoom)

	var n int
	require.NoError(t, b.db.SharedQuery().QueryRow(t.Context(), "SELECT count(*) FROM public.webhook_inbox").Scan(&n))
	require.Zero(t, n)
}

func TestIncompleteDeliveriesAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, d := range []webhooks.Delivery{{}, {Source: "a", ExternalID: "b"}, {Source: "a", Type: "b"}, {ExternalID: "a", Type: "b"}} {
		_, err := b.Receive(t.Context(), d, made)
		require.Error(t, err)
	}
}

func TestTwoSourcesMayUseOneID(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	other := delivery
	other.Source = "paystack"
	for _, d := range []webhooks.Delivery{delivery, other} {
		_, err := b.Receive(t.Context(), d, made)
		require.NoError(t, err)
	}
	require.Equal(t, 2, b.effects(t))
}

func TestAfterIsCalledOnceItIsCommitted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	seen := -1
	withAfter := func(err error) func(context.Context, postgres.Tx) (webhooks.Result, error) {
		return func(ctx context.Context, tx postgres.Tx) (webhooks.Result, error) {
			result, _ := made(ctx, tx)
			result.After = func(context.Context) { seen = b.effects(t) }
			return result, err
		}
	}
	_, err := b.Receive(t.Context(), delivery, withAfter(errBoom))
	require.ErrorIs(t, err, errBoom)
	require.Equal(t, -1, seen)
	_, err = b.Receive(t.Context(), delivery, withAfter(nil))
	require.NoError(t, err)
	require.Equal(t, 1, seen)
}
