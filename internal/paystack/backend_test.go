package paystack_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/paystack"
)

const secretKey = "sk_test_of_these_tests"

var start = time.Date(2026, 1, 15, 10, 0, 0, 0, time.UTC)

// answer is one answer of a backend.
type answer struct {
	status int
	body   string
	header map[string]string
	abort  bool // cut the connection instead
}

// backend is an API that gives its answers in turn, the last one for ever, and a client of it.
type backend struct {
	*paystack.Client
	mu       sync.Mutex
	answers  []answer
	requests []request
	pauses   []time.Duration
}

type request struct {
	method, path, body string
	query              map[string][]string
	header             http.Header
}

func newBackend(t *testing.T, answers ...answer) *backend {
	t.Helper()
	b := &backend{answers: answers}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	var err error
	b.Client, err = paystack.NewClient(paystack.ClientConfig{
		URL: server.URL + "/sandbox/paystack/", SecretKey: secretKey, Clock: clock.NewFake(start), Wait: b.pause,
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

// only gives the one request so far.
func (b *backend) only(t *testing.T) request {
	t.Helper()
	requests := b.asked()
	require.Len(t, requests, 1)
	return requests[0]
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
	sent, _ := io.ReadAll(r.Body)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests = append(b.requests, request{r.Method, r.URL.Path, string(sent), r.URL.Query(), r.Header})
	a := b.answers[0]
	if len(b.answers) > 1 {
		b.answers = b.answers[1:]
	}
	return a
}

// ok is Paystack's envelope around data.
func ok(data string) answer { return okMeta(data, "") }

func okMeta(data, meta string) answer {
	body := `{"status":true,"message":"Done","data":` + data
	if meta != "" {
		body += `,"meta":` + meta
	}
	return answer{status: http.StatusOK, body: body + "}"}
}

// refusing is Paystack's word that it did not do it.
func refusing(status int, message, code string) answer {
	return answer{status: status, body: `{"status":false,"message":"` + message + `","meta":{"nextStep":"Ask."},"type":"validation_error","code":"` + code + `"}`}
}

func after(status int, retryAfter string) answer {
	a := refusing(status, "Later", "")
	a.header = map[string]string{"Retry-After": retryAfter}
	return a
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
