package e2e

import (
	"context"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres/embedded"
)

const (
	restartGuests = 80
	recovery      = 15 * time.Second // the longest that the program may take to be itself again
)

// outages are the ways in which PostgreSQL goes away for a while.
var outages = []struct {
	name string
	end  func(t *testing.T, server *embedded.Server)
}{
	{"fast restart", func(*testing.T, *embedded.Server) {}}, // which Restart itself begins with
	{"immediate shutdown", func(t *testing.T, server *embedded.Server) {
		t.Helper()
		gone := server.Done()
		require.NoError(t, syscall.Kill(server.PID(), syscall.SIGQUIT))
		awaitClosed(t, "the end of PostgreSQL", gone)
	}},
	{"crash", func(t *testing.T, server *embedded.Server) {
		t.Helper()
		require.NoError(t, server.Kill())
	}},
}

// PostgreSQL goes away and comes back under load: nothing acknowledged is lost, nobody sees worse than a 503, and the program
// needs no help to recover.
func TestPostgresRestartLosesNothing(t *testing.T) {
	t.Parallel()
	postgres := durablePostgres(t)
	w := newWorldOn(t, postgres.URL("durability"))
	require.Zero(t, w.cli(t, "migrate").code)
	guests := registerGuests(t, w.Sandbox, restartGuests)
	s := w.serve(t, nil, "--listen", freeAddress(t))
	w.Sandbox.Webhooks().SetURL("") // the sender below sends
	clerk := newSender(t, s.URL, w.Sandbox.WebhookSecret())
	log := followLog(t, s)
	log.await(t, cachesInUse)
	clerk.tell(t.Context(), guests[0])
	reading := startReading(t, s, signedIn(t, s, guests[0]), http.StatusOK, http.StatusServiceUnavailable)
	health := watchHealth(t, s)
	wait := clerk.start(t, guests[1:])
	for i, moment := range moments(t, countEvents(guests), len(outages)) {
		awaitClosed(t, "webhooks to be acknowledged", clerk.whenAcknowledged(moment))
		outages[i].end(t, postgres)
		require.NoError(t, postgres.Restart(t.Context()), outages[i].name)
		requireRecovery(t, s, log, outages[i].name)
	}
	wait()
	statuses, _ := reading.end(t)
	t.Logf("by status: webhooks %v; health %v; other requests %v", clerk.statuses, health(), statuses)

	require.Empty(t, clerk.odd)
	require.Zero(t, clerk.answers(noAnswer), "a request got no answer")
	require.Positive(t, clerk.answers(http.StatusServiceUnavailable), "no outage met a request")
	require.NotContains(t, s.errors(), "panic")
	db := look(t, s.DatabaseURL)
	requireStored(t, db, clerk, guests)
	requireJobsWorked(t, w, db, clerk, guests[0])

	s.stop(t)
	asIfLater(t, db)
	w.serve(t, nil)
	settle(t, db)
	requireNothingLost(t, db, clerk, guests)
}

// signedIn is a guest who has a restaurant and opens the console.
func signedIn(t *testing.T, s *server, g *guest) *person {
	t.Helper()
	p := &person{ClerkID: g.id}
	signIn(t, s, p)
	findRestaurant(t, s, p)
	return p
}

// durablePostgres is a server that keeps its promises through a crash, unlike that of the other tests.
func durablePostgres(t *testing.T) *embedded.Server {
	t.Helper()
	server, err := embedded.Start(t.Context(), embedded.Config{DataDir: scratch(t) + "/postgres"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Stop(context.WithoutCancel(t.Context()))) })
	require.NoError(t, server.EnsureDatabase(t.Context(), "durability"))
	return server
}

// watchHealth asks for the server's health over and over. The function it returns ends that, wants nothing but 200 and 503, and
// gives how often each came.
func watchHealth(t *testing.T, s *server) (end func() map[int]int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := &reading{allowed: []int{http.StatusOK, http.StatusServiceUnavailable}, cancel: cancel, statuses: map[int]int{}}
	r.repeat(ctx, func() { r.ask(ctx, call{Method: http.MethodGet, URL: s.URL + "/api/health/"}) })
	t.Cleanup(func() { cancel(); r.all.Wait() })
	return func() map[int]int {
		statuses, _ := r.end(t)
		require.Positive(t, statuses[http.StatusServiceUnavailable], "no outage was noticed")
		return statuses
	}
}

// cachesInUse is logged when the program hears of changes that others make.
const cachesInUse = "invalidation path open"

// requireRecovery wants health and the caches back.
func requireRecovery(t *testing.T, s *server, log *logFollower, outage string) {
	t.Helper()
	began := time.Now()
	await(t, recovery, "health after "+outage, func() bool {
		status, _ := s.request(t, http.MethodGet, "/api/health/", "", nil)
		return status == http.StatusOK
	})
	healthy := time.Since(began)
	log.await(t, cachesInUse)
	t.Logf("%s: healthy after %s, caches in use after %s", outage, healthy.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
}

// requireJobsWorked wants the program that went through the outages to work off the job of one more event.
func requireJobsWorked(t *testing.T, w *world, db *pgxpool.Pool, clerk *sender, g *guest) {
	t.Helper()
	g.firstName = "Renamed again"
	rename(t, w.Sandbox, g)
	all := w.Sandbox.Webhooks().All()
	event := all[len(all)-1]
	g.events = append(g.events, event)
	clerk.deliver(t.Context(), event)
	await(t, recovery, "the job of a new event", func() bool {
		var status string
		err := db.QueryRow(t.Context(), "SELECT status FROM public.webhook_inbox WHERE external_id = $1", event.ID).Scan(&status)
		require.NoError(t, err)
		return status == "processed"
	})
}
