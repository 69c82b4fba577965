package idempotency

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/keys"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

const (
	// Kept is for how long an answer is kept, from when its request began.
	Kept = 24 * time.Hour

	sealPurpose     = "tabletap idempotent answers 1"
	defaultPatience = 4 * time.Second
	comeBack        = 2 * time.Second
)

var (
	errReused = fault.New(fault.Conflict, "idempotency_key_reused",
		"This Idempotency-Key was used for a request with another body. Use a new key for a new request.")
	errInProgress = fault.New(fault.Conflict, "idempotency_in_progress",
		"A request with this Idempotency-Key is still at work. Send it again in a moment.").After(comeBack)
	errLost = fault.New(fault.Conflict, "idempotency_answer_lost",
		"A request with this Idempotency-Key was carried out, and its answer cannot be read any more.")
)

// Deps are what keys stand on.
type Deps struct {
	DB        *postgres.DB
	Clock     clock.Clock
	SecretKey string        // seals the answers
	Patience  time.Duration // for how long a repeat waits for the first; 0: four seconds
}

// Keys is the keys that requests came with. It is safe for use by many goroutines.
type Keys struct {
	db       *postgres.DB
	clock    clock.Clock
	patience time.Duration
	store    store
}

// New makes it. It fails for a secret that nothing can be derived from.
func New(d Deps) (*Keys, error) {
	seal, err := keys.NewSealer(d.SecretKey, sealPurpose)
	if err != nil {
		return nil, err
	}
	return &Keys{db: d.DB, clock: d.Clock, patience: cmp.Or(d.Patience, defaultPatience), store: store{shareddb.New(), seal}}, nil
}

// Begin gives the claim of an attempt that should be worked on, or the answer that an equal one was given. One that is at work it waits
// for. It fails with Conflict: idempotency_key_reused, idempotency_in_progress, and idempotency_answer_lost for an answer that was
// sealed under another SECRET_KEY.
func (k *Keys) Begin(ctx context.Context, a api.Attempt) (api.Claim, *api.Answer, error) {
	waiting, cancel := context.WithTimeout(ctx, k.patience)
	defer cancel()
	c := &claim{keys: k, attempt: a, scope: scopeOf(a), token: []byte(rand.Text())}
	for {
		mine, err := k.store.claim(ctx, k.db.SharedQuery(), c, k.clock.Now())
		if err != nil {
			return nil, nil, err
		}
		if mine {
			return c, nil, nil
		}
		answer, err := k.await(ctx, waiting, c)
		if err != nil || answer != nil {
			return nil, answer, err
		}
	}
}

// Pauses between two looks at a claim of somebody else's.
const (
	firstPause   = 10 * time.Millisecond
	longestPause = 200 * time.Millisecond
)

// await gives the answer of whoever holds the key, nil when nobody does any more.
func (k *Keys) await(ctx, waiting context.Context, c *claim) (*api.Answer, error) {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		answer, free, err := k.store.look(ctx, k.db.SharedQuery(), c, k.clock.Now())
		if err != nil || answer != nil || free && waiting.Err() == nil {
			return answer, err
		}
		timer := time.NewTimer(pause)
		select {
		case <-waiting.Done():
			timer.Stop()
			return nil, cmp.Or(ctx.Err(), error(errInProgress))
		case <-timer.C:
		}
	}
}

// scopeOf is a hash, because paths and keys may be longer than an index takes.
func scopeOf(a api.Attempt) []byte {
	h := sha256.New()
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(a.Tenant)))
	for _, part := range []string{a.Caller, a.Method, a.Path, a.Key} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write([]byte(part))
	}
	return h.Sum(nil)
}
