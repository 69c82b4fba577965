package tools

import (
	"crypto/sha256"
	"sync"
	"time"
)

// hash is a SHA-256 sum.
type hash = [sha256.Size]byte

// recentKept bounds how much of one lifetime of a token is remembered.
const recentKept = 1 << 14

// recent remembers something of each of the tokens that were seen within the last lifetime of one, and up to twice that.
type recent[V any] struct {
	mu         sync.Mutex
	young, old map[hash]V
	since      time.Time // when young began
}

func (r *recent[V]) add(key hash, value V, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(now)
	if r.young == nil || len(r.young) >= recentKept {
		r.young, r.old, r.since = map[hash]V{}, r.young, now
	}
	r.young[key] = value
}

func (r *recent[V]) find(key hash, now time.Time) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(now)
	if v, ok := r.young[key]; ok {
		return v, true
	}
	v, ok := r.old[key]
	return v, ok
}

// turn forgets what has expired, a generation at a time.
func (r *recent[V]) turn(now time.Time) {
	switch age := now.Sub(r.since); {
	case age < tokenLifetime:
	case age < 2*tokenLifetime:
		r.young, r.old, r.since = nil, r.young, now
	default:
		r.young, r.old, r.since = nil, nil, now
	}
}
