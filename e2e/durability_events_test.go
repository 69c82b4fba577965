package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

const (
	eventReporters = 24
	eventKills     = 4
	eventsReported = 24_000 // before the load ends
)

// reporting is a tool's backend at full load: many connections, with batches and single events, each sent again under the same ids until
// it is answered 201. Some are sent again after that too, as by a tool that missed the answer.
type reporting struct {
	url, secret, restaurant string
	client                  *http.Client
	made                    atomic.Int64 // events, each of which has its number in its id
	answered                atomic.Int64

	mu       sync.Mutex
	acked    map[string]bool // the ids of what was answered 201
	statuses map[int]int
}

func startReporting(t *testing.T, s *server, secret, restaurant string) (r *reporting, wait func()) {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: eventReporters, MaxConnsPerHost: eventReporters}
	t.Cleanup(transport.CloseIdleConnections)
	r = &reporting{
		url: s.URL, secret: secret, restaurant: restaurant, client: &http.Client{Transport: transport, Timeout: sendTimeout},
		acked: map[string]bool{}, statuses: map[int]int{},
	}
	ctx, cancel := context.WithTimeout(t.Context(), sendingTimeout)
	var all sync.WaitGroup
	for range eventReporters {
		all.Go(func() {
			for r.answered.Load() < eventsReported && ctx.Err() == nil {
				r.report(ctx)
			}
		})
	}
	t.Cleanup(func() { cancel(); all.Wait() })
	return r, func() {
		all.Wait()
		require.NoError(t, ctx.Err(), "not everything was answered in time: %v", r.statuses)
	}
}

// report sends a batch, or one event, until it is stored.
func (r *reporting) report(ctx context.Context) {
	n := 1
	if rand.N(4) > 0 {
		n = 1 + rand.N(100)
	}
	ids, events := make([]string, n), make([]map[string]any, n)
	for i := range events {
		ids[i] = fmt.Sprintf("01920000-0000-7000-8000-%012x", r.made.Add(1))
		events[i] = map[string]any{
			"id": ids[i], "event_type": "order", "data": map[string]any{"total": "1.25"},
			"occurred_at": time.Now().Add(-time.Duration(rand.N(72)) * time.Hour),
		}
	}
	path, body := "/api/analytics/track/batch/", any(events)
	if n == 1 {
		path, body = "/api/analytics/track/", events[0]
	}
	raw, _ := json.Marshal(body)
	pause := time.NewTicker(resendPause)
	defer pause.Stop()
	for again := rand.N(8) == 0; ; again = false {
		if r.attempt(ctx, path, raw) == http.StatusCreated {
			r.take(ids)
			if !again {
				return
			}
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return
		}
	}
}

func (r *reporting) take(ids []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		if !r.acked[id] {
			r.acked[id] = true
			r.answered.Add(1)
		}
	}
}

func (r *reporting) attempt(ctx context.Context, path string, body []byte) (status int) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url+path, bytes.NewReader(body))
	if err != nil {
		return noAnswer
	}
	request.GetBody = nil // the transport must not send it again by itself
	request.SetBasicAuth(posClientID, r.secret)
	request.Header.Set("X-Tenant-ID", r.restaurant)
	request.Header.Set("Content-Type", "application/json")
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.statuses[status]++
	}()
	response, err := r.client.Do(request)
	if err != nil {
		return noAnswer
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return noAnswer
	}
	return response.StatusCode
}

// awaitAnswered waits until so many more events are answered, so that an outage finds the program at work.
func (r *reporting) awaitAnswered(t *testing.T, more int64) {
	t.Helper()
	before := r.answered.Load()
	await(t, patience, "events to be answered", func() bool { return r.answered.Load() >= before+more })
}

// requireStoredOnce wants every event that was answered 201 there once, none twice, and counts that are those of the events.
func (r *reporting) requireStoredOnce(t *testing.T, db *pgxpool.Pool) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	t.Logf("%d events answered; requests by status, 0 for none: %v", len(r.acked), r.statuses)
	rows, err := db.Query(t.Context(), `SELECT k.event_key::text, count(e.id) FROM public.event_keys k
LEFT JOIN public.events e ON e.tenant_id = k.tenant_id AND e.occurred_at = k.occurred_at AND e.id = k.event_id GROUP BY k.event_key`)
	require.NoError(t, err)
	stored := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		require.NoError(t, rows.Scan(&id, &n))
		stored[id] = n
	}
	require.NoError(t, rows.Err())
	for id := range r.acked {
		require.Equal(t, 1, stored[id], id)
	}
	for id, n := range stored {
		require.Equal(t, 1, n, "%s, which nobody was told of", id)
	}
	for _, sql := range []string{
		"SELECT count(*) FROM public.events", "SELECT sum(events) FROM public.event_hours", "SELECT sum(events) FROM public.event_days",
		"SELECT round(sum(amount) / 1.25) FROM public.event_days",
	} {
		var n int
		require.NoError(t, db.QueryRow(t.Context(), sql+"").Scan(&n))
		require.Equal(t, len(stored), n, sql)
	}
}

// The program is killed under full load, again and again.
func TestKillLosesNoEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	address := freeAddress(t)
	s := w.serve(t, nil, "--listen", address)
	owner := signUp(t, s, "owner@example.com")
	r, wait := startReporting(t, s, credentials(t, s), owner.Slug)
	for range eventKills {
		r.awaitAnswered(t, 1000+rand.N[int64](2000))
		s.kill9(t)
		s = w.serve(t, nil, "--listen", address)
	}
	wait()
	require.Positive(t, r.statuses[noAnswer], "no kill met a request")
	require.Zero(t, r.statuses[http.StatusInternalServerError])
	r.requireStoredOnce(t, look(t, s.DatabaseURL))
}

// PostgreSQL is killed under full load, and the program goes on by itself when it is back.
func TestPostgresKillLosesNoEvent(t *testing.T) {
	t.Parallel()
	postgres := durablePostgres(t)
	w := newWorldOn(t, postgres.URL("durability"))
	require.Zero(t, w.cli(t, "migrate").code)
	s := w.serve(t, nil)
	owner := signUp(t, s, "owner@example.com")
	r, wait := startReporting(t, s, credentials(t, s), owner.Slug)
	for range eventKills {
		r.awaitAnswered(t, 500+rand.N[int64](1000))
		require.NoError(t, postgres.Kill())
		require.NoError(t, postgres.Restart(t.Context()))
	}
	wait()
	require.Positive(t, r.statuses[http.StatusServiceUnavailable], "no outage met a request")
	require.Zero(t, r.statuses[http.StatusInternalServerError])
	require.NotContains(t, s.errors(), "panic")
	r.requireStoredOnce(t, look(t, s.DatabaseURL))
}
