package cache

import (
	"context"
	"hash/maphash"
	"sync"
	"time"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
)

// Options bound a Cache. A field that is zero takes its default.
type Options struct {
	Size       int           // entries; 10,000
	TTL        time.Duration // a minute: the longest that a change nobody announced stays unseen
	MissingTTL time.Duration // how long a fault.NotFound is remembered; 0: not at all, as every other error
	Clock      clock.Clock   // clock.System
}

func (o Options) withDefaults() Options {
	if o.Size <= 0 {
		o.Size = 10_000
	}
	if o.TTL <= 0 {
		o.TTL = time.Minute
	}
	o.MissingTTL = min(o.MissingTTL, o.TTL)
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	return o
}

// Cache remembers values by key. Callers share one value, so nobody may modify what Get returns. It is safe for use by
// many goroutines.
type Cache[K comparable, V any] struct {
	store table // of *entry[K, V] by the hash of K
	seed  maphash.Seed
	bus   *Bus // nil for a Local cache, which no other instance needs to hear of
	o     Options

	// mu makes "is this flight still wanted?" and "keep its value" one step, so that a Drop falls before both or after both.
	mu      sync.Mutex
	flights map[K]*flight[K, V]
}

// entry tells its own time rather than have otter do it: half as slow to read, and no goroutine that would have to be
// stopped. One that expired stays until it is replaced or makes room, so Size bounds them too.
type entry[K comparable, V any] struct {
	key     K // of two keys with one hash, only the one that came last is remembered
	value   V
	err     error
	expires int64 // microseconds since 1970
}

// Local makes a cache for what cannot change behind its back within the TTL, such as keys read from a JWKS. It hears of
// nothing: Drop is the owner's business.
func Local[K comparable, V any](o Options) *Cache[K, V] {
	return build[K, V](o.withDefaults(), nil)
}

// Bind makes a cache whose entries are dropped when their keys are published under the topic. A key that parse does not
// understand empties the cache: dropping too much is safe, dropping too little is not.
func Bind[K comparable, V any](bus *Bus, topic string, parse func(string) (K, error), o Options) *Cache[K, V] {
	o = o.withDefaults()
	o.TTL, o.MissingTTL = bus.bound(o.TTL), bus.bound(o.MissingTTL)
	c := build[K, V](o, bus)
	bus.Subscribe(topic, func(key string) {
		if k, err := parse(key); err == nil && key != AllKeys {
			c.Drop(k)
			return
		}
		c.DropAll()
	})
	return c
}

func build[K comparable, V any](o Options, bus *Bus) *Cache[K, V] {
	return &Cache[K, V]{
		store:   newTable(o.Size),
		seed:    maphash.MakeSeed(),
		bus:     bus,
		o:       o,
		flights: make(map[K]*flight[K, V]),
	}
}

// Get returns what is remembered for key, or what load answers. Callers who ask for the same key meanwhile wait for that
// one load, each no longer than its own ctx. Load must not Get the same key of the same cache: it would wait for itself.
func (c *Cache[K, V]) Get(ctx context.Context, key K, load func(context.Context, K) (V, error)) (V, error) {
	if !c.live() {
		return load(ctx, key)
	}
	if e, ok := c.peek(key); ok {
		return e.value, e.err
	}
	return c.fill(ctx, key, load)
}

func (c *Cache[K, V]) peek(key K) (*entry[K, V], bool) {
	kept, _ := c.store.GetIfPresent(c.hash(key))
	e, ok := kept.(*entry[K, V])
	return e, ok && e.key == key && c.o.Clock.Now().UnixMicro() < e.expires
}

func (c *Cache[K, V]) hash(key K) uint64 { return maphash.Comparable(c.seed, key) }

// Drop forgets the keys. When it has returned, no Get that begins answers what was loaded before.
func (c *Cache[K, V]) Drop(keys ...K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, key := range keys {
		delete(c.flights, key)
		c.store.Invalidate(c.hash(key))
	}
}

// DropAll is Drop of every key.
func (c *Cache[K, V]) DropAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.flights)
	c.store.InvalidateAll()
}

// Len is about how many keys are remembered, for metrics.
func (c *Cache[K, V]) Len() int { return c.store.EstimatedSize() }

// lifetime is how long the answer of a load may be kept; 0: not at all. One that lands while the path is down is not read
// before the path opens, and opening drops it.
func (c *Cache[K, V]) lifetime(err error) time.Duration {
	switch {
	case err == nil:
		return c.o.TTL
	case fault.Is(err, fault.NotFound):
		return c.o.MissingTTL
	default:
		return 0
	}
}

func (c *Cache[K, V]) live() bool { return c.bus == nil || c.bus.Live() }
