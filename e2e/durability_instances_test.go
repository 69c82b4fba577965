package e2e

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
)

const (
	publicURL     = "http://localhost:3001" // of both servers; nobody is asked there
	revocations   = 10
	revokedWithin = 500 * time.Millisecond // that another instance may take to refuse
)

// Two servers start at the same moment on a database that none has served before: they agree on one signing key.
func TestTwoServersStartAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.serveTwo(t)
	keys := make([]*response, 2*verifiers)
	var all sync.WaitGroup
	for i := range keys {
		url := []string{a.URL, b.URL}[i%2] + "/.well-known/jwks.json"
		all.Go(func() { keys[i], _ = send(t.Context(), call{Method: http.MethodGet, URL: url}) })
	}
	all.Wait()
	for _, key := range keys {
		require.NotNil(t, key)
		require.Equal(t, http.StatusOK, key.Status)
		require.Len(t, key.object()["keys"], 1)
		require.JSONEq(t, string(keys[0].Body), string(key.Body))
	}
	requireCount(t, look(t, a.DatabaseURL), 1, "SELECT count(*) FROM public.signing_keys")

	owner := signUp(t, a, "owner@example.com")
	tool := firstTool(t, b, owner)
	require.Equal(t, launchValid, verify(t.Context(), b.URL, a.generate(t, owner, tool)))
	require.Equal(t, launchValid, verify(t.Context(), a.URL, b.generate(t, owner, tool)))
}

// serveTwo starts two servers of one service without waiting for the first.
func (w *world) serveTwo(t *testing.T) (a, b *server) {
	t.Helper()
	servers := []*server{nil, nil}
	for i := range servers {
		p := launch(t, w.env(map[string]string{"PUBLIC_URL": publicURL}), "", "serve", "--listen", freeAddress(t))
		servers[i] = &server{program: p, Clerk: w.clerk(), DatabaseURL: w.Env["DATABASE_URL"], Sandbox: w.Sandbox}
	}
	for _, s := range servers {
		s.URL = "http://" + s.awaitLine(t, s.errors, logUp)[1]
	}
	w.Sandbox.Webhooks().SetURL(servers[0].URL + webhookPath)
	return servers[0], servers[1]
}

// A member whom one server shuts out is refused by the other a moment later, however warm its caches are.
func TestRevokedRightIsRefusedByTheOtherServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.serveTwo(t)
	owner, waiter := signUp(t, a, "owner@example.com"), signUp(t, a, "waiter@example.com")
	employ(t, w, owner, waiter)
	me := call{Method: http.MethodGet, URL: "/api/staff/members/me/", Token: waiter.token, Tenant: owner.Schema}
	var member struct{ ID int64 }
	await(t, patience, "the waiter's place", func() bool { return a.do(t, me).Status == http.StatusOK })
	a.do(t, me).read(t, http.StatusOK, &member)

	var worst time.Duration
	for range revocations {
		a.switchMember(t, owner, member.ID, "activate")
		awaitStatus(t, b, me, http.StatusOK)
		for range 3 {
			require.Equal(t, http.StatusOK, b.do(t, me).Status)
		}
		a.switchMember(t, owner, member.ID, "deactivate")
		began := time.Now()
		require.Equal(t, http.StatusNotFound, a.do(t, me).Status, "the server that shut the member out")
		awaitStatus(t, b, me, http.StatusNotFound)
		worst = max(worst, time.Since(began))
	}
	t.Logf("refused by the other server within %s", worst.Round(time.Microsecond))
	require.Less(t, worst, revokedWithin)
}

// employ makes somebody a waiter, by way of the owner's organization at Clerk.
func employ(t *testing.T, w *world, owner, waiter *person) {
	t.Helper()
	org, err := w.Sandbox.CreateOrganization(clerk.OrganizationParams{Name: "Staff", CreatedBy: owner.ClerkID})
	require.NoError(t, err)
	_, err = w.Sandbox.AddMember(org.ID, waiter.ClerkID, "org:member")
	require.NoError(t, err)
}

func (s *server) switchMember(t *testing.T, owner *person, member int64, what string) {
	t.Helper()
	r := s.as(t, owner, http.MethodPost, fmt.Sprintf("/api/staff/members/%d/%s/", member, what), nil)
	require.Equal(t, http.StatusOK, r.Status, r)
}

func awaitStatus(t *testing.T, s *server, c call, status int) {
	t.Helper()
	await(t, time.Second, fmt.Sprintf("%d from the other server", status), func() bool { return s.do(t, c).Status == status })
}
