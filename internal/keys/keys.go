package keys

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/postgres"
)

const (
	topicKey = "signing_key" // under which instances tell each other that the keys changed
	allKeys  = "all"         // the cache's only key

	defaultOverlap = 5 * time.Minute
	// verifyMargin is for how long a key that stopped signing verifies after its last token has expired.
	verifyMargin = 5 * time.Minute
)

// Kind is what keys are for.
type Kind struct {
	Algorithm string        // EdDSA or RS256
	Type      string        // typ of what is signed (RFC 8725, section 3.11)
	Lifetime  time.Duration // the longest of what is signed
}

// Deps are what keys stand on.
type Deps struct {
	DB    *postgres.DB
	Bus   *cache.Bus
	Audit *audit.Log
	Clock clock.Clock

	SecretKey string        // seals the private halves
	Overlap   time.Duration // for how long a new key is published before it signs; 0: five minutes
}

// Keys is the keys of a kind, as this instance knows them.
type Keys struct {
	deps  Deps
	kind  Kind
	store store
	cache *cache.Cache[string, Ring]
}

// New gives the keys of a kind. It fails for an algorithm that it does not know.
func New(d Deps, kind Kind) (*Keys, error) {
	seal, err := NewSealer(d.SecretKey, sealPurpose)
	if err != nil {
		return nil, err
	}
	if d.Overlap == 0 {
		d.Overlap = defaultOverlap
	}
	k := &Keys{deps: d, kind: kind}
	if k.store, err = newStore(seal, kind); err != nil {
		return nil, err
	}
	// The memory holds one thing: whatever was said to have changed, that is it.
	parse := func(string) (string, error) { return allKeys, nil }
	k.cache = cache.Bind[string, Ring](d.Bus, topicKey, parse, cache.Options{Size: 1, Clock: d.Clock})
	return k, nil
}

// Ring is the keys that are in the database.
func (k *Keys) Ring(ctx context.Context) (Ring, error) {
	return k.cache.Get(ctx, allKeys, func(ctx context.Context, _ string) (Ring, error) {
		return k.store.ring(ctx, k.deps.DB.SharedQuery(), k.deps.Clock.Now())
	})
}

// Ready is Ring with a key that signs, made when there is none.
func (k *Keys) Ready(ctx context.Context) (Ring, error) {
	ring, err := k.Ring(ctx)
	if err != nil || ring.Signer(k.deps.Clock.Now()) != nil {
		return ring, err
	}
	if err := k.first(ctx); err != nil {
		return nil, err
	}
	return k.Ring(ctx)
}

// List gives the keys as operators see them, the newest first.
func (k *Keys) List(ctx context.Context) ([]Key, error) {
	ring, err := k.Ring(ctx)
	return ring.list(k.kind.Algorithm, k.deps.Clock.Now()), err
}

// first makes a key that signs at once, unless another instance was quicker.
func (k *Keys) first(ctx context.Context) error {
	_, err := k.change(ctx, func(tx postgres.Tx, ring Ring, key *Signing, now time.Time) (string, error) {
		if ring.Signer(now) != nil {
			return "", nil
		}
		return k.add(ctx, tx, key, now, now, "signing_key.created")
	})
	return err
}

// Rotate makes a new key and gives its kid. It is published at once and signs after the overlap, in which tools that keep our
// keys learn of it; with atOnce it signs now. The others verify until what they signed has expired.
func (k *Keys) Rotate(ctx context.Context, atOnce bool) (kid string, err error) {
	return k.change(ctx, func(tx postgres.Tx, ring Ring, key *Signing, now time.Time) (string, error) {
		from := now
		if !atOnce && ring.Signer(now) != nil {
			from = now.Add(k.deps.Overlap)
		}
		kid, err := k.add(ctx, tx, key, now, from, "signing_key.rotated")
		if err != nil {
			return "", err
		}
		return kid, k.store.retireOthers(ctx, tx, kid, from, from.Add(k.kind.Lifetime+verifyMargin))
	})
}

type changeFunc func(postgres.Tx, Ring, *Signing, time.Time) (kid string, err error)

// change runs fn with a new key while no other instance changes the keys, and makes all instances read them again. An RSA key
// takes a while to find: it is made before the others have to wait.
func (k *Keys) change(ctx context.Context, fn changeFunc) (kid string, err error) {
	key, err := k.kind.Generate()
	if err != nil {
		return "", err
	}
	err = k.deps.DB.Shared(ctx, func(tx postgres.Tx) error {
		if err := k.store.lock(ctx, tx); err != nil {
			return err
		}
		now := k.deps.Clock.Now()
		ring, err := k.store.ring(ctx, tx, now)
		if err != nil {
			return err
		}
		if kid, err = fn(tx, ring, &key, now); err != nil {
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

func (k *Keys) add(ctx context.Context, tx postgres.Tx, key *Signing, now, from time.Time, action string) (string, error) {
	key.Created, key.From = now, from
	if err := k.store.insert(ctx, tx, key); err != nil {
		return "", err
	}
	e := auditedKey.Entry(action, 0, key.ID)
	e.TargetKey, e.Changes = key.ID, auditedKey.Diff(nil, &Key{ID: key.ID, Algorithm: k.kind.Algorithm, SignsFrom: from})
	return key.ID, k.deps.Audit.Record(ctx, tx, e)
}

// Purge forgets the keys of every kind that verify nothing any more.
func (k *Keys) Purge(ctx context.Context) error {
	return k.store.deleteExpired(ctx, k.deps.DB.SharedQuery(), k.deps.Clock.Now())
}
