package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
)

const (
	senders        = 16
	sendTimeout    = 15 * time.Second // Svix's
	resendPause    = 100 * time.Millisecond
	noAnswer       = 0
	webhookPath    = "/api/auth/webhook/clerk/"
	answerLimit    = 4 << 10
	sendingTimeout = 90 * time.Second
)

// acknowledgement is what a webhook was answered with.
type acknowledgement struct {
	Status   string `json:"status"`
	TenantID int64  `json:"tenant_id"`
	Schema   string `json:"schema_name"`
}

// sender sends webhooks as Svix does: whatever is not answered 2xx comes again, signed anew, under the same id.
type sender struct {
	url    string
	secret string
	client *http.Client

	mu       sync.Mutex
	acked    map[string]acknowledgement // by svix-id
	statuses map[int]int                // how often each came
	odd      []string                   // answers that nobody should ever get
	reached  map[int]chan struct{}      // closed once so many are acknowledged
}

func newSender(t *testing.T, baseURL, secret string) *sender {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: senders, MaxConnsPerHost: senders}
	t.Cleanup(transport.CloseIdleConnections)
	return &sender{
		url: baseURL + webhookPath, secret: secret, client: &http.Client{Transport: transport, Timeout: sendTimeout},
		acked: map[string]acknowledgement{}, statuses: map[int]int{}, reached: map[int]chan struct{}{},
	}
}

// start sends what Clerk tells of everybody: the events of one person in order, those of different guests at once. The
// function it returns waits until all were acknowledged.
func (s *sender) start(t *testing.T, guests []*guest) (wait func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), sendingTimeout)
	t.Cleanup(cancel)
	queue := make(chan *guest, len(guests))
	for _, g := range guests {
		queue <- g
	}
	close(queue)
	var sending sync.WaitGroup
	for range senders {
		sending.Go(func() {
			for g := range queue {
				s.tell(ctx, g)
			}
		})
	}
	t.Cleanup(sending.Wait)
	t.Cleanup(cancel)
	return func() {
		sending.Wait()
		require.NoError(t, ctx.Err(), "not everything was acknowledged in time; answers: %v, odd: %v", s.statuses, s.odd)
	}
}

func (s *sender) tell(ctx context.Context, g *guest) {
	for _, event := range g.events {
		s.deliver(ctx, event)
	}
}

func (s *sender) deliver(ctx context.Context, event clerk.Delivery) {
	pause := time.NewTicker(resendPause)
	defer pause.Stop()
	for {
		status, body := s.attempt(ctx, event)
		if ctx.Err() != nil || s.record(event, status, body) {
			return
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return
		}
	}
}

// attempt gives status noAnswer when none came, whole.
func (s *sender) attempt(ctx context.Context, event clerk.Delivery) (status int, body []byte) {
	headers, err := clerk.SignWebhook(s.secret, event.ID, time.Now(), event.Body)
	if err != nil {
		return noAnswer, nil
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(event.Body))
	if err != nil {
		return noAnswer, nil
	}
	request.Header, request.GetBody = headers, nil // the transport must not send it again by itself
	response, err := s.client.Do(request)
	if err != nil {
		return noAnswer, nil
	}
	defer response.Body.Close()
	body, err = io.ReadAll(io.LimitReader(response.Body, answerLimit))
	if err != nil {
		return noAnswer, nil
	}
	return response.StatusCode, body
}

// record reports whether the event was acknowledged.
func (s *sender) record(event clerk.Delivery, status int, body []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statuses[status]++
	var answer acknowledgement
	switch status {
	case http.StatusOK:
		if err := json.Unmarshal(body, &answer); err != nil || answer.Status == "" {
			s.odd = append(s.odd, fmt.Sprintf("%s: 200 %s", event.Type, body))
		}
		s.acked[event.ID] = answer
		if reached, waited := s.reached[len(s.acked)]; waited {
			close(reached)
		}
		return true
	case noAnswer, http.StatusServiceUnavailable:
	default:
		s.odd = append(s.odd, fmt.Sprintf("%s: %d %s", event.Type, status, body))
	}
	return false
}

// whenAcknowledged is closed once n webhooks were.
func (s *sender) whenAcknowledged(n int) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	reached, asked := s.reached[n]
	if !asked {
		reached = make(chan struct{})
		s.reached[n] = reached
		if len(s.acked) >= n {
			close(reached)
		}
	}
	return reached
}

func (s *sender) answers(status int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.statuses[status]
}

// requireRepeatsAnswered sends every event once more: each gets the answer that it got before.
func (s *sender) requireRepeatsAnswered(t *testing.T, guests []*guest) {
	t.Helper()
	before := s.acked
	again := &sender{url: s.url, secret: s.secret, client: s.client, acked: map[string]acknowledgement{}, statuses: map[int]int{}}
	again.start(t, guests)()
	require.Equal(t, before, again.acked)
	require.Equal(t, map[int]int{http.StatusOK: len(before)}, again.statuses)
}
