package cache

import (
	"bytes"
	"context"
	"time"

	"github.com/maypok86/otter/v2"
	"github.com/redis/rueidis"

	"github.com/tabletap/console/internal/clock"
)

const (
	sharedWeight = 16 << 20    // bytes kept in process when there is no Redis
	sharedFresh  = time.Minute // the longest that an instance answers from its own copy of what Redis holds
)

// Shared keeps bytes for all instances, where an old value does no harm: fetched documents, price lists. Never rights. It
// has no errors: what cannot be had is not there.
type Shared interface {
	// Get returns a copy that the caller may change.
	Get(ctx context.Context, key string) ([]byte, bool)
	// Set keeps val for at most ttl; a ttl under a millisecond keeps nothing.
	Set(ctx context.Context, key string, val []byte, ttl time.Duration)
	Del(ctx context.Context, keys ...string)
}

// shared answers from Redis, whose client keeps a copy that Redis itself invalidates, or from this process while Redis is
// away.
type shared struct {
	redis  *redisDoor
	prefix string
	clock  clock.Clock
	local  *otter.Cache[string, lease]
}

type lease struct {
	val     []byte
	expires time.Time
}

func newShared(redis *redisDoor, prefix string, c clock.Clock) *shared {
	return &shared{redis: redis, prefix: prefix, clock: c, local: otter.Must(&otter.Options[string, lease]{
		MaximumWeight: sharedWeight,
		Weigher:       func(key string, l lease) uint32 { return uint32(min(len(key)+len(l.val), sharedWeight)) },
	})}
}

func (s *shared) Get(ctx context.Context, key string) (val []byte, found bool) {
	err := s.redis.do(ctx, func(ctx context.Context, c rueidis.Client) (err error) {
		val, err = c.DoCache(ctx, c.B().Get().Key(s.prefix+key).Cache(), sharedFresh).AsBytes()
		return err
	})
	if err == nil {
		return bytes.Clone(val), true
	}
	if rueidis.IsRedisNil(err) {
		return nil, false
	}
	l, found := s.local.GetIfPresent(key)
	if !found || !s.clock.Now().Before(l.expires) {
		return nil, false
	}
	return bytes.Clone(l.val), true
}

func (s *shared) Set(ctx context.Context, key string, val []byte, ttl time.Duration) {
	if ttl < time.Millisecond {
		return
	}
	err := s.redis.do(ctx, func(ctx context.Context, c rueidis.Client) error {
		set := c.B().Set().Key(s.prefix + key).Value(rueidis.BinaryString(val)).PxMilliseconds(ttl.Milliseconds())
		return c.Do(ctx, set.Build()).Error()
	})
	if err != nil {
		s.local.Set(key, lease{val: bytes.Clone(val), expires: s.clock.Now().Add(ttl)})
	}
}

func (s *shared) Del(ctx context.Context, keys ...string) {
	for _, key := range keys {
		s.local.Invalidate(key)
		_ = s.redis.do(ctx, func(ctx context.Context, c rueidis.Client) error {
			return c.Do(ctx, c.B().Del().Key(s.prefix+key).Build()).Error()
		}) // an old value does no harm
	}
}
