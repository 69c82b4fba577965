package tooltap

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"
)

type sessionKey = [sha256.Size]byte

// sessionCache remembers answers about sessions. It holds a bounded number: when it is full, it forgets those that are over, and then
// whichever comes first.
type sessionCache struct {
	size int

	mu      sync.Mutex
	entries map[sessionKey]sessionEntry
	flights map[sessionKey]*sessionFlight
}

type sessionEntry struct {
	answer *Introspection
	until  time.Time
}

// sessionFlight is a question under way.
type sessionFlight struct {
	done    chan struct{}
	answer  *Introspection
	err     error
	dropped bool // the session was ended meanwhile: the answer is for those who asked before, and not kept
}

func newSessionCache(size int) *sessionCache {
	return &sessionCache{size: size, entries: map[sessionKey]sessionEntry{}, flights: map[sessionKey]*sessionFlight{}}
}

type askSession func(context.Context) (answer *Introspection, until time.Time, err error)

func (s *sessionCache) get(ctx context.Context, key sessionKey, now func() time.Time, ask askSession) (*Introspection, error) {
	s.mu.Lock()
	if e, ok := s.entries[key]; ok {
		if now().Before(e.until) {
			s.mu.Unlock()
			return e.answer, nil
		}
		delete(s.entries, key)
	}
	f := s.flights[key]
	if f == nil {
		f = &sessionFlight{done: make(chan struct{})}
		s.flights[key] = f
		// Whoever began it may give up; the others wait for the answer all the same. Each try has a timeout of its own.
		go s.run(context.WithoutCancel(ctx), key, f, now, ask)
	}
	s.mu.Unlock()
	select {
	case <-f.done:
		return f.answer, f.err
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
	}
}

func (s *sessionCache) run(ctx context.Context, key sessionKey, f *sessionFlight, now func() time.Time, ask askSession) {
	answer, until, err := ask(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	f.answer, f.err = answer, err
	if s.flights[key] == f {
		delete(s.flights, key)
	}
	if err == nil && !f.dropped && now().Before(until) {
		s.makeRoom(now())
		s.entries[key] = sessionEntry{answer, until}
	}
	close(f.done)
}

// makeRoom runs with mu held.
func (s *sessionCache) makeRoom(now time.Time) {
	if len(s.entries) < s.size {
		return
	}
	for key, e := range s.entries {
		if !now.Before(e.until) {
			delete(s.entries, key)
		}
	}
	// More than one at a time, so that not every new session looks at all of them.
	for key := range s.entries {
		if len(s.entries) < s.size-s.size/16 {
			return
		}
		delete(s.entries, key)
	}
}

// drop forgets what is known of a session. A question under way is not for anybody who asks from now on.
func (s *sessionCache) drop(key sessionKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.entries, key)
	if f := s.flights[key]; f != nil {
		f.dropped = true
		delete(s.flights, key)
	}
}
