package webhooks_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/webhooks"
)

var errUnreadable = errors.New("invalid character 'ÿ'")

func TestWhatCannotBeReadIsParkedOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	unreadable := webhooks.Delivery{Source: "clerk", ExternalID: "msg_1", Type: "thing.made", Payload: []byte("{\xff\x00")}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := b.Park(t.Context(), unreadable, errUnreadable); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	row := b.stored(t, "msg_1")
	require.Equal(t, webhooks.StatusParked, row.status)
	require.Equal(t, errUnreadable.Error(), row.failure)
	require.Equal(t, unreadable.Payload, row.payload)
	require.Equal(t, 1, row.attempts)
	require.Zero(t, b.jobs(t))
}

func TestAParkedDeliveryIsReplayedOnceItCanBeRead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var got []byte
	b.Handle("clerk", webhooks.TypeUnreadable, func(_ context.Context, _ postgres.Tx, e webhooks.Event) (webhooks.Result, error) {
		got = e.Payload
		return webhooks.Result{}, nil
	})
	require.NoError(t, b.Park(t.Context(), webhooks.Delivery{Source: "clerk", ExternalID: "msg_1", Payload: []byte("\xff")}, errUnreadable))
	id := b.stored(t, "msg_1").id
	require.NoError(t, b.Replay(t.Context(), id))
	require.Equal(t, 1, b.jobs(t))
	require.NoError(t, b.Process(t.Context(), id, 1))
	require.Equal(t, []byte("\xff"), got)
	require.Equal(t, webhooks.StatusProcessed, b.stored(t, "msg_1").status)
}

func TestParkingChangesNothingThatIsStored(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := b.Receive(t.Context(), delivery, made)
	require.NoError(t, err)
	require.NoError(t, b.Park(t.Context(), delivery, errUnreadable))
	row := b.stored(t, delivery.ExternalID)
	require.Equal(t, webhooks.StatusProcessed, row.status)
	require.Empty(t, row.failure)
}

func TestWhatHasNoNameIsKnownByItsBytes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, d := range []webhooks.Delivery{
		{Source: "clerk"},
		{Source: "clerk", Payload: []byte{}}, // the same
		{Source: "clerk", Payload: []byte("a")},
		{Source: "clerk", Payload: []byte("b")},
		{Source: "other", Payload: []byte("b")},
		{Source: "clerk", ExternalID: "\xff", Type: "a\x00b", Payload: []byte("c")},
		{Source: "clerk", ExternalID: strings.Repeat("x", 10_000), Type: strings.Repeat("x", 10_000), Payload: []byte("d")},
	} {
		require.NoError(t, b.Park(t.Context(), d, errUnreadable))
	}
	var n int
	const count = "SELECT count(*) FROM public.webhook_inbox WHERE event_type = 'unreadable' AND external_id LIKE 'sha256:%'"
	require.NoError(t, b.db.SharedQuery().QueryRow(t.Context(), count).Scan(&n))
	require.Equal(t, 6, n)
	require.Error(t, b.Park(t.Context(), webhooks.Delivery{}, errUnreadable))
}
