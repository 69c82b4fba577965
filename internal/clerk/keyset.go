package clerk

import (
	"context"
	"crypto/rsa"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/tabletap/console/internal/clock"
)

// KeySetConfig says where keys come from.
type KeySetConfig struct {
	URL       string            // the JWKS: an issuer's JWKSURL, or the Backend API's /v1/jwks
	Secret    string            // sent as a bearer token when not empty; the Backend API wants one
	Clock     clock.Clock       // required
	Logger    *slog.Logger      // nil: slog.Default()
	Transport http.RoundTripper // nil: one of its own
}

// KeySet holds the public keys that session tokens are checked with. It is safe for use by many goroutines.
//
// Keys are fetched when first needed and trusted for KeyLife from the fetch, however often they are used, so a key that
// Clerk withdraws stops working. One fetch is under way at a time, and it ends within KeyFetchTimeout. While Clerk
// cannot be reached the last keys serve for KeyGrace more.
type KeySet struct {
	fetch  func(context.Context) (map[string]*rsa.PublicKey, error)
	clock  clock.Clock
	log    *slog.Logger
	state  atomic.Pointer[keyState]
	flight singleflight.Group
}

// NewKeySet makes a set whose keys come from a JWKS. Nothing is fetched before the first token.
func NewKeySet(c KeySetConfig) (*KeySet, error) {
	if u, err := url.Parse(c.URL); err != nil || !isWeb(u) {
		return nil, errors.New("clerk: the JWKS URL must be http:// or https:// and a host")
	}
	if c.Clock == nil {
		return nil, errors.New("clerk: a key set needs a clock")
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	s := &KeySet{fetch: newKeyFetcher(c).fetch, clock: c.Clock, log: c.Logger}
	s.state.Store(&keyState{})
	return s, nil
}

// KeySetFromPEM makes a set of one RSA key that verifies every token whatever its kid, and never expires: Clerk's
// CLERK_JWT_KEY, the "JWKS public key" of the dashboard. A line break may be spelled \n.
func KeySetFromPEM(text string) (*KeySet, error) {
	key, err := parsePEM(text)
	if err != nil {
		return nil, err
	}
	s := &KeySet{clock: clock.System{}, log: slog.Default()}
	s.state.Store(&keyState{set: &keys{only: key}})
	return s, nil
}

// lookup finds the key that kid names, asking Clerk again when that may help and is not too soon.
func (s *KeySet) lookup(ctx context.Context, kid string) (*rsa.PublicKey, *keys, error) {
	st := s.state.Load()
	if st.worthAsking(kid, s.clock.Now()) {
		var err error
		if st, err = s.refresh(ctx, st); err != nil {
			return nil, nil, err
		}
	}
	return st.pick(kid, s.clock.Now())
}

// trusts reports whether a token that was verified with set needs no second look at now.
func (s *KeySet) trusts(set *keys, now time.Time) bool {
	return s.state.Load().set == set && set.fresh(now)
}

// refresh gives the state after seen. Callers that saw the same state share one fetch. When the fetch before failed and
// the old keys still serve, nobody waits for the next: an answer would be late, not better.
func (s *KeySet) refresh(ctx context.Context, seen *keyState) (*keyState, error) {
	done := s.flight.DoChan("", func() (any, error) {
		return s.next(context.WithoutCancel(ctx), seen), nil
	})
	if seen.err != nil && seen.set.usable(s.clock.Now()) {
		return seen, nil
	}
	select {
	case result := <-done:
		return result.Val.(*keyState), nil //nolint:errcheck,forcetypeassert // what the function above gives
	case <-ctx.Done():
		return nil, errKeysAway.Because(ctx.Err())
	}
}

// next fetches, unless somebody did since seen. It outlives the caller who began it, because others wait for it too.
func (s *KeySet) next(ctx context.Context, seen *keyState) *keyState {
	if st := s.state.Load(); st != seen {
		return st
	}
	now := s.clock.Now()
	st := &keyState{set: seen.set, tried: now}
	found, err := s.fetch(ctx)
	if err == nil {
		st.set = &keys{byID: found, fetched: now}
	}
	st.err = err
	if err != nil && seen.set.usable(now) {
		s.log.WarnContext(ctx, "clerk: keys not refreshed, using the last ones", "fetched", seen.set.fetched, "error", err)
	}
	s.state.Store(st)
	return st
}
