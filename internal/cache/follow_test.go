package cache

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// line is a session in memory. A deaf one takes messages and delivers none, as a transaction pooler does.
type line struct {
	deaf  atomic.Bool
	wire  chan string
	opens atomic.Int64
	sent  atomic.Int64
}

func (l *line) open(context.Context) (session, error) {
	l.opens.Add(1)
	return l, nil
}

func (l *line) send(_ context.Context, payload string) error {
	l.sent.Add(1)
	if !l.deaf.Load() {
		l.wire <- payload
	}
	return nil
}

func (l *line) receive(ctx context.Context) (string, error) {
	select {
	case payload := <-l.wire:
		return payload, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (l *line) close(context.Context) {}

func (l *line) follow(ctx context.Context, logs *logbook) *Bus {
	f := &follower{
		bus: newBus(nil, "", false), path: "test", open: l.open,
		keepalive: 10 * time.Second, patience: 2 * time.Second, log: logs.logger(),
	}
	go f.run(ctx)
	synctest.Wait()
	return f.bus
}

func TestSilenceIsProbed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		l, logs := &line{wire: make(chan string, 10)}, newLogbook()
		bus := l.follow(ctx, logs)
		require.True(t, bus.Live())
		require.EqualValues(t, 1, l.sent.Load(), "once at the start")
		<-time.After(time.Minute + time.Second) // the bubble's time, not ours
		require.True(t, bus.Live())
		require.EqualValues(t, 7, l.sent.Load())

		l.deaf.Store(true)
		require.NoError(t, bus.await(ctx, false))
		require.EqualValues(t, 1, l.opens.Load())
		require.Equal(t, 1, logs.count("path is down"))
		l.deaf.Store(false)
		require.NoError(t, bus.await(ctx, true))
		require.EqualValues(t, 2, l.opens.Load())
	})
}

func TestPathThatDeliversNothingIsNeverLive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		l, logs := &line{wire: make(chan string, 10)}, newLogbook()
		l.deaf.Store(true)
		bus := l.follow(ctx, logs)
		within, stop := context.WithTimeout(ctx, time.Minute)
		defer stop()
		require.ErrorIs(t, bus.Ready(within), context.DeadlineExceeded)
		require.Equal(t, 1, logs.count("path is down"))
		require.Greater(t, l.opens.Load(), int64(5), "it goes on trying")
		require.Less(t, l.opens.Load(), int64(30), "with pauses")
	})
}
