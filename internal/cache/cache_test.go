package cache

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
)

var (
	epoch       = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	errDown     = errors.New("down")
	errNoMember = fault.Missing("Member")
)

// counting is a loader that answers with how often it was asked.
type counting struct{ calls atomic.Int64 }

func (l *counting) load(context.Context, int) (int64, error) { return l.calls.Add(1), nil }

func get[K comparable, V any](t *testing.T, c *Cache[K, V], key K, load func(context.Context, K) (V, error)) V {
	t.Helper()
	v, err := c.Get(t.Context(), key, load)
	require.NoError(t, err)
	return v
}

func TestGetLoadsOnceUntilDropped(t *testing.T) {
	t.Parallel()
	c, l := Local[int, int64](Options{}), &counting{}
	require.EqualValues(t, 1, get(t, c, 7, l.load))
	require.EqualValues(t, 1, get(t, c, 7, l.load))
	require.EqualValues(t, 2, get(t, c, 8, l.load), "another key is another value")

	c.Drop(7, 99)
	require.EqualValues(t, 3, get(t, c, 7, l.load))
	require.EqualValues(t, 2, get(t, c, 8, l.load), "dropping 7 keeps 8")

	c.DropAll()
	require.EqualValues(t, 4, get(t, c, 7, l.load))
	require.EqualValues(t, 5, get(t, c, 8, l.load))
	require.Equal(t, 2, c.Len())
}

func TestEntriesExpire(t *testing.T) {
	t.Parallel()
	now := clock.NewFake(epoch)
	c, l := Local[int, int64](Options{TTL: time.Minute, Clock: now}), &counting{}
	get(t, c, 7, l.load)
	now.Advance(59 * time.Second)
	require.EqualValues(t, 1, get(t, c, 7, l.load), "reading does not prolong")
	now.Advance(2 * time.Second)
	require.EqualValues(t, 2, get(t, c, 7, l.load))
}

func TestErrorsAreNotKept(t *testing.T) {
	t.Parallel()
	for _, failure := range []error{errDown, errNoMember} {
		c, l := Local[int, int64](Options{}), &counting{}
		_, err := c.Get(t.Context(), 7, func(context.Context, int) (int64, error) { return 0, failure })
		require.ErrorIs(t, err, failure)
		require.EqualValues(t, 1, get(t, c, 7, l.load))
	}
}

func TestMissingIsKeptWhereAsked(t *testing.T) {
	t.Parallel()
	now := clock.NewFake(epoch)
	c, l := Local[int, int64](Options{TTL: time.Minute, MissingTTL: 5 * time.Second, Clock: now}), &counting{}
	missing := func(context.Context, int) (int64, error) { return 0, errNoMember }
	_, err := c.Get(t.Context(), 7, missing)
	require.ErrorIs(t, err, errNoMember)
	_, err = c.Get(t.Context(), 7, l.load)
	require.ErrorIs(t, err, errNoMember)

	now.Advance(6 * time.Second)
	require.EqualValues(t, 1, get(t, c, 7, l.load))

	_, err = c.Get(t.Context(), 8, func(context.Context, int) (int64, error) { return 0, errDown })
	require.ErrorIs(t, err, errDown)
	require.EqualValues(t, 2, get(t, c, 8, l.load), "any other error is not kept")

	_, err = c.Get(t.Context(), 9, missing)
	require.ErrorIs(t, err, errNoMember)
	c.Drop(9)
	require.EqualValues(t, 3, get(t, c, 9, l.load), "what is created is found at once")
}

func TestSizeIsBounded(t *testing.T) {
	t.Parallel()
	c, l := Local[int, int64](Options{Size: 100}), &counting{}
	for i := range 10_000 {
		get(t, c, i, l.load)
	}
	c.store.CleanUp()
	require.LessOrEqual(t, c.Len(), 100)
	require.Positive(t, c.Len())
	require.Empty(t, c.flights)
}

func TestKeysOfOneHashDoNotAnswerForEachOther(t *testing.T) {
	t.Parallel()
	c, l := Local[int, int64](Options{}), &counting{}
	require.EqualValues(t, 1, get(t, c, 7, l.load))
	of7, found := c.store.GetIfPresent(c.hash(7))
	require.True(t, found)
	c.store.Set(c.hash(8), of7) // as if 8 had the hash of 7
	require.EqualValues(t, 2, get(t, c, 8, l.load))
	require.EqualValues(t, 2, get(t, c, 8, l.load), "who came last is remembered")
}

func TestHundredCallersShareOneLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, l := Local[int, int64](Options{}), &counting{}
		release := make(chan struct{})
		var callers sync.WaitGroup
		for range 100 {
			callers.Go(func() {
				v, err := c.Get(t.Context(), 7, func(ctx context.Context, k int) (int64, error) {
					<-release
					return l.load(ctx, k)
				})
				require.NoError(t, err)
				require.EqualValues(t, 1, v)
			})
		}
		synctest.Wait() // all wait: one in its load, the rest for it
		close(release)
		callers.Wait()
		require.EqualValues(t, 1, l.calls.Load())
	})
}

func TestCallerLeavesWithoutWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := Local[int, int64](Options{})
		release := make(chan struct{})
		go func() { _, _ = c.Get(t.Context(), 7, slow(release, 1)) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.Get(ctx, 7, slow(release, 2))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		close(release)
	})
}

func TestOthersDoNotInheritACancelledLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := Local[int, int64](Options{})
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, _ = c.Get(ctx, 7, func(ctx context.Context, _ int) (int64, error) {
				<-ctx.Done()
				return 0, ctx.Err()
			})
		}()
		synctest.Wait()
		answers := make(chan int64, 10)
		for range cap(answers) {
			go func() { answers <- get(t, c, 7, func(context.Context, int) (int64, error) { return 2, nil }) }()
		}
		synctest.Wait()
		require.Empty(t, answers)
		cancel()
		for range cap(answers) {
			require.EqualValues(t, 2, <-answers)
		}
	})
}

func TestOthersSurviveAPanic(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := Local[int, int64](Options{})
		release, failed := make(chan struct{}), make(chan error)
		go func() {
			defer func() { _ = recover() }()
			_, _ = c.Get(t.Context(), 7, func(context.Context, int) (int64, error) { <-release; panic("bug") })
		}()
		synctest.Wait()
		go func() {
			_, err := c.Get(t.Context(), 7, slow(release, 2))
			failed <- err
		}()
		synctest.Wait()
		close(release)
		require.ErrorIs(t, <-failed, errLoadPanicked)
		require.EqualValues(t, 3, get(t, c, 7, slow(release, 3)))
	})
}

func slow(release <-chan struct{}, v int64) func(context.Context, int) (int64, error) {
	return func(context.Context, int) (int64, error) {
		<-release
		return v, nil
	}
}

func TestHitsDoNotAllocate(t *testing.T) {
	c, l := Local[int, int64](Options{}), &counting{}
	get(t, c, 7, l.load)
	ctx := t.Context()
	require.Zero(t, testing.AllocsPerRun(1000, func() { _, _ = c.Get(ctx, 7, l.load) }))
}

func BenchmarkGetHit(b *testing.B) {
	c, l := Local[int, int64](Options{}), &counting{}
	ctx := b.Context()
	_, _ = c.Get(ctx, 7, l.load)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = c.Get(ctx, 7, l.load)
	}
}

func BenchmarkGetHitBound(b *testing.B) {
	bus := newBus(nil, "", false)
	bus.turn(true)
	c := Bind[int, int64](bus, "number", strconv.Atoi, Options{})
	l := &counting{}
	ctx := b.Context()
	_, _ = c.Get(ctx, 7, l.load)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			_, _ = c.Get(ctx, 7, l.load)
		}
	})
}
