package cache

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/clock"
)

func allow(t require.TestingT, l *Limiter, key string, limit int, per time.Duration) (bool, time.Duration) {
	ok, retryAfter, err := l.Allow(context.Background(), key, limit, per)
	require.NoError(t, err)
	require.Equal(t, ok, retryAfter == 0)
	return ok, retryAfter
}

func TestLimitThenWaitThenOneMore(t *testing.T) {
	t.Parallel()
	now := clock.NewFake(epoch)
	l := NewLocalLimiter(now)
	for range 5 {
		ok, _ := allow(t, l, "signin:a", 5, time.Minute)
		require.True(t, ok)
	}
	ok, retryAfter := allow(t, l, "signin:a", 5, time.Minute)
	require.False(t, ok)
	require.Equal(t, 12*time.Second, retryAfter)
	ok, _ = allow(t, l, "signin:b", 5, time.Minute)
	require.True(t, ok, "somebody else is not concerned")

	now.Advance(12 * time.Second)
	ok, _ = allow(t, l, "signin:a", 5, time.Minute)
	require.True(t, ok)
	ok, _ = allow(t, l, "signin:a", 5, time.Minute)
	require.False(t, ok)

	now.Advance(-time.Hour)
	ok, retryAfter = allow(t, l, "signin:a", 5, time.Minute)
	require.False(t, ok)
	require.Equal(t, 12*time.Second, retryAfter, "a clock that is set back locks nobody out for an hour")
}

func TestBadLimitsRefuse(t *testing.T) {
	t.Parallel()
	l := NewLocalLimiter(clock.NewFake(epoch))
	for _, bad := range []struct {
		limit int
		per   time.Duration
	}{{0, time.Second}, {-1, time.Second}, {1, 0}, {1, -time.Second}, {2, time.Microsecond}} {
		ok, _, err := l.Allow(t.Context(), "k", bad.limit, bad.per)
		require.ErrorIs(t, err, ErrBadLimit)
		require.False(t, ok)
	}
}

// TestNoWindowSeesMore checks every pair of uses: between the i-th and the j-th must lie as much time as the uses beyond
// the burst take. It also checks that RetryAfter is exact.
func TestNoWindowSeesMore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 10).Draw(t, "limit")
		per := time.Duration(rapid.IntRange(limit, 5_000).Draw(t, "per")) * time.Microsecond
		now := clock.NewFake(epoch)
		l := NewLocalLimiter(now)
		var used []time.Time
		for range rapid.IntRange(1, 100).Draw(t, "calls") {
			now.Advance(time.Duration(rapid.IntRange(0, 2*int(per.Microseconds())/limit).Draw(t, "step")) * time.Microsecond)
			ok, retryAfter := allow(t, l, "k", limit, per)
			if !ok {
				now.Advance(retryAfter - time.Microsecond)
				early, rest := allow(t, l, "k", limit, per)
				require.False(t, early)
				require.Equal(t, time.Microsecond, rest)
				now.Advance(time.Microsecond)
				ok, _ = allow(t, l, "k", limit, per)
				require.True(t, ok)
			}
			used = append(used, now.Now())
		}
		for i := range used {
			for j := i + limit; j < len(used); j++ {
				require.GreaterOrEqual(t, used[j].Sub(used[i])*time.Duration(limit), per*time.Duration(j-i-limit+1))
			}
		}
	})
}

func TestSteadyStreamIsNeverRefused(t *testing.T) {
	t.Parallel()
	now := clock.NewFake(epoch)
	l := NewLocalLimiter(now)
	for i := range 1_000 {
		ok, _ := allow(t, l, "k", 7, time.Second)
		require.True(t, ok, i)
		now.Advance(142_858 * time.Microsecond)
	}
}

func TestHundredCallersGetTheLimit(t *testing.T) {
	t.Parallel()
	l := NewLocalLimiter(clock.NewFake(epoch))
	require.EqualValues(t, 30, stampede(t, 30, l))
}

// stampede has 100 goroutines try ten times each, on the limiters in turn, and counts who may.
func stampede(t *testing.T, limit int, limiters ...*Limiter) int64 {
	t.Helper()
	var admitted atomic.Int64
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			for range 10 {
				if ok, _, err := limiters[i%len(limiters)].Allow(t.Context(), "k", limit, time.Hour); ok && err == nil {
					admitted.Add(1)
				}
			}
		})
	}
	all.Wait()
	return admitted.Load()
}

func TestMemoryOfLimitsIsBounded(t *testing.T) {
	t.Parallel()
	now := clock.NewFake(epoch)
	l := NewLocalLimiter(now)
	for range 5 {
		allow(t, l, "the busy one", 5, 100*time.Hour)
	}
	long := strings.Repeat("x", 200)
	for i := range 2 * limitShards * shardKeys {
		allow(t, l, long+strconv.Itoa(i), 5, time.Hour)
		now.Advance(time.Microsecond)
	}
	total := 0
	for i := range l.local.shards {
		require.LessOrEqual(t, len(l.local.shards[i].full), shardKeys)
		total += len(l.local.shards[i].full)
	}
	require.Greater(t, total, limitShards*shardKeys*9/10, "the room is used")
	ok, _ := allow(t, l, "the busy one", 5, 100*time.Hour)
	require.False(t, ok, "a flood of others does not wash away who is at the limit")
}

func BenchmarkAllowLocal(b *testing.B) {
	l := NewLocalLimiter(clock.System{})
	ctx := b.Context()
	keys := make([]string, 1_000)
	for i := range keys {
		keys[i] = fmt.Sprintf("api:%d", i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _, _ = l.Allow(ctx, keys[i%len(keys)], 100, time.Second)
	}
}
