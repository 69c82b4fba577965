package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// moment is on which side of a step the program is killed.
type moment string

const (
	before moment = "before" // it never takes effect
	after  moment = "after"  // it takes effect, and nobody hears of it
)

// step is something that the program does outside itself, and which time it does so.
type step struct {
	what string
	n    int
}

func (s step) String() string { return fmt.Sprintf("%s (%d)", s.what, s.n) }

type killStep struct {
	step

	when moment
}

// steps counts what the program does, and kills it at one of them.
type steps struct {
	mu    sync.Mutex
	count map[string]int
	order []step
	at    *killStep
	kill  func()
	came  bool // the step at which it is killed
}

// arm begins to count, and has the program killed at a step; nil: never.
func (s *steps) arm(at *killStep, kill func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count, s.order, s.at, s.kill, s.came = map[string]int{}, nil, at, kill, false
}

// disarm ends the count, and lets the program live from now on.
func (s *steps) disarm() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count, s.at = nil, nil
}

// comes notes a step, and reports whether the program is to be killed right after it. Where it is to be killed before, it is when
// comes returns, and reached is false: the step must not happen.
func (s *steps) comes(what string) (happens, killAfter bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count == nil {
		return true, false
	}
	s.count[what]++
	now := step{what, s.count[what]}
	s.order = append(s.order, now)
	if s.at == nil || s.at.step != now || s.came {
		return true, false
	}
	s.came = true
	if s.at.when == after {
		return true, true
	}
	s.kill()
	return false, false
}

func (s *steps) die() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kill()
}

func (s *steps) fired() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.came
}

// seen are the steps since arm, in order.
func (s *steps) seen() []step {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.order)
}

func names(all []step) []string {
	var list []string
	for _, one := range all {
		list = append(list, one.what)
	}
	return list
}

// proxyCalls stands between the program and Paystack. Its address is where Paystack seems to be.
func proxyCalls(t *testing.T, to string, s *steps) string {
	t.Helper()
	target, err := url.Parse(to)
	require.NoError(t, err)
	forward := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		happens, killAfter := s.comes("call " + r.Method + " " + endpoint(r.URL.Path))
		if !happens {
			return
		}
		answer := httptest.NewRecorder()
		forward.ServeHTTP(answer, r)
		if killAfter {
			s.die()
			return
		}
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// endpoint is a path of Paystack's without what it is about.
func endpoint(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if strings.ContainsAny(part, "_-") && !strings.Contains(part, "authorization") || strings.ContainsAny(part, "0123456789") {
			parts[i] = ""
		}
	}
	return strings.Join(parts, "/")
}
