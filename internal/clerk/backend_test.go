package clerk_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
)

const secretKey = "sk_test_of_these_tests"

// answer is one answer of a backend.
type answer struct {
	status int
	body   string
	header map[string]string
	abort  bool // cut the connection instead
}

// backend is a Backend API that gives its answers in turn, the last one for ever, and a client of it.
type backend struct {
	*clerk.Client
	mu       sync.Mutex
	answers  []answer
	requests []request
	pauses   []time.Duration
}

type request struct {
	method, path, query, body string
	header                    http.Header
}

func newBackend(t *testing.T, answers ...answer) *backend {
	t.Helper()
	b := &backend{answers: answers}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	var err error
	b.Client, err = clerk.NewClient(clerk.ClientConfig{
		URL: server.URL + "/sandbox/clerk/", SecretKey: secretKey, Clock: clock.NewFake(start), Wait: b.pause,
		// Without kept connections, because net/http tries again by itself when a kept one turns out to be dead.
		Transport: &http.Transport{DisableKeepAlives: true},
	})
	require.NoError(t, err)
	return b
}

// asked gives the requests so far.
func (b *backend) asked() []request {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.requests)
}

func (b *backend) pause(ctx context.Context, d time.Duration) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pauses = append(b.pauses, d)
	return ctx.Err()
}

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := b.take(r)
	if a.abort {
		panic(http.ErrAbortHandler)
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write([]byte(a.body)) // the client may have hung up, as some tests want
}

func (b *backend) take(r *http.Request) answer {
	var sent json.RawMessage
	_ = json.NewDecoder(r.Body).Decode(&sent) // most requests have no body
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests = append(b.requests, request{r.Method, r.URL.Path, r.URL.RawQuery, string(sent), r.Header})
	a := b.answers[0]
	if len(b.answers) > 1 {
		b.answers = b.answers[1:]
	}
	return a
}

func ok(body string) answer { return answer{status: http.StatusOK, body: body} }

func failing(status int) answer {
	return answer{status: status, body: `{"errors":[{"code":"some_code","message":"m","meta":{}}],"clerk_trace_id":"t1"}`}
}
