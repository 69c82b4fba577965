package tools

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/postgres"
)

const (
	topicKey = "signing_key" // under which instances tell each other that the keys changed
	allKeys  = "all"         // the cache's only key

	defaultOverlap = 5 * time.Minute
	// verifyMargin is for how long a key that stopped signing verifies after its last token has expired.
	verifyMargin = 5 * time.Minute
)

// keys is the keys that sign launch tokens, as this instance knows them.
type keys struct {
	deps    *Deps
	store   keyStore
	cache   *cache.Cache[string, keyring]
	overlap time.Duration
}

func newKeys(d *Deps) (*keys, error) {
	seal, err := newSealer(d.SecretKey)
	if err != nil {
		return nil, err
	}
	k := &keys{deps: d, store: newKeyStore(seal), overlap: d.KeyOverlap}
	if k.overlap == 0 {
		k.overlap = defaultOverlap
	}
	// The memory holds one thing: whatever was said to have changed, that is it.
	parse := func(string) (string, error) { return allKeys, nil }
	k.cache = cache.Bind[string, keyring](d.Bus, topicKey, parse, cache.Options{Size: 1, Clock: d.Clock})
	return k, nil
}

// ring is the keys that are in the database.
func (k *keys) ring(ctx context.Context) (keyring, error) {
	return k.cache.Get(ctx, allKeys, func(ctx context.Context, _ string) (keyring, error) {
		return k.store.ring(ctx, k.deps.DB.SharedQuery(), k.deps.Clock.Now())
	})
}

// ready is ring with a key that signs, made when there is none.
func (k *keys) ready(ctx context.Context) (keyring, error) {
	ring, err := k.ring(ctx)
	if err != nil || ring.signer(k.deps.Clock.Now()) != nil {
		return ring, err
	}
	if err := k.first(ctx); err != nil {
		return nil, err
	}
	return k.ring(ctx)
}

// first makes a key that signs at once, unless another instance was quicker.
func (k *keys) first(ctx context.Context) error {
	_, err := k.change(ctx, func(tx postgres.Tx, ring keyring, now time.Time) (string, error) {
		if ring.signer(now) != nil {
			return "", nil
		}
		return k.add(ctx, tx, now, now, "signing_key.created")
	})
	return err
}

// rotate makes a new key. It is published at once and signs after the overlap, in which tools that keep our keys learn of it; with
// atOnce it signs now. The others verify until what they signed has expired.
func (k *keys) rotate(ctx context.Context, atOnce bool) (kid string, err error) {
	return k.change(ctx, func(tx postgres.Tx, ring keyring, now time.Time) (string, error) {
		from := now
		if !atOnce && ring.signer(now) != nil {
			from = now.Add(k.overlap)
		}
		kid, err := k.add(ctx, tx, now, from, "signing_key.rotated")
		if err != nil {
			return "", err
		}
		return kid, k.store.retireOthers(ctx, tx, kid, from, from.Add(tokenLifetime+verifyMargin))
	})
}

// change runs fn while no other instance changes the keys, and makes all instances read them again.
func (k *keys) change(ctx context.Context, fn func(postgres.Tx, keyring, time.Time) (string, error)) (kid string, err error) {
	err = k.deps.DB.Shared(ctx, func(tx postgres.Tx) error {
		if err := k.store.lock(ctx, tx); err != nil {
			return err
		}
		now := k.deps.Clock.Now()
		ring, err := k.store.ring(ctx, tx, now)
		if err != nil {
			return err
		}
		if kid, err = fn(tx, ring, now); err != nil {
			return err
		}
		return k.deps.Bus.Publish(ctx, tx, topicKey, allKeys)
	})
	if err != nil {
		return "", fmt.Errorf("signing keys: %w", err)
	}
	k.deps.Bus.Drop(ctx, topicKey, allKeys)
	return kid, nil
}

func (k *keys) add(ctx context.Context, tx postgres.Tx, now, from time.Time, action string) (string, error) {
	key, err := newSigningKey(now, from)
	if err != nil {
		return "", err
	}
	if err := k.store.insert(ctx, tx, &key); err != nil {
		return "", err
	}
	e := auditedKey.Entry(action, 0, key.id)
	e.TargetKey, e.Changes = key.id, auditedKey.Diff(nil, &Key{ID: key.id, Algorithm: algorithm, SignsFrom: from})
	return key.id, k.deps.Audit.Record(ctx, tx, e)
}

// purge forgets the keys that verify nothing any more.
func (k *keys) purge(ctx context.Context) error {
	return k.store.deleteExpired(ctx, k.deps.DB.SharedQuery(), k.deps.Clock.Now())
}
