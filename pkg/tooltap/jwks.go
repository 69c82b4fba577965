package tooltap

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	keysPath   = "/.well-known/jwks.json"
	mostKeys   = 32
	keysFor    = 5 * time.Minute // when the console does not say
	leastFor   = 30 * time.Second
	longestFor = time.Hour
	// unknownPause is how soon a token with a key id that is not known makes us ask again, and failedPause how soon after a question
	// that got no answer. Whoever sends tokens with made-up key ids cannot make us ask more often.
	unknownPause = 10 * time.Second
	failedPause  = time.Second
)

// keySet is the console's published keys, as they were when somebody last asked.
type keySet struct {
	fetch func(context.Context) (map[string]ed25519.PublicKey, time.Duration, error)
	now   func() time.Time

	mu     sync.Mutex
	keys   map[string]ed25519.PublicKey
	kids   map[string]string // key ids by the encoded headers that were seen under a good signature: a key has one, or few
	asked  time.Time         // when the last question was answered
	keep   time.Duration     // for how long its answer is good
	failed error             // of the last question
	next   time.Time         // not before this is asked again
	flight chan struct{}     // closed when the question under way is answered; nil when none is
}

// key is the key with the id: ErrInvalidToken when the console has none, ErrUnavailable when it cannot be asked.
//
// An answer serves for as long as the console says. For as long again it still serves while somebody asks anew, so that nobody waits
// for a refresh and a console that is being restarted is not noticed; after that it does not, so that a key that was withdrawn is not
// believed for ever.
func (s *keySet) key(ctx context.Context, kid string) (ed25519.PublicKey, error) {
	for {
		s.mu.Lock()
		now := s.now()
		age, key := now.Sub(s.asked), s.keys[kid]
		usable := s.keys != nil && age < 2*s.keep
		if key != nil && usable {
			if age >= s.keep {
				s.refresh(ctx, now)
			}
			s.mu.Unlock()
			return key, nil
		}
		flight := s.refresh(ctx, now)
		failed := s.failed
		s.mu.Unlock()
		switch {
		case flight != nil:
		case usable:
			return nil, fmt.Errorf("%w: its key is not known", ErrInvalidToken)
		default:
			return nil, failed
		}
		select {
		case <-flight:
		case <-ctx.Done():
			return nil, fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
		}
	}
}

// kidOf is the key id in a header that was read before.
func (s *keySet) kidOf(header string) (kid string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kid, ok = s.kids[header]
	return kid, ok
}

// sawHeader remembers a header of the console's.
func (s *keySet) sawHeader(header, kid string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kids) < mostKeys {
		s.kids[strings.Clone(header)] = kid
	}
}

// refresh asks for the keys unless that is under way or was done just now; then it returns nil. It runs with mu held.
func (s *keySet) refresh(ctx context.Context, now time.Time) <-chan struct{} {
	if s.flight != nil {
		return s.flight
	}
	if now.Before(s.next) {
		return nil
	}
	flight := make(chan struct{})
	s.flight = flight
	// Whoever began it may give up; the others wait for the answer all the same. Each try has a timeout of its own.
	go s.run(context.WithoutCancel(ctx), flight)
	return flight
}

func (s *keySet) run(ctx context.Context, flight chan struct{}) {
	keys, keep, err := s.fetch(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.flight, s.failed, s.next = nil, err, now.Add(failedPause)
	if err == nil {
		s.keys, s.keep, s.asked, s.next = keys, keep, now, now.Add(unknownPause)
		s.kids = map[string]string{}
	}
	close(flight)
}

func (c *Client) fetchKeys(ctx context.Context) (map[string]ed25519.PublicKey, time.Duration, error) {
	got, err := c.ask(ctx, call{method: http.MethodGet, path: keysPath, anonymous: true, repeat: always})
	if err != nil {
		if !errors.Is(err, ErrUnavailable) {
			err = fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
		return nil, 0, err
	}
	keys, err := readKeys(got.body)
	if err != nil {
		return nil, 0, err
	}
	return keys, maxAge(got.header.Get("Cache-Control")), nil
}

// jwk is a key as RFC 8037 writes it.
type jwk struct {
	KeyType   string `json:"kty"`
	Curve     string `json:"crv"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	ID        string `json:"kid"`
	X         string `json:"x"`
}

// readKeys keeps the Ed25519 keys for signatures. Others are none of ours.
func readKeys(body []byte) (map[string]ed25519.PublicKey, error) {
	var set struct {
		Keys []jwk `json:"keys"`
	}
	if err := json.Unmarshal(body, &set); err != nil {
		return nil, fmt.Errorf("%w: its keys: %w", ErrUnavailable, err)
	}
	keys := map[string]ed25519.PublicKey{}
	for i := range set.Keys {
		k := &set.Keys[i]
		raw, err := base64.RawURLEncoding.DecodeString(k.X)
		fits := k.KeyType == "OKP" && k.Curve == "Ed25519" && (k.Use == "" || k.Use == "sig") && (k.Algorithm == "" || k.Algorithm == algorithm)
		if err == nil && fits && k.ID != "" && len(raw) == ed25519.PublicKeySize && len(keys) < mostKeys {
			keys[k.ID] = raw
		}
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%w: it has no Ed25519 key", ErrUnavailable)
	}
	return keys, nil
}

// maxAge reads for how long an answer may be kept, within bounds of our own.
func maxAge(cacheControl string) time.Duration {
	for directive := range strings.SplitSeq(cacheControl, ",") {
		value, ok := strings.CutPrefix(strings.TrimSpace(strings.ToLower(directive)), "max-age=")
		if !ok {
			continue
		}
		if seconds, err := strconv.Atoi(value); err == nil {
			return min(max(time.Duration(min(seconds, 86400))*time.Second, leastFor), longestFor)
		}
	}
	return keysFor
}
