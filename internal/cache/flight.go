package cache

import (
	"context"
	"errors"
)

// maxJoins bounds how many loads of others a caller waits for whose owners gave up, before it loads for itself.
const maxJoins = 3

var errLoadPanicked = errors.New("cache: the load did not return")

// flight is one load, and those who wait for it. Being in Cache.flights is what makes it wanted: Drop takes it out, so
// later callers start another and what it brings is not kept.
type flight[K comparable, V any] struct {
	done      chan struct{} // closed when answer is final
	answer    *entry[K, V]
	abandoned bool // the caller who loads went away, which says nothing about the key
}

func (c *Cache[K, V]) fill(ctx context.Context, key K, load func(context.Context, K) (V, error)) (V, error) {
	for range maxJoins {
		f, lead := c.join(key)
		if lead {
			return c.lead(ctx, key, f, load)
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			var none V
			return none, context.Cause(ctx)
		}
		if !f.abandoned {
			return f.answer.value, f.answer.err
		}
	}
	return load(ctx, key)
}

// join finds the flight for key, or starts one that the caller must lead. It looks at the store again, for a flight that
// landed between the caller's look and now.
func (c *Cache[K, V]) join(key K) (f *flight[K, V], lead bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f, ok := c.flights[key]; ok {
		return f, false
	}
	f = &flight[K, V]{done: make(chan struct{}), answer: &entry[K, V]{key: key, err: errLoadPanicked}}
	if e, ok := c.peek(key); ok {
		f.answer = e
		close(f.done)
		return f, false
	}
	c.flights[key] = f
	return f, true
}

func (c *Cache[K, V]) lead(
	ctx context.Context, key K, f *flight[K, V], load func(context.Context, K) (V, error),
) (V, error) {
	defer c.land(ctx, key, f)
	f.answer.value, f.answer.err = load(ctx, key)
	return f.answer.value, f.answer.err
}

func (c *Cache[K, V]) land(ctx context.Context, key K, f *flight[K, V]) {
	f.abandoned = f.answer.err != nil && ctx.Err() != nil
	defer close(f.done)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.flights[key] != f {
		return // dropped meanwhile
	}
	delete(c.flights, key)
	if ttl := c.lifetime(f.answer.err); ttl > 0 {
		f.answer.expires = c.o.Clock.Now().Add(ttl).UnixMicro()
		c.store.Set(c.hash(key), f.answer)
	}
}
