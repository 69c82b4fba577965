package cache

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// AllKeys stands, as a key, for every key of its topic.
const AllKeys = "*"

const (
	notifyChannel = "tabletap_invalidate"
	// One round trip for any number of payloads. pg_notify is named in full: a tenant's transaction has another search_path.
	notifySQL = "SELECT pg_catalog.pg_notify($1::text, payload) FROM pg_catalog.unnest($2::text[]) AS payload"
	// lossyTTL bounds every entry where messages come through Redis alone, which may lose one.
	lossyTTL = 5 * time.Second
)

// Execer is the transaction that a change is made in.
type Execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// Bus tells every instance which keys to drop. It is safe for use by many goroutines.
type Bus struct {
	lossy bool
	redis *redisDoor // nil without Redis
	relay string     // the Redis channel

	up atomic.Bool

	mu          sync.RWMutex
	subscribers map[string][]func(key string)
	turned      chan struct{} // closed, and replaced, whenever up turns
}

func newBus(redis *redisDoor, relay string, lossy bool) *Bus {
	return &Bus{
		lossy:       lossy,
		redis:       redis,
		relay:       relay,
		subscribers: make(map[string][]func(string)),
		turned:      make(chan struct{}),
	}
}

// Subscribe calls drop for every key that is published under the topic, with AllKeys when everything must go. Drop must be
// quick and must not call the Bus.
func (b *Bus) Subscribe(topic string, drop func(key string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subscribers[topic] = append(b.subscribers[topic], drop)
}

// Publish announces, inside the transaction tx, that the keys change. All instances drop them when tx commits; nothing is
// sent when it rolls back. Call Drop as well, once it has committed. A key must be valid UTF-8 without NUL, and with its
// topic at most 2,000 bytes of JSON: anything else is an error, so that the change fails rather than goes unannounced.
//
//	err := db.Tenant(ctx, tenant, func(tx postgres.Tx) error {
//		…
//		return bus.Publish(ctx, tx, "membership", key)
//	})
//	bus.Drop(ctx, "membership", key) // harmless if err != nil
//	return err
func (b *Bus) Publish(ctx context.Context, tx Execer, topic string, keys ...string) error {
	payloads, err := encode(topic, keys)
	if err != nil || len(payloads) == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, notifySQL, notifyChannel, payloads); err != nil {
		return fmt.Errorf("cache: publish %q: %w", topic, err)
	}
	return nil
}

// Drop forgets the keys in this process, before it returns, and hands them to the instances that cannot listen to
// PostgreSQL. Call it after the commit and before the answer: without it the client's next request to this very instance
// could overtake the notification. Before the commit it is useless: a load in between brings the old value back.
func (b *Bus) Drop(ctx context.Context, topic string, keys ...string) {
	b.deliver(topic, keys)
	payloads, err := encode(topic, keys)
	if err != nil {
		return // Publish refused these keys, so nothing was committed under them
	}
	b.redis.publish(context.WithoutCancel(ctx), b.relay, payloads)
}

// Live reports whether drops reach this process, and so whether caches may keep anything.
func (b *Bus) Live() bool { return b.up.Load() }

// Ready waits until the bus is Live.
func (b *Bus) Ready(ctx context.Context) error { return b.await(ctx, true) }

func (b *Bus) await(ctx context.Context, up bool) error {
	for {
		b.mu.RLock()
		turned := b.turned
		b.mu.RUnlock()
		if b.up.Load() == up {
			return nil
		}
		select {
		case <-turned:
		case <-ctx.Done():
			return fmt.Errorf("cache: waiting for the invalidation path: %w", context.Cause(ctx))
		}
	}
}

// turn is called by the follower only. Whichever way it goes, what was kept so far cannot be trusted; and the flag is up
// only while there is nothing old to be found.
func (b *Bus) turn(up bool) {
	if !up {
		b.up.Store(false)
	}
	b.dropAll()
	b.up.Store(up)
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.turned)
	b.turned = make(chan struct{})
}

func (b *Bus) deliver(topic string, keys []string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, drop := range b.subscribers[topic] {
		for _, key := range keys {
			drop(key)
		}
	}
}

func (b *Bus) dropAll() {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, subscribers := range b.subscribers {
		for _, drop := range subscribers {
			drop(AllKeys)
		}
	}
}

// bound is the longest that a bound cache may keep something.
func (b *Bus) bound(ttl time.Duration) time.Duration {
	if b.lossy {
		return min(ttl, lossyTTL)
	}
	return ttl
}
