package clerk

import (
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"
)

// backend serves an endpoint of the Backend API to those who know the secret key.
func (s *Server) backend(e endpoint) http.Handler {
	inner := s.public(e)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.faults.interfere(s, w, r) {
			return
		}
		if err := s.authenticate(r); err != nil {
			s.fail(w, err)
			return
		}
		inner.ServeHTTP(w, r)
	})
}

func (s *Server) authenticate(r *http.Request) error {
	given := r.Header.Get("Authorization")
	if given == "" {
		return errNoClient()
	}
	scheme, key, _ := strings.Cut(given, " ")
	if !strings.EqualFold(scheme, "Bearer") || key == "" {
		return refuse(http.StatusUnauthorized, "authorization_header_format_invalid", "Invalid Authorization header format",
			`Invalid Authorization header format. Must be "Bearer <YOUR_API_KEY>"`)
	}
	if subtle.ConstantTimeCompare([]byte(key), []byte(s.config.SecretKey)) != 1 {
		const long = "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct."
		return refuse(http.StatusUnauthorized, "clerk_key_invalid", long, long)
	}
	return nil
}

// faults are failures of the Backend API that a test asked for.
type faults struct {
	mu     sync.Mutex
	left   int
	status int
	hook   func(http.ResponseWriter, *http.Request) bool
}

// FailNext makes the next n requests to the Backend API fail with status, such as 429 or 503, and change nothing.
func (s *Server) FailNext(n, status int) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.left, s.faults.status = n, status
}

// Intercept has hook called before every request to the Backend API. The hook may wait, to make the API slow, or answer
// itself and return true. It may run many times at once; nil removes it.
func (s *Server) Intercept(hook func(w http.ResponseWriter, r *http.Request) (answered bool)) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.hook = hook
}

func (f *faults) interfere(s *Server, w http.ResponseWriter, r *http.Request) bool {
	hook, status := f.next()
	if hook != nil && hook(w, r) {
		return true
	}
	if status == 0 {
		return false
	}
	s.fail(w, faultError(status))
	return true
}

func (f *faults) next() (hook func(http.ResponseWriter, *http.Request) bool, status int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left > 0 {
		f.left--
		status = f.status
	}
	return f.hook, status
}

func faultError(status int) error {
	if status == http.StatusTooManyRequests {
		return refuse(status, "too_many_requests", "Too many requests. Please try again in a bit.",
			"Too many requests. Please try again in a bit.")
	}
	return refuse(status, "internal_clerk_error", "Oops, an unexpected error occurred", http.StatusText(status))
}
