package paystack_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

// try sends a request that may go unanswered.
func try(t *testing.T, s *paystack.Server, method, path, body string, patience time.Duration) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return attempt(ctx, s, method, path, body)
}

func attempt(ctx context.Context, s *paystack.Server, method, path, body string) error {
	request, err := http.NewRequestWithContext(ctx, method, s.APIURL()+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+paystacktest.SecretKey)
	response, err := http.DefaultClient.Do(request)
	if err == nil {
		response.Body.Close()
	}
	return err
}

const order = `{"email":"ada@example.com","amount":1,"reference":"order"}`

func TestFailNext(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	s.FailNext("POST /transaction/*", 2, 503)
	refused(t, s, "POST", "/transaction/initialize", order, 503, "Service Unavailable")
	refused(t, s, "GET", "/transaction/verify/order", "", 400, "not found")
	refused(t, s, "POST", "/transaction/initialize", order, 503, "")
	initialize(t, s, order)
	s.FailNext("", 1, 500)
	s.FailNext("/transaction/verify/*", 1, 502)
	refused(t, s, "GET", "/transaction/verify/order", "", 500, "")
	refused(t, s, "GET", "/transaction/verify/order", "", 502, "")
	s.FailNext("*", 9, 500)
	s.ClearFaults()
	verify(t, s, "order")
}

func TestHangBeforeAndAfter(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	s.Hang("/transaction/initialize", 1, false)
	require.ErrorIs(t, try(t, s, "POST", "/transaction/initialize", order, 20*time.Millisecond), context.DeadlineExceeded)
	refused(t, s, "GET", "/transaction/verify/order", "", 400, "not found")
	s.ClearFaults()
	s.Hang("/transaction/initialize", 1, true)
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() { gone <- attempt(ctx, s, "POST", "/transaction/initialize", order) }()
	require.Eventually(t, func() bool { _, known := s.Transaction("order"); return known }, time.Minute, time.Millisecond, "it took effect")
	select {
	case err := <-gone:
		require.Fail(t, "it was answered", err)
	default:
	}
	cancel()
	require.ErrorIs(t, <-gone, context.Canceled)
}

func TestHangEndsWithTheServer(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	s.Hang("*", 1, false)
	gone := make(chan error, 1)
	go func() { gone <- attempt(t.Context(), s, "GET", "/plan", "") }()
	require.NoError(t, try(t, s, "GET", "/sandbox/clock", "", time.Minute), "its own control does not hang")
	require.NoError(t, s.Close())
	err := <-gone
	require.Error(t, err)
	require.NotErrorIs(t, err, context.DeadlineExceeded)
}

func TestCut(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	s.Cut("POST /transaction/initialize", 1)
	require.Error(t, try(t, s, "POST", "/transaction/initialize", order, time.Minute))
	require.Equal(t, "abandoned", verify(t, s, "order")["status"], "it took effect")
}

// storm runs the same requests under chaos and tells what became of them.
func storm(t *testing.T, seed uint64) (requests, webhooks []string) {
	t.Helper()
	r := newReceiver(t)
	s := paystacktest.New(t, r.to)
	for i := range 40 {
		initialize(t, s, fmt.Sprintf(`{"email":"ada@example.com","amount":1,"reference":"r%d"}`, i))
	}
	rates := paystack.Rates{Fail: 0.2, Cut: 0.2, Lose: 0.2, Repeat: 0.2, Late: 0.2}
	require.NoError(t, s.Chaos(seed, rates))
	for i := range 40 {
		reference := fmt.Sprintf("r%d", i)
		_, err := s.Pay(reference, goodCard)
		require.NoError(t, err)
		requests = append(requests, outcome(t, s, "/transaction/verify/"+reference))
	}
	webhooks = references(r.events(t, s))
	s.ClearFaults()
	for range 20 {
		require.Equal(t, "200", outcome(t, s, "/plan"))
	}
	return requests, webhooks
}

func outcome(t *testing.T, s *paystack.Server, path string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.APIURL()+path, http.NoBody)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+paystacktest.SecretKey)
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request) // no retry of its own
	if err != nil {
		return "cut"
	}
	defer response.Body.Close()
	return strconv.Itoa(response.StatusCode)
}

func TestChaosIsRepeatable(t *testing.T) {
	t.Parallel()
	requests, webhooks := storm(t, 7)
	again, andAgain := storm(t, 7)
	require.Equal(t, requests, again)
	require.Equal(t, webhooks, andAgain)
	for _, fate := range []string{"200", "500", "cut"} {
		require.Contains(t, requests, fate)
	}
	seen := map[string]int{}
	sorted := true
	for i, reference := range webhooks {
		seen[reference]++
		sorted = sorted && (i == 0 || len(reference) != len(webhooks[i-1]) || reference >= webhooks[i-1])
	}
	require.Less(t, len(seen), 40, "some are lost")
	require.Greater(t, len(webhooks), len(seen), "some come twice")
	require.False(t, sorted, "some are passed by others")
	other, _ := storm(t, 8)
	require.NotEqual(t, requests, other)

	s := paystacktest.New(t)
	require.Error(t, s.Chaos(1, paystack.Rates{Hang: 2}))
	require.NoError(t, s.Chaos(1, paystack.Rates{Hang: 1}))
	require.ErrorIs(t, try(t, s, "GET", "/plan", "", 20*time.Millisecond), context.DeadlineExceeded)
}
