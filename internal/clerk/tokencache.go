package clerk

import (
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/tabletap/console/internal/clock"
)

const defaultTokenCacheSize = 10_000

type digest [sha256.Size]byte

// digestOf is what stands for a token in memory, so that a dump of the heap holds none.
func digestOf(token string) digest { return sha256.Sum256([]byte(token)) }

// verified is a token that passed, and the keys it passed with.
type verified struct {
	claims *Claims
	keys   *keys
}

// tokenCache remembers tokens that passed, so that a busy session pays for one RSA verification a minute. It bounds
// memory; whether an entry still counts is the verifier's to decide.
type tokenCache struct {
	entries store
}

// store is otter's, whose code is compiled by every package that sees the type of it: as an interface, by this one alone.
type store interface {
	GetIfPresent(d digest) (verified, bool)
	Set(d digest, v verified) (verified, bool)
	EstimatedSize() int
	CleanUp()
}

// newTokenCache makes a cache of at most size entries: 0 is the default, less is no cache.
func newTokenCache(size int, c clock.Clock) (*tokenCache, error) {
	if size < 0 {
		return &tokenCache{}, nil
	}
	if size == 0 {
		size = defaultTokenCacheSize
	}
	entries, err := otter.New(&otter.Options[digest, verified]{
		MaximumSize: size,
		Clock:       cacheClock{c},
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[digest, verified]) time.Duration {
			return min(e.Value.claims.Expires.Add(Leeway).Sub(c.Now()), KeyLife)
		}),
	})
	if err != nil {
		return nil, fmt.Errorf("clerk: token cache: %w", err)
	}
	return &tokenCache{entries: entries}, nil
}

func (c *tokenCache) get(d digest) (verified, bool) {
	if c.entries == nil {
		return verified{}, false
	}
	return c.entries.GetIfPresent(d)
}

func (c *tokenCache) put(d digest, v verified) {
	if c.entries != nil {
		c.entries.Set(d, v)
	}
}

// cacheClock drives the cache by our clock. It never ticks, so the cache needs no goroutine of its own: entries that
// expired leave as others come.
type cacheClock struct{ clock clock.Clock }

func (c cacheClock) NowNano() int64 { return c.clock.Now().UnixNano() }

func (cacheClock) Tick(time.Duration) <-chan time.Time { return nil }
