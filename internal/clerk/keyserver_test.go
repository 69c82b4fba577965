package clerk_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
)

// keyServer stands in for Clerk's JWKS endpoint, below HTTP: a round tripper, so that tests can hold it up.
type keyServer struct {
	mu      sync.Mutex
	keys    []object
	status  int
	body    []byte // instead of keys
	fail    error
	hold    chan struct{} // when not nil, answers wait until it is closed
	fetches int
	last    *http.Request
}

func (s *keyServer) set(change func(*keyServer)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func (s *keyServer) serve(keys ...object) { s.set(func(s *keyServer) { s.keys, s.fail = keys, nil }) }

func (s *keyServer) breakDown() { s.set(func(s *keyServer) { s.fail = io.ErrUnexpectedEOF }) }

func (s *keyServer) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fetches
}

// RoundTrip answers as the endpoint would.
func (s *keyServer) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.fetches++
	s.last = r
	hold := s.hold
	s.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, s.fail
	}
	return s.answer()
}

func (s *keyServer) answer() (*http.Response, error) {
	body := s.body
	if body == nil {
		var err error
		if body, err = json.Marshal(object{"keys": append([]object{}, s.keys...)}); err != nil {
			return nil, err
		}
	}
	status := s.status
	if status == 0 {
		status = http.StatusOK
	}
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Header: http.Header{"Location": {"https://evil.example"}},
		Body: io.NopCloser(bytes.NewReader(body)),
	}, nil
}

// rig is a verifier whose keys come from a keyServer.
type rig struct {
	*clerk.Verifier
	t      testing.TB
	server *keyServer
	now    *clock.Fake
}

func newRig(tb testing.TB, cacheSize int, keys ...object) rig {
	tb.Helper()
	r := rig{t: tb, server: &keyServer{keys: keys}, now: clock.NewFake(start)}
	set, err := clerk.NewKeySet(clerk.KeySetConfig{
		URL: clerk.JWKSURL(issuer), Clock: r.now, Transport: r.server, Logger: quiet,
	})
	require.NoError(tb, err)
	r.Verifier = newVerifier(tb, set, r.now, cacheSize)
	return r
}

// present verifies a fresh token that names kid and is signed by keyA for "a", by keyB for any other.
func (r rig) present(kid string) error {
	r.t.Helper()
	_, err := r.Verify(r.t.Context(), r.token(kid))
	return err
}

func (r rig) token(kid string) string {
	key := keyB()
	if kid == "a" {
		key = keyA()
	}
	return mint(r.t, key, header(kid), claims(r.now.Now()))
}
