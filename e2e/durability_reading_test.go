package e2e

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const readers = 4

// reading is a load of requests of a signed-in person.
type reading struct {
	allowed []int
	cancel  context.CancelFunc
	all     sync.WaitGroup

	mu       sync.Mutex
	statuses map[int]int // how often each came
	odd      []string    // answers that are not allowed
	worst    time.Duration
}

// startReading has somebody look at their staff and open a tool, over and over, until the test ends it.
func startReading(t *testing.T, s *server, p *person, allowed ...int) *reading {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := &reading{allowed: allowed, cancel: cancel, statuses: map[int]int{}}
	tool := firstTool(t, s, p)
	for range readers {
		r.repeat(ctx, func() {
			r.ask(ctx, call{Method: http.MethodGet, URL: s.URL + "/api/staff/members/", Token: p.token})
			launch := r.ask(ctx, call{Method: http.MethodPost, URL: s.URL + generatePath, Token: p.token, Body: launchOf(tool)})
			if token := launch["token"]; token != nil {
				r.ask(ctx, call{Method: http.MethodPost, URL: s.URL + verifyPath, Body: map[string]any{"token": token}})
			}
		})
	}
	t.Cleanup(func() { r.cancel(); r.all.Wait() })
	return r
}

// repeat does something over and over in the background, with a pause that leaves the machine to others.
func (r *reading) repeat(ctx context.Context, round func()) {
	r.all.Go(func() {
		pause := time.NewTicker(25 * time.Millisecond)
		defer pause.Stop()
		for ctx.Err() == nil {
			round()
			select {
			case <-pause.C:
			case <-ctx.Done():
			}
		}
	})
}

// ask gives the body of an answer, as a JSON object.
func (r *reading) ask(ctx context.Context, c call) map[string]any {
	began := time.Now()
	answer, err := send(ctx, c)
	took := time.Since(began)
	if ctx.Err() != nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.worst = max(r.worst, took)
	if err != nil {
		r.statuses[noAnswer]++
		r.odd = append(r.odd, err.Error())
		return nil
	}
	r.statuses[answer.Status]++
	if !slices.Contains(r.allowed, answer.Status) {
		r.odd = append(r.odd, fmt.Sprintf("%s: %s", c.URL, answer))
	}
	return answer.object()
}

// end wants nothing but allowed answers.
func (r *reading) end(t *testing.T) (statuses map[int]int, worst time.Duration) {
	t.Helper()
	r.cancel()
	r.all.Wait()
	require.Empty(t, r.odd)
	require.Positive(t, r.statuses[http.StatusOK])
	return r.statuses, r.worst
}
