package paystack

import (
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
)

// faults are failures that somebody asked for.
type faults struct {
	mu      sync.Mutex
	rules   []rule // in the order they were armed; the first that matches strikes
	refunds int    // that will fail
	amounts []int64
	chaos   *chaos // nil without
}

// rule is a fault that strikes requests to some paths, for some times.
type rule struct {
	pattern string
	left    int
	effect  effect
	status  int
}

// effect is what a fault does to a request.
type effect int

const (
	noEffect effect = iota
	fails           // is answered with a status, and nothing happened
	hangsBefore
	hangsAfter // happened, but the answer does not come
	isCut      // happened, but the connection ends without an answer
)

// FailNext makes the next n requests to the paths of a pattern fail with status, such as 500 or 503, and change nothing. The
// pattern is that of path.Match, with a method before it or none: "POST /transaction/*". "" or "*" is every path.
func (s *Server) FailNext(pattern string, n, status int) {
	s.faults.arm(rule{pattern, n, fails, status})
}

// Hang makes the next n requests to the paths of a pattern wait until the caller gives up: before anything happened, or, with
// after, once all of it did.
func (s *Server) Hang(pattern string, n int, after bool) {
	effect := hangsBefore
	if after {
		effect = hangsAfter
	}
	s.faults.arm(rule{pattern: pattern, left: n, effect: effect})
}

// Cut makes the next n requests to the paths of a pattern take effect and lose their answer: the connection is closed.
func (s *Server) Cut(pattern string, n int) {
	s.faults.arm(rule{pattern: pattern, left: n, effect: isCut})
}

// TamperNext has the next customer pay amount instead of what the transaction was initialized with. Calls add up.
func (s *Server) TamperNext(amount int64) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.amounts = append(s.faults.amounts, amount)
}

// FailRefunds makes the next n refunds that are asked for fail in the end.
func (s *Server) FailRefunds(n int) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.refunds = n
}

// ClearFaults takes back every fault, those of webhooks too. What SetCard said stays.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	s.faults.rules, s.faults.refunds, s.faults.amounts, s.faults.chaos = nil, 0, nil, nil
	s.faults.mu.Unlock()
	s.webhooks.clear()
}

func (f *faults) arm(r rule) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = append(f.rules, r)
}

// next decides what happens to a request. route names what it asks for, whatever the codes in its path.
func (f *faults) next(r *http.Request, route string) (effect, int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = slices.DeleteFunc(f.rules, func(r rule) bool { return r.left <= 0 })
	for i := range f.rules {
		if f.rules[i].matches(r) {
			f.rules[i].left--
			return f.rules[i].effect, f.rules[i].status
		}
	}
	return f.chaos.effect(route)
}

func (r *rule) matches(request *http.Request) bool {
	pattern := r.pattern
	if method, rest, ok := strings.Cut(pattern, " "); ok {
		if method != request.Method {
			return false
		}
		pattern = rest
	}
	if pattern == "" || pattern == "*" {
		return true
	}
	matched, err := path.Match(pattern, request.URL.Path)
	return err == nil && matched
}

func (f *faults) takeRefund() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refunds == 0 {
		return false
	}
	f.refunds--
	return true
}

func (f *faults) tamper(amount int64) int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.amounts) == 0 {
		return amount
	}
	amount, f.amounts = f.amounts[0], f.amounts[1:]
	return amount
}

// misbehave stands before everything but the control of the stand-in itself.
func (s *Server) misbehave(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/sandbox/") {
			mux.ServeHTTP(w, r)
			return
		}
		_, route := mux.Handler(r)
		switch effect, status := s.faults.next(r, route); effect {
		case fails:
			s.fail(w, refuse(status, "unknown", http.StatusText(status)))
		case hangsBefore:
			s.hang(r)
		case hangsAfter:
			mux.ServeHTTP(nowhere{http.Header{}}, r)
			s.hang(r)
		case isCut:
			mux.ServeHTTP(nowhere{http.Header{}}, r)
			panic(http.ErrAbortHandler)
		case noEffect:
			mux.ServeHTTP(w, r)
		}
	})
}

// hang waits until the caller gives up, or Close, and ends the connection. That the caller is gone is noticed once the body was
// read.
func (s *Server) hang(r *http.Request) {
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, bodyLimit))
	select {
	case <-r.Context().Done():
	case <-s.closed:
	}
	panic(http.ErrAbortHandler)
}

// nowhere takes an answer that is lost.
type nowhere struct{ header http.Header }

// Header gives the headers, which are lost too.
func (n nowhere) Header() http.Header { return n.header }

// Write loses bytes.
func (nowhere) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader loses the status.
func (nowhere) WriteHeader(int) {}
