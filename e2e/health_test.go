package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres/embedded"
)

// PostgreSQL goes away and comes back: what needs it is answered 503 meanwhile, and the server recovers by itself.
func TestHealthWithoutPostgreSQL(t *testing.T) {
	t.Parallel()
	database, err := embedded.Start(t.Context(), embedded.Config{DataDir: scratch(t) + "/postgres", Disposable: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, database.Stop(t.Context())) })
	require.NoError(t, database.EnsureDatabase(t.Context(), "tabletap"))
	execute(t, database.SuperuserURL("postgres"), "ALTER DATABASE tabletap SET synchronous_commit = on") // a commit outlives kill -9
	w := newWorldOn(t, database.URL("tabletap"))
	require.Zero(t, w.cli(t, "migrate").code)
	s := w.serve(t, nil)
	owner := signUp(t, s, "owner@example.com")
	status, body := s.request(t, http.MethodGet, "/api/health/", "", nil)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "healthy", body["status"])
	require.Equal(t, builtVersion, body["version"])

	require.NoError(t, database.Kill())
	await(t, patience, "the server to notice", func() bool {
		status, body = s.request(t, http.MethodGet, "/api/health/", "", nil)
		return status == http.StatusServiceUnavailable
	})
	require.Equal(t, "unhealthy", body["status"])
	require.Equal(t, []any{"postgresql"}, body["failed"])
	for range 3 {
		begun := time.Now()
		r := s.as(t, owner, http.MethodGet, "/api/staff/members/", nil)
		require.Equal(t, http.StatusServiceUnavailable, r.Status, "%s", r)
		require.NotEmpty(t, r.Header.Get("Retry-After"))
		require.NotEmpty(t, r.object()["detail"])
		require.Less(t, time.Since(begun), 10*time.Second, "nobody waits for the database for long")
	}

	require.NoError(t, database.Restart(t.Context()))
	await(t, patience, "the server to recover", func() bool {
		status, body = s.request(t, http.MethodGet, "/api/health/", "", nil)
		return status == http.StatusOK
	})
	require.Equal(t, "healthy", body["status"])
	awaitSteady(t, s, owner)
	theStory(t, s, owner)
	s.stop(t)
}

// awaitSteady waits until the pool has noticed all of its connections that died: each may still fail one request, with 503.
func awaitSteady(t *testing.T, s *server, p *person) {
	t.Helper()
	const enough = 20
	inARow := 0
	await(t, patience, "requests that need PostgreSQL succeed", func() bool {
		r := s.as(t, p, http.MethodGet, "/api/staff/members/", nil)
		require.Contains(t, []int{http.StatusOK, http.StatusServiceUnavailable}, r.Status, "%s", r)
		inARow++
		if r.Status != http.StatusOK {
			inARow = 0
		}
		return inARow == enough
	})
}

// Redis is a help and no authority: nothing that a client can see depends on it.
func TestRedisMayDie(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	owner := signUp(t, s, "owner@example.com")
	theStory(t, s, owner)
	require.NoError(t, w.Redis.Kill())
	dayWithoutRedis(t, s, owner)
	w.serve(t, nil).stop(t) // nor does a start depend on it
	w.Sandbox.Webhooks().SetURL(s.URL + "/api/auth/webhook/clerk/")
	require.NoError(t, w.Redis.Restart(t.Context()))
	theStory(t, s, signUp(t, s, "later@example.com"))
	s.stop(t)
}

func dayWithoutRedis(t *testing.T, s *server, owner *person) {
	t.Helper()
	begun := time.Now()
	status, body := s.request(t, http.MethodGet, "/api/health/", "", nil)
	require.Equal(t, http.StatusOK, status, "%v", body)
	theStory(t, s, owner)
	theStory(t, s, signUp(t, s, "another@example.com"))
	r, _ := login(t, s, operator, firstPassword)
	require.Equal(t, http.StatusUnauthorized, r.Status, "the limit of sign-ins is counted elsewhere: %s", r)
	gone := newUser(t, s, "gone@example.com")
	join(t, s, owner, gone, clerkMember)
	shutOutMember(t, s, owner, gone)
	r = s.do(t, call{Method: http.MethodGet, URL: "/api/auth/tenant/", Token: gone.token, Tenant: owner.Schema})
	require.Equal(t, http.StatusNotFound, r.Status, "a right that was taken away is away: %s", r)
	require.Less(t, time.Since(begun), patience)
}

// Another instance learns of a change from PostgreSQL, with Redis or without.
func TestTwoInstances(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second := w.serve(t, nil), w.serve(t, map[string]string{"REDIS_URL": ""})
	owner, member := signUp(t, second, "owner@example.com"), signUp(t, second, "member@example.com")
	join(t, second, owner, member, clerkMember)
	place := call{Method: http.MethodGet, URL: "/api/auth/tenant/", Token: member.token, Tenant: owner.Schema}
	require.Equal(t, http.StatusOK, first.do(t, place).Status)
	require.Equal(t, http.StatusOK, second.do(t, place).Status)
	shutOutMember(t, first, owner, member)
	require.Equal(t, http.StatusNotFound, first.do(t, place).Status, "at once where it was done")
	await(t, patience, "the other instance hears of it", func() bool { return second.do(t, place).Status == http.StatusNotFound })
}
