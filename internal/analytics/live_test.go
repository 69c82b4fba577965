package analytics_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/analytics"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
)

const live = "/api/analytics/live/"

// instance is one of several programs on the fixture's database.
type instance struct {
	*fixture

	bus    *cache.Bus
	live   *analytics.Live
	server *httptest.Server
}

// instance starts one that hears of the others.
func (f *fixture) instance(t *testing.T) *instance {
	t.Helper()
	system, err := cache.New(t.Context(), cache.Config{DatabaseURL: f.db.URL, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(system.Close)
	system.Start(t.Context())
	within, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	require.NoError(t, system.Bus.Ready(within))
	i := &instance{fixture: &fixture{db: f.db, clock: f.clock, world: f.world}, bus: system.Bus}
	i.live = analytics.NewLive(t.Context(), analytics.LiveDeps{DB: f.db.DB, Bus: system.Bus, Clock: clock.System{}, Logger: slog.New(slog.DiscardHandler)})
	i.Service = analytics.New(analytics.Deps{
		DB: f.db.DB, Bus: system.Bus, Clock: clock.System{}, Clients: clients{f.world}, Restaurants: f.world, Tools: f.world, Plans: f.world, News: i.live,
	})
	a := api.New(api.Config{AllowedHosts: []string{"*"}, Logger: slog.New(slog.DiscardHandler)}, f.world, f.world)
	i.RegisterRoutes(a)
	i.live.RegisterRoutes(a)
	i.handler = a.Handler()
	i.server = httptest.NewServer(i.handler)
	t.Cleanup(func() {
		i.server.CloseClientConnections()
		i.server.Close()
		i.live.Close()
	})
	return i
}

// message is one of a stream's.
type message struct{ name, id, data string }

// stream is what a viewer sees.
type stream struct {
	t     *testing.T
	lines *bufio.Reader
	close func()
}

func (i *instance) watch(t *testing.T, who caller, lastID string) *stream {
	t.Helper()
	response := i.open(t, who, lastID)
	require.Equal(t, http.StatusOK, response.StatusCode)
	return &stream{t, bufio.NewReader(response.Body), func() { _ = response.Body.Close() }}
}

func (i *instance) open(t *testing.T, who caller, lastID string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, i.server.URL+live, http.NoBody)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+who.bearer)
	request.Header.Set("X-Tenant-ID", who.restaurant)
	request.Header.Set("Last-Event-ID", lastID)
	response, err := i.server.Client().Do(request)
	require.NoError(t, err)
	t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

// next is the next message; beats are left out.
func (s *stream) next() (m message) {
	s.t.Helper()
	for {
		line, err := s.lines.ReadString('\n')
		require.NoError(s.t, err)
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch name {
		case "event":
			m.name = value
		case "id":
			m.id = value
		case "data":
			m.data = value
		case "":
			if m.name != "" {
				return m
			}
		}
	}
}

// event is the next event; counts are left out.
func (s *stream) event() (id string, e listed) {
	s.t.Helper()
	for {
		if m := s.next(); m.name == "event" {
			require.NoError(s.t, json.Unmarshal([]byte(m.data), &e))
			return m.id, e
		}
	}
}

func (s *stream) counts(want string) {
	s.t.Helper()
	m := s.next()
	require.Equal(s.t, "counts", m.name)
	require.JSONEq(s.t, want, m.data)
}

func countsOf(orders int, amount string) string {
	day := clock.System{}.Now().Format(time.DateOnly)
	if orders == 0 {
		return fmt.Sprintf(`{"day": %q, "events": 0, "by_type": []}`, day)
	}
	return fmt.Sprintf(`{"day": %q, "events": %d, "by_type": [{"event_type": "order", "events": %d, "amount": %q}]}`, day, orders, orders, amount)
}

func order(n int) string {
	return fmt.Sprintf(`{"event_type": "order", "data": {"n": %d, "total": "10.25"}}`, n)
}

func TestAnEventOfOneInstanceShowsAtTheOthers(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	f.hire(t, f.restaurant(t, "two"), "kofi", viewer)
	a, b := f.instance(t), f.instance(t)
	here, there, others := a.watch(t, as("ama", "one"), ""), b.watch(t, as("ama", "one"), ""), b.watch(t, as("kofi", "two"), "")
	for _, s := range []*stream{here, there, others} {
		s.counts(countsOf(0, ""))
	}
	began := time.Now()
	a.post(t, pos("one"), track, order(1))
	there.counts(countsOf(1, "10.25"))
	id, e := there.event()
	require.Less(t, time.Since(began), time.Second)
	require.NotEmpty(t, id)
	require.Equal(t, "order", e.Type)
	require.EqualValues(t, 1, e.Data["n"])
	here.counts(countsOf(1, "10.25"))
	_, e = here.event()
	require.EqualValues(t, 1, e.Data["n"])

	b.post(t, pos("one"), track, order(2))
	for _, s := range []*stream{here, there} {
		_, e = s.event()
		require.EqualValues(t, 2, e.Data["n"], "each is shown once")
	}
	b.post(t, pos("two"), track, order(3))
	others.counts(countsOf(1, "10.25"))
	_, e = others.event()
	require.EqualValues(t, 3, e.Data["n"], "the first that another restaurant sees is its own")
}

func TestAViewerGoesOnWhereTheyWere(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	i := f.instance(t)
	for n := range 25 {
		i.post(t, pos("one"), track, order(n))
	}
	s := i.watch(t, as("ama", "one"), "")
	s.counts(countsOf(25, "256.25"))
	var last string
	for n := range 20 {
		var e listed
		last, e = s.event()
		require.EqualValues(t, n+5, e.Data["n"], "the last twenty, the oldest first")
	}
	s.close()
	i.post(t, pos("one"), track, order(25))
	i.post(t, pos("one"), track, order(26))
	s = i.watch(t, as("ama", "one"), last)
	for _, n := range []int{25, 26} {
		_, e := s.event()
		require.EqualValues(t, n, e.Data["n"])
	}
	for _, nonsense := range []string{"x", "1-", "-1", "99999999999999999999-1", "9223372036854775807-1", "-9223372036854775808-1"} {
		_, e := i.watch(t, as("ama", "one"), nonsense).event()
		require.EqualValues(t, 7, e.Data["n"], "who comes with nonsense begins anew")
	}
}

// When messages may have been missed, what came meanwhile is read.
func TestWhatWasMissedIsMadeUpFor(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	f.hire(t, one, "ama", viewer)
	i := f.instance(t)
	s := i.watch(t, as("ama", "one"), "")
	s.counts(countsOf(0, ""))
	_, err := f.db.Pool().Exec(t.Context(), `INSERT INTO public.events (tenant_id, occurred_at, id, event_type, received_at, data)
VALUES ($1, now() + interval '1 second', 7, 'order', now(), '{"n": 7}')`, one.ID)
	require.NoError(t, err)
	i.bus.Drop(t.Context(), "analytics.news", cache.AllKeys)
	_, e := s.event()
	require.EqualValues(t, 7, e.Data["n"])
	i.bus.Drop(t.Context(), "analytics.news", "what no instance says")
	i.post(t, pos("one"), track, order(8))
	_, e = s.event()
	require.EqualValues(t, 8, e.Data["n"], "nothing is shown twice")
}

func TestWhoMayWatch(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	f.restaurant(t, "two")
	f.hire(t, one, "ama", viewer)
	f.hire(t, one, "yaw", access.Permissions{})
	i := f.instance(t)
	require.Equal(t, http.StatusForbidden, i.open(t, as("yaw", "one"), "").StatusCode)
	require.Equal(t, http.StatusNotFound, i.open(t, as("ama", "two"), "").StatusCode)
	var viewers []*stream
	for range 20 {
		s := i.watch(t, as("ama", "one"), "")
		s.next()
		viewers = append(viewers, s)
	}
	refused := i.open(t, as("ama", "one"), "")
	require.Equal(t, http.StatusTooManyRequests, refused.StatusCode)
	require.NotEmpty(t, refused.Header.Get("Retry-After"))
	viewers[0].close()
	require.Eventually(t, func() bool { return i.open(t, as("ama", "one"), "").StatusCode == http.StatusOK }, 10*time.Second, 10*time.Millisecond)
}

func TestABatchIsShownByItsNewest(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	i := f.instance(t)
	s := i.watch(t, as("ama", "one"), "")
	s.counts(countsOf(0, ""))
	reports := make([]string, 50)
	now := clock.System{}.Now()
	for n := range reports {
		at := now.Add(time.Duration(n-len(reports)) * time.Millisecond).Format(time.RFC3339Nano)
		reports[n] = fmt.Sprintf(`{"event_type": "order", "occurred_at": %q, "data": {"n": %d}}`, at, n)
	}
	i.post(t, pos("one"), batch, "["+strings.Join(reports, ",")+"]")
	s.counts(countsOf(50, "0.00"))
	for n := range 10 {
		_, e := s.event()
		require.EqualValues(t, 40+n, e.Data["n"])
	}
}
