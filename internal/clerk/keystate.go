package clerk

import (
	"crypto/rsa"
	"errors"
	"time"
)

// How long keys are trusted and how often they are asked for.
const (
	// KeyLife is how long fetched keys are trusted. It counts from the fetch and is never extended by use.
	KeyLife = 5 * time.Minute
	// KeyGrace is how long keys serve beyond KeyLife while every attempt to fetch new ones fails.
	KeyGrace = 10 * time.Minute
	// UnknownKeyInterval is the least time between two fetches made because a token named a key we do not know, so that
	// made-up names cannot become a flood of requests.
	UnknownKeyInterval = 30 * time.Second
	// KeyRetryInterval is the least time between a fetch that failed and the next.
	KeyRetryInterval = 2 * time.Second
)

var errUnknownKey = errors.New("no such key")

// keys is one fetched set. Its address is its identity: whatever was verified with it is void once another replaces it.
type keys struct {
	byID    map[string]*rsa.PublicKey
	only    *rsa.PublicKey // from a PEM: the answer to every kid, for good
	fetched time.Time
}

func (k *keys) find(kid string) *rsa.PublicKey {
	if k.only != nil {
		return k.only
	}
	return k.byID[kid]
}

func (k *keys) fresh(now time.Time) bool { return k.within(now, KeyLife) }

// usable reports whether tokens may be checked with k at all. A set that Clerk emptied is not.
func (k *keys) usable(now time.Time) bool {
	return k.within(now, KeyLife+KeyGrace) && (k.only != nil || len(k.byID) > 0)
}

// within is false before the fetch: a clock that was set back must not prolong a key's life.
func (k *keys) within(now time.Time, life time.Duration) bool {
	switch {
	case k == nil:
		return false
	case k.only != nil:
		return true
	default:
		return !now.Before(k.fetched) && now.Before(k.fetched.Add(life))
	}
}

// keyState is what is known at one moment: the last good set, and how the last attempt went. It never changes.
type keyState struct {
	set   *keys // nil before the first success
	tried time.Time
	err   error // of the last attempt
}

// worthAsking reports whether another fetch might find kid, and enough time has passed since the last.
func (s *keyState) worthAsking(kid string, now time.Time) bool {
	switch {
	case !s.set.fresh(now):
		return s.err == nil || s.waited(now, KeyRetryInterval)
	case s.set.find(kid) == nil:
		return s.waited(now, UnknownKeyInterval)
	default:
		return false
	}
}

func (s *keyState) waited(now time.Time, d time.Duration) bool {
	return now.Before(s.tried) || !now.Before(s.tried.Add(d))
}

// pick answers from what is known. A key that is missing from keys past their life may be new: that is our trouble, not
// proof of a bad token.
func (s *keyState) pick(kid string, now time.Time) (*rsa.PublicKey, *keys, error) {
	if !s.set.usable(now) {
		return nil, nil, errKeysAway.Because(s.err)
	}
	if key := s.set.find(kid); key != nil {
		return key, s.set, nil
	}
	if !s.set.fresh(now) {
		return nil, nil, errKeysAway.Because(s.err)
	}
	return nil, nil, errToken.Because(errUnknownKey)
}
