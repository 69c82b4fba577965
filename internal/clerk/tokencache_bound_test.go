package clerk

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
)

// What a cache holds cannot be seen from outside, so this test is inside.
func TestTokenCacheIsBoundedAndForgets(t *testing.T) {
	t.Parallel()
	now := clock.NewFake(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))
	cache, err := newTokenCache(100, now)
	require.NoError(t, err)
	fill := func(from, to int) {
		for i := from; i < to; i++ {
			cache.put(digestOf(strconv.Itoa(i)), verified{claims: &Claims{Expires: now.Now().Add(time.Minute)}})
		}
		cache.entries.CleanUp()
	}

	fill(0, 5000)
	require.LessOrEqual(t, cache.entries.EstimatedSize(), 100)
	require.NotZero(t, cache.entries.EstimatedSize())

	now.Advance(time.Minute + Leeway + 2*time.Second) // the cache's timer wheel is coarse
	fill(5000, 5001)
	require.LessOrEqual(t, cache.entries.EstimatedSize(), 2, "expired entries leave as others come")
	_, ok := cache.get(digestOf("5000"))
	require.True(t, ok)
}
