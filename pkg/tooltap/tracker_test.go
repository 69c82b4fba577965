package tooltap_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/pkg/tooltap"
)

// complaints collects what a tracker tells.
type complaints struct {
	mu   sync.Mutex
	errs []error
	lost []tooltap.Event
}

func (c *complaints) take(err error, lost []tooltap.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.errs, c.lost = append(c.errs, err), append(c.lost, lost...)
}

// tracked is a tracker in a bubble with a clock of its own.
func tracked(t *testing.T, cfg tooltap.TrackerConfig, test func(t *testing.T, c *console, tr *tooltap.Tracker, told *complaints)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c, told := newConsole(t), &complaints{}
		cfg.OnError = told.take
		tr := c.client(t).NewTracker(cfg)
		test(t, c, tr, told)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		_ = tr.Close(ended)
	})
}

func event(n int) tooltap.Event {
	return tooltap.Event{Tenant: "mama", Type: "sold", User: 7, Data: map[string]any{"n": n}}
}

func trackAll(t *testing.T, tr *tooltap.Tracker, count int) {
	t.Helper()
	for n := range count {
		require.NoError(t, tr.Track(event(n)))
	}
}

func TestEventsGoOutInBatches(t *testing.T) {
	t.Parallel()
	tracked(t, tooltap.TrackerConfig{}, func(t *testing.T, c *console, tr *tooltap.Tracker, _ *complaints) {
		trackAll(t, tr, 250)
		synctest.Wait()
		require.Len(t, c.stored(), 200, "full batches at once")
		require.Equal(t, 50, tr.Stats().Queued)
		time.Sleep(999 * time.Millisecond)
		require.Len(t, c.stored(), 200)
		time.Sleep(time.Millisecond)
		synctest.Wait()
		require.Len(t, c.stored(), 250, "the rest after a second")
		require.Equal(t, 3, c.count(batchPath))
		require.Equal(t, tooltap.Stats{Delivered: 250}, tr.Stats())

		trackAll(t, tr, 1)
		require.NoError(t, tr.Flush(t.Context()))
		require.Len(t, c.stored(), 251)
		require.NoError(t, tr.Flush(t.Context()), "nothing to do")
	})
}

func TestWhatIsSent(t *testing.T) {
	t.Parallel()
	tracked(t, tooltap.TrackerConfig{}, func(t *testing.T, c *console, tr *tooltap.Tracker, _ *complaints) {
		data := map[string]any{"total": "12.50"}
		require.NoError(t, tr.Track(tooltap.Event{Tenant: "mama", Type: "order.created", Data: data, User: 7}))
		data["total"] = "99.00" // too late
		require.NoError(t, tr.Track(tooltap.Event{
			ID: "01920000-0000-7000-8000-000000000001", Tenant: "mama", Type: "x", OccurredAt: time.Date(2026, 3, 1, 13, 0, 0, 0, time.FixedZone("", 3600)),
		}))
		require.NoError(t, tr.Flush(t.Context()))
		stored := c.stored()
		require.JSONEq(t, `{"id": "01920000-0000-7000-8000-000000000001", "event_type": "x", "data": {}, "occurred_at": "2026-03-01T12:00:00Z"}`,
			string(stored["01920000-0000-7000-8000-000000000001"]))
		delete(stored, "01920000-0000-7000-8000-000000000001")
		for id, raw := range stored {
			require.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, id)
			var e map[string]any
			require.NoError(t, json.Unmarshal(raw, &e))
			require.Equal(t, map[string]any{"total": "12.50"}, e["data"])
			require.EqualValues(t, 7, e["user"])
			require.Equal(t, time.Now().UTC().Format(time.RFC3339Nano), e["occurred_at"])
		}
	})
}

func TestEventsThatMakeNoSenseAreRefusedAtOnce(t *testing.T) {
	t.Parallel()
	tracked(t, tooltap.TrackerConfig{}, func(t *testing.T, c *console, tr *tooltap.Tracker, told *complaints) {
		for _, bad := range []tooltap.Event{
			{Type: "x"},
			{Tenant: "mama"},
			{Tenant: "mama", Type: "Order"},
			{Tenant: "mama", Type: strings.Repeat("x", 101)},
			{Tenant: "mama", Type: "x", Data: "text"},
			{Tenant: "mama", Type: "x", Data: []int{1}},
			{Tenant: "mama", Type: "x", Data: make(chan int)},
			{Tenant: "mama", Type: "x", Data: map[string]string{"a": strings.Repeat("x", 33<<10)}},
		} {
			require.Error(t, tr.Track(bad), "%+v", bad.Type)
		}
		require.NoError(t, tr.Flush(t.Context()))
		require.Empty(t, c.stored())
		require.EqualValues(t, 8, tr.Dropped())
		require.Len(t, told.lost, 8)
	})
}

// A request is for one restaurant, so each has batches of its own.
func TestRestaurantsDoNotMix(t *testing.T) {
	t.Parallel()
	tracked(t, tooltap.TrackerConfig{}, func(t *testing.T, c *console, tr *tooltap.Tracker, told *complaints) {
		seen := map[string]int{}
		c.intercept(func(_ http.ResponseWriter, r *http.Request) bool {
			seen[r.Header.Get("X-Tenant-Id")]++
			return false
		})
		for n := range 30 {
			e := event(n)
			e.Tenant = []string{"mama", "kofi", "elsewhere"}[n%3]
			require.NoError(t, tr.Track(e))
		}
		require.NoError(t, tr.Flush(t.Context()))
		require.Equal(t, map[string]int{"mama": 1, "kofi": 1, "elsewhere": 1}, seen)
		require.Len(t, c.stored(), 20)
		require.Len(t, told.lost, 10, "a restaurant that is not there costs the others nothing")
		require.Equal(t, tooltap.Stats{Delivered: 20, Dropped: 10}, tr.Stats())
	})
}

// What the console refuses of a batch is dropped, and told; the others are stored by then.
func TestOneBadEventCostsNoOthers(t *testing.T) {
	t.Parallel()
	tracked(t, tooltap.TrackerConfig{}, func(t *testing.T, c *console, tr *tooltap.Tracker, told *complaints) {
		trackTenWithTwoBad(t, tr)
		require.Len(t, c.stored(), 8)
		require.Equal(t, 1, c.count(batchPath))
		require.Len(t, told.lost, 2)
		require.EqualValues(t, 999, told.lost[1].User)
		refused, ok := errors.AsType[*tooltap.APIError](told.errs[0])
		require.True(t, ok)
		require.Equal(t, []string{"This user does not work in this restaurant."}, refused.Fields["events[7].user"])
		require.Equal(t, tooltap.Stats{Delivered: 8, Dropped: 2}, tr.Stats())
	})
}

// A console of before stores nothing of a batch in which anything is wrong. What it names is dropped, and the rest is sent again.
func TestOneBadEventCostsNoOthersAtAnOlderConsole(t *testing.T) {
	t.Parallel()
	tracked(t, tooltap.TrackerConfig{}, func(t *testing.T, c *console, tr *tooltap.Tracker, told *complaints) {
		c.allOrNothing = true
		trackTenWithTwoBad(t, tr)
		require.Len(t, c.stored(), 8)
		require.Equal(t, 2, c.count(batchPath))
		require.Len(t, told.lost, 2)
		require.Equal(t, tooltap.Stats{Delivered: 8, Dropped: 2}, tr.Stats())
	})
}

func trackTenWithTwoBad(t *testing.T, tr *tooltap.Tracker) {
	t.Helper()
	for n := range 10 {
		e := event(n)
		if n == 3 || n == 7 {
			e.User = 999
		}
		require.NoError(t, tr.Track(e))
	}
	require.NoError(t, tr.Flush(t.Context()))
}

// Where the console does not say which event it is, the halves are tried.
func TestAnUnnamedBadEventCostsNoOthers(t *testing.T) {
	t.Parallel()
	tracked(t, tooltap.TrackerConfig{}, func(t *testing.T, c *console, tr *tooltap.Tracker, told *complaints) {
		c.intercept(func(w http.ResponseWriter, r *http.Request) bool {
			raw := body(t, r)
			if strings.Contains(raw, `"n":5}`) {
				refuse(w, http.StatusBadRequest, "parse_error")
				return true
			}
			if strings.Count(raw, "event_type") > 4 {
				refuse(w, http.StatusRequestEntityTooLarge, "too_large")
				return true
			}
			return false
		})
		trackAll(t, tr, 10)
		require.NoError(t, tr.Flush(t.Context()))
		require.Len(t, c.stored(), 9)
		require.Len(t, told.lost, 1)
		require.Equal(t, tooltap.Stats{Delivered: 9, Dropped: 1}, tr.Stats())
	})
}

// body reads a request's body and puts it back.
func body(t *testing.T, r *http.Request) string {
	t.Helper()
	var raw strings.Builder
	buffer := make([]byte, 64<<10)
	for {
		n, err := r.Body.Read(buffer)
		raw.Write(buffer[:n])
		if err != nil {
			break
		}
	}
	fresh, err := http.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), strings.NewReader(raw.String()))
	require.NoError(t, err)
	r.Body = fresh.Body
	return raw.String()
}

// While the console is away events wait. What was stored by a request whose answer got lost is not stored again.
func TestEventsWaitForTheConsole(t *testing.T) {
	t.Parallel()
	tracked(t, tooltap.TrackerConfig{}, func(t *testing.T, c *console, tr *tooltap.Tracker, told *complaints) {
		answers := []func(w http.ResponseWriter, r *http.Request){
			func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(lost) },
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "20")
				refuse(w, http.StatusTooManyRequests, "throttled")
			},
			func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusServiceUnavailable, "unavailable") },
			func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusUnauthorized, "invalid_client") },
			func(w http.ResponseWriter, r *http.Request) {
				c.serveBatch(discard{}, r)
				w.WriteHeader(lost)
			},
		}
		c.intercept(func(w http.ResponseWriter, r *http.Request) bool {
			if len(answers) == 0 {
				return false
			}
			next := answers[0]
			answers = answers[1:]
			next(w, r)
			return true
		})
		began := time.Now()
		trackAll(t, tr, 10)
		require.NoError(t, tr.Flush(t.Context()))
		require.Greater(t, time.Since(began), 20*time.Second, "it waited as long as it was told")
		require.Len(t, c.stored(), 10)
		require.Equal(t, tooltap.Stats{Delivered: 10, Duplicates: 10}, tr.Stats())
		require.Empty(t, told.lost)
		require.Len(t, told.errs, 5, "but whoever listens knows")
		require.ErrorIs(t, told.errs[3], tooltap.ErrInvalidClient)
	})
}

// discard is an answer that nobody reads.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

func TestTheQueueIsBounded(t *testing.T) {
	t.Parallel()
	tracked(t, tooltap.TrackerConfig{QueueSize: 150}, func(t *testing.T, c *console, tr *tooltap.Tracker, told *complaints) {
		c.intercept(func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(lost); return true })
		trackAll(t, tr, 150)
		time.Sleep(time.Minute)
		require.ErrorIs(t, tr.Track(event(150)), tooltap.ErrQueueFull)
		require.Equal(t, tooltap.Stats{Queued: 150, Dropped: 1}, tr.Stats())
		require.Len(t, told.lost, 1)
		c.intercept(nil)
		require.NoError(t, tr.Flush(t.Context()))
		require.Len(t, c.stored(), 150)
		require.NoError(t, tr.Track(event(150)))
	})
}

func TestCloseSendsWhatWaits(t *testing.T) {
	t.Parallel()
	tracked(t, tooltap.TrackerConfig{FlushEvery: time.Hour}, func(t *testing.T, c *console, tr *tooltap.Tracker, told *complaints) {
		trackAll(t, tr, 42)
		require.NoError(t, tr.Close(t.Context()))
		require.Len(t, c.stored(), 42)
		require.ErrorIs(t, tr.Track(event(1)), tooltap.ErrClosed)
		require.NoError(t, tr.Close(t.Context()), "again")
		require.Equal(t, tooltap.Stats{Delivered: 42, Dropped: 1}, tr.Stats())
		require.Len(t, told.lost, 1)
	})
}

// Closing does not wait for a pause that was begun before, and tells what it could not deliver.
func TestCloseGivesUpInTime(t *testing.T) {
	t.Parallel()
	tracked(t, tooltap.TrackerConfig{}, func(t *testing.T, c *console, tr *tooltap.Tracker, told *complaints) {
		c.intercept(func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Retry-After", "3600")
			refuse(w, http.StatusServiceUnavailable, "unavailable")
			return true
		})
		trackAll(t, tr, 130)
		time.Sleep(time.Minute)
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		require.ErrorIs(t, tr.Close(ctx), context.DeadlineExceeded)
		require.Equal(t, 5*time.Second, time.Since(began))
		require.Equal(t, tooltap.Stats{Dropped: 130}, tr.Stats())
		require.Len(t, told.lost, 130)
	})
	tracked(t, tooltap.TrackerConfig{}, func(t *testing.T, c *console, tr *tooltap.Tracker, _ *complaints) {
		c.intercept(func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Retry-After", "60")
			refuse(w, http.StatusServiceUnavailable, "unavailable")
			return true
		})
		trackAll(t, tr, 1)
		time.Sleep(2 * time.Second)
		c.intercept(nil)
		began := time.Now()
		require.NoError(t, tr.Close(t.Context()))
		require.Zero(t, time.Since(began), "the console is back: closing tries at once")
		require.Len(t, c.stored(), 1)
	})
}

// Every event that was taken is delivered, lost and told, or still there, whoever calls what at once.
func TestNothingIsLostInSilence(t *testing.T) {
	t.Parallel()
	tracked(t, tooltap.TrackerConfig{BatchSize: 7, QueueSize: 100}, func(t *testing.T, c *console, tr *tooltap.Tracker, told *complaints) {
		n := 0
		c.intercept(func(w http.ResponseWriter, _ *http.Request) bool {
			n++
			if n%3 == 0 {
				w.WriteHeader([]int{lost, http.StatusBadGateway, http.StatusTooManyRequests}[n/3%3])
				return true
			}
			return false
		})
		var group sync.WaitGroup
		for worker := range 8 {
			group.Go(func() {
				for i := range 100 {
					_ = tr.Track(event(worker*100 + i))
					time.Sleep(time.Duration(worker) * time.Millisecond)
				}
			})
		}
		group.Go(func() { _ = tr.Flush(t.Context()) })
		group.Wait()
		require.NoError(t, tr.Close(t.Context()))
		stats := tr.Stats()
		require.Len(t, c.stored(), int(stats.Delivered))
		require.Len(t, told.lost, int(stats.Dropped))
		require.EqualValues(t, 800, stats.Delivered+stats.Dropped)
		require.Zero(t, stats.Queued)
	})
}
