package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	redisGuests = 60
	slowest     = 5 * time.Second // that a request may be while Redis dies
)

// Redis dies under load and comes back: no request fails because of it.
func TestRedisDeathFailsNoRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	guests := registerGuests(t, w.Sandbox, redisGuests)
	s := w.serve(t, nil)
	owner, founder := signUp(t, s, "owner@example.com"), signUp(t, s, "founder@example.com")
	log := followLog(t, s)
	clerk := newSender(t, s.URL, w.Sandbox.WebhookSecret())
	wait := clerk.start(t, guests)
	reading := startReading(t, s, owner, http.StatusOK)

	requireRestaurantMade(t, s, founder, "With Redis")
	awaitClosed(t, "webhooks to be acknowledged", clerk.whenAcknowledged(countEvents(guests)/3))
	require.NoError(t, w.Redis.Kill())
	requireRestaurantMade(t, s, founder, "Without Redis")
	log.await(t, "redis does not answer; doing without")
	awaitClosed(t, "webhooks to be acknowledged", clerk.whenAcknowledged(2*countEvents(guests)/3))
	require.NoError(t, w.Redis.Restart(t.Context()))
	log.await(t, "redis answers again")
	requireRestaurantMade(t, s, founder, "With Redis again")
	wait()

	statuses, worst := reading.end(t)
	require.Less(t, worst, slowest)
	require.Empty(t, clerk.odd)
	require.Equal(t, map[int]int{http.StatusOK: countEvents(guests)}, clerk.statuses)
	t.Logf("webhooks by status: %v; other requests: %v, the slowest %s", clerk.statuses, statuses, worst.Round(time.Millisecond))
}

// requireRestaurantMade makes a restaurant, which asks the limiter and tells the caches.
func requireRestaurantMade(t *testing.T, s *server, founder *person, name string) {
	t.Helper()
	r := s.as(t, founder, http.MethodPost, "/api/tenants/", map[string]any{"name": name, "contact_email": founder.Email})
	require.Equal(t, http.StatusCreated, r.Status, r)
}
