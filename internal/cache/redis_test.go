package cache

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/cache/redistest"
	"github.com/tabletap/console/internal/clock"
)

// relayed is an instance that cannot listen to PostgreSQL. Its patience is that of a busy test machine.
func relayed(t *testing.T, url string, logs *logbook) *System {
	t.Helper()
	return instance(t, Config{
		DisableListen: true, RedisURL: url, RedisTimeout: 5 * time.Second, Namespace: t.Name(), Logger: logs.logger(),
	})
}

func TestRedisCarriesDrops(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	a, b := relayed(t, server.URL(), newLogbook()), relayed(t, server.URL(), newLogbook())
	cache, l := numbers(b)
	require.Equal(t, lossyTTL, cache.o.TTL, "what Redis may lose is not kept for long")
	dropped := drops(b, "number")
	ready(t, a, b)
	require.Equal(t, AllKeys, next(t, dropped))
	require.EqualValues(t, 1, get(t, cache, 7, l.load))
	require.EqualValues(t, 1, get(t, cache, 7, l.load))
	a.Bus.Drop(t.Context(), "number", "7")
	require.Equal(t, "7", next(t, dropped))
	require.EqualValues(t, 2, get(t, cache, 7, l.load))
}

func TestDropsReachBothKindsOfInstance(t *testing.T) {
	t.Parallel()
	server, url := redistest.New(t), newDatabase(t)
	listening := instance(t, Config{DatabaseURL: url, RedisURL: server.URL(), Namespace: t.Name()})
	pooled := relayed(t, server.URL(), newLogbook())
	for _, publisher := range []*System{listening, pooled} {
		hears, relays := drops(listening, "number"), drops(pooled, "number")
		ready(t, listening, pooled)
		conn := connect(t, url)
		require.NoError(t, publisher.Bus.Publish(t.Context(), conn, "number", "7"))
		publisher.Bus.Drop(t.Context(), "number", "7")
		for key := ""; key != "7"; {
			key = next(t, hears)
		}
		for key := ""; key != "7"; {
			key = next(t, relays)
		}
	}
}

func TestRedisDiesAndComesBack(t *testing.T) {
	t.Parallel()
	server, logs := redistest.New(t), newLogbook()
	a := relayed(t, server.URL(), logs)
	cache, l := numbers(a)
	ready(t, a)
	require.EqualValues(t, 1, get(t, cache, 7, l.load))
	a.Shared.Set(t.Context(), "k", []byte("before"), time.Hour)
	ok, _ := allow(t, a.Limiter, "once", 1, time.Hour)
	require.True(t, ok)

	require.NoError(t, server.Kill())
	require.NoError(t, a.Bus.await(within(t), false))
	require.EqualValues(t, 2, get(t, cache, 7, l.load))
	require.EqualValues(t, 3, get(t, cache, 7, l.load), "bypassed")
	require.EqualValues(t, 30, stampede(t, 30, a.Limiter), "counted here: not open, not shut")
	a.Shared.Set(t.Context(), "k", []byte("meanwhile"), time.Hour)
	val, found := a.Shared.Get(t.Context(), "k")
	require.True(t, found)
	require.Equal(t, "meanwhile", string(val))
	a.Bus.Drop(t.Context(), "number", "7")
	require.Equal(t, 1, logs.count("redis does not answer"), "one line for a thousand calls")

	require.NoError(t, server.Restart(within(t)))
	logs.wait(t, "redis answers again", 1)
	ready(t, a)
	require.EqualValues(t, 4, get(t, cache, 7, l.load))
	require.EqualValues(t, 4, get(t, cache, 7, l.load))
	_, found = a.Shared.Get(t.Context(), "k")
	require.False(t, found, "it asks Redis, which forgot")
	require.Equal(t, 1, logs.count("redis answers again"))
}

func TestStartsWithoutRedis(t *testing.T) {
	t.Parallel()
	server, logs := redistest.New(t), newLogbook()
	require.NoError(t, server.Kill())
	a := relayed(t, server.URL(), logs)
	require.False(t, a.Bus.Live())
	ok, _ := allow(t, a.Limiter, "once", 1, time.Hour)
	require.True(t, ok)
	ok, _ = allow(t, a.Limiter, "once", 1, time.Hour)
	require.False(t, ok)
	require.NoError(t, server.Restart(within(t)))
	ready(t, a)
	ok, _ = allow(t, a.Limiter, "once", 1, time.Hour)
	require.True(t, ok, "Redis has not heard of it")
}

func TestRedisThatHangsHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	server, logs := redistest.New(t), newLogbook()
	d, err := openRedis(t.Context(), server.URL(), 50*time.Millisecond, logs.logger())
	require.NoError(t, err)
	t.Cleanup(d.close)
	l := newLimiter(d, t.Name(), clock.System{})
	client := *d.client.Load()
	require.NoError(t, client.Do(t.Context(), client.B().ClientPause().Timeout(4_000).All().Build()).Error())
	require.EqualValues(t, 30, stampede(t, 30, l))
	require.Equal(t, 1, logs.count("redis does not answer"))
	logs.wait(t, "redis answers again", 1)
	require.True(t, d.up.Load())
}

func TestCallersLeavingDoNotShutTheDoor(t *testing.T) {
	t.Parallel()
	server, logs := redistest.New(t), newLogbook()
	a := relayed(t, server.URL(), logs)
	for range 10 {
		_, _, err := a.Limiter.Allow(cancelled(t), "k", 1, time.Hour)
		require.NoError(t, err)
	}
	require.Zero(t, logs.count("redis does not answer"))
	require.True(t, a.redis.up.Load())
}

func TestSharedIsShared(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	a, b := relayed(t, server.URL(), newLogbook()), relayed(t, server.URL(), newLogbook())
	ctx := t.Context()
	_, found := b.Shared.Get(ctx, "k")
	require.False(t, found)
	a.Shared.Set(ctx, "k", []byte("one\x00\xff"), time.Hour)
	require.Eventually(t, func() bool { return read(ctx, b.Shared, "k") == "one\x00\xff" }, 10*time.Second, time.Millisecond)

	val, _ := b.Shared.Get(ctx, "k")
	copy(val, "xxx")
	require.Equal(t, "one\x00\xff", read(ctx, b.Shared, "k"), "the caller's copy is the caller's")

	a.Shared.Set(ctx, "k", []byte("two"), time.Hour)
	require.Eventually(t, func() bool { return read(ctx, b.Shared, "k") == "two" }, 10*time.Second, time.Millisecond)
	a.Shared.Del(ctx, "k", "never")
	require.Eventually(t, func() bool { return read(ctx, b.Shared, "k") == "" }, 10*time.Second, time.Millisecond)
	a.Shared.Set(ctx, "k", []byte("gone"), 0)
	require.Empty(t, read(ctx, a.Shared, "k"))
}

func read(ctx context.Context, s Shared, key string) string {
	val, _ := s.Get(ctx, key)
	return string(val)
}

func TestSharedWithoutRedis(t *testing.T) {
	t.Parallel()
	now := clock.NewFake(epoch)
	s := newShared(nil, "", now)
	ctx := t.Context()
	val := []byte("one")
	s.Set(ctx, "k", val, time.Minute)
	copy(val, "xxx")
	require.Equal(t, "one", read(ctx, s, "k"))
	now.Advance(time.Minute)
	require.Empty(t, read(ctx, s, "k"))
	s.Set(ctx, "k", val, time.Minute)
	s.Del(ctx, "k")
	require.Empty(t, read(ctx, s, "k"))
	for i := range 64 {
		s.Set(ctx, strconv.Itoa(i), make([]byte, 1<<20), time.Minute)
	}
	s.local.CleanUp()
	require.LessOrEqual(t, s.local.WeightedSize(), uint64(sharedWeight))
}

func TestLimitIsCommonToAllInstances(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	a, b := relayed(t, server.URL(), newLogbook()), relayed(t, server.URL(), newLogbook())
	require.EqualValues(t, 30, stampede(t, 30, a.Limiter, b.Limiter))
	ok, retryAfter := allow(t, b.Limiter, "k", 30, time.Hour)
	require.False(t, ok)
	require.Greater(t, retryAfter, time.Minute)
	require.LessOrEqual(t, retryAfter, 2*time.Minute)
}

// TestScriptAgreesWithTake moves what Redis holds instead of the time, which is Redis's own.
func TestScriptAgreesWithTake(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	a := relayed(t, server.URL(), newLogbook())
	client := *a.redis.client.Load()
	r, err := newRate(5, time.Hour)
	require.NoError(t, err)
	ctx := t.Context()
	for _, ahead := range []int64{-r.interval, 0, r.interval, r.burst - r.interval, r.burst, 10 * r.burst} {
		now, err := client.Do(ctx, client.B().Time().Build()).AsStrSlice()
		require.NoError(t, err)
		seconds, err := strconv.ParseInt(now[0], 10, 64)
		require.NoError(t, err)
		full := seconds*1_000_000 + ahead
		_, err = a.redis.take(ctx, "p", "k", r) // makes the key
		require.NoError(t, err)
		keys, err := client.Do(ctx, client.B().Keys().Pattern("p*").Build()).AsStrSlice()
		require.NoError(t, err)
		require.Len(t, keys, 1)
		set := client.B().Set().Key(keys[0]).Value(strconv.FormatInt(full, 10)).Build()
		require.NoError(t, client.Do(ctx, set).Error())

		wait, err := a.redis.take(ctx, "p", "k", r)
		require.NoError(t, err)
		_, want := r.take(full, seconds*1_000_000)
		require.InDelta(t, want, wait, 30_000_000, "within the seconds that the test takes, ahead %d", ahead)
		require.Equal(t, want > 0, wait > 0)
		require.NoError(t, client.Do(ctx, client.B().Del().Key(keys[0]).Build()).Error())
	}
}

func BenchmarkAllowRedis(b *testing.B) {
	server := redistest.New(b)
	d, err := openRedis(b.Context(), server.URL(), time.Second, newLogbook().logger())
	require.NoError(b, err)
	defer d.close()
	l := newLimiter(d, "bench", clock.System{})
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		_, _, _ = l.Allow(ctx, "k", 1_000_000, time.Second)
	}
}

func BenchmarkSharedGet(b *testing.B) {
	server := redistest.New(b)
	d, err := openRedis(b.Context(), server.URL(), time.Second, newLogbook().logger())
	require.NoError(b, err)
	defer d.close()
	s := newShared(d, "bench", clock.System{})
	ctx := b.Context()
	s.Set(ctx, "k", make([]byte, 1_000), time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = s.Get(ctx, "k")
	}
}
