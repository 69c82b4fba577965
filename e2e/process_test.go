package e2e

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/process"
)

// One data folder: a second dev is told that it is in use, kill -9 takes PostgreSQL along, the next start recovers by itself, and
// Ctrl-C ends all of it.
func TestDevOnOneFolder(t *testing.T) {
	t.Parallel()
	s := startDev(t)
	owner := signUp(t, s, "owner@example.com")

	second := launchDev(t, "--data-dir", s.DataDir)
	refused(t, result{second.wait(t), second.out(), second.errors()}, ".*in use.*--data-dir.*")
	reset := launchDev(t, "--data-dir", s.DataDir, "--reset")
	refused(t, result{reset.wait(t), reset.out(), reset.errors()}, ".*in use.*--data-dir.*")
	require.Equal(t, http.StatusOK, s.as(t, owner, http.MethodGet, "/api/auth/tenant/", nil).Status, "the first is none the worse")
	commandsBeside(t, s)

	s.kill9(t)
	s = startDev(t, "--data-dir", s.DataDir)
	r := s.as(t, owner, http.MethodGet, "/api/staff/members/me/", nil)
	require.Equal(t, http.StatusUnauthorized, r.Status, "it runs on another port, which is another issuer: %s", r)
	signIn(t, s, owner)
	r = s.as(t, owner, http.MethodGet, "/api/staff/members/me/", nil)
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
	signUp(t, s, "another@example.com")
	s.stopWith(t, syscall.SIGINT)
	require.Empty(t, s.errors())
	requireNobodyOn(t, s.DataDir)
}

// commandsBeside use the database of the dev that runs.
func commandsBeside(t *testing.T, s *server) {
	t.Helper()
	r := cli(t, map[string]string{"DATA_DIR": s.DataDir}, "tenants", "list")
	require.Zero(t, r.code, "%s", r.stderr)
	require.Equal(t, 4, strings.Count(r.stdout, "\n"), "the heading, the demo's two and one more: %s", r.stdout)
}

// requireNobodyOn fails when a process still works on the folder.
func requireNobodyOn(t *testing.T, folder string) {
	t.Helper()
	all, err := os.ReadDir("/proc")
	if err != nil {
		return // no such thing on this system; the postmaster was looked at already
	}
	for _, entry := range all {
		raw, err := os.ReadFile(filepath.Join("/proc", entry.Name(), "cmdline"))
		if err == nil && strings.Contains(string(raw), folder) {
			require.FailNow(t, "left behind", "%s: %s", entry.Name(), raw)
		}
	}
}

func TestAPortInUse(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", anyPort)
	require.NoError(t, err)
	t.Cleanup(func() { _ = taken.Close() })
	address := taken.Addr().String()
	want := address + " is in use by another program: stop it, or choose another address with --listen"
	t.Run("dev", func(t *testing.T) {
		t.Parallel()
		dataDir := filepath.Join(scratch(t), "data")
		refused(t, cli(t, nil, "dev", "--listen", address, "--data-dir", dataDir), want)
		require.NoDirExists(t, filepath.Join(dataDir, "postgres"), "no PostgreSQL was started for it")
	})
	t.Run("serve", func(t *testing.T) {
		t.Parallel()
		refused(t, cli(t, production(), "serve", "--listen", address), want)
	})
	t.Run("metrics", func(t *testing.T) {
		t.Parallel()
		env := newWorld(t).env(map[string]string{"METRICS_LISTEN": address})
		refused(t, cli(t, env, "serve", "--listen", anyPort), "METRICS_LISTEN: "+address+" is in use.*")
	})
}

// SIGTERM under load: what was accepted is answered.
func TestSIGTERMDrains(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	owner := signUp(t, s, "owner@example.com")
	const clients, warm = 8, 20
	var answered, failed atomic.Int64
	var work sync.WaitGroup
	enough := make(chan struct{})
	launchPOS := call{Method: http.MethodPost, URL: s.URL + "/api/tools/sso/generate/", Token: owner.token, Body: `{"tool_id": 1}`}
	for range clients {
		work.Go(func() {
			for {
				r, err := send(t.Context(), launchPOS) // a POST: the client does not quietly try it again
				if err != nil {
					if !refusedConnection(err) {
						failed.Add(1)
						t.Log(err)
					}
					return // the server does not listen any more
				}
				if r.Status != http.StatusOK {
					failed.Add(1)
					t.Log(r)
				}
				if answered.Add(1) == clients*warm {
					close(enough)
				}
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(patience):
		require.FailNow(t, "no load")
	}
	s.stop(t)
	work.Wait()
	require.Zero(t, failed.Load(), "requests that were accepted failed")
	require.NotContains(t, s.errors(), `"level":"ERROR"`)
}

// refusedConnection says that nothing was accepted, so nothing was lost.
func refusedConnection(err error) bool { return strings.Contains(err.Error(), "connection refused") }

// A worker works jobs off without serving, and a server without a worker leaves them to it.
func TestWorker(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil, "--no-worker")
	owner := signUp(t, s, "owner@example.com") // before the webhook is answered: no job
	path := "/v1/users/" + owner.ClerkID
	s.clerk(t, http.MethodPatch, path, map[string]any{"first_name": "Yaa"}, &struct{}{})
	settled := func() bool {
		return number(t, s.DatabaseURL, "SELECT count(*)::int FROM public.webhook_inbox WHERE event_type = 'user.updated'") == 1
	}
	await(t, patience, "the webhook is stored", settled)
	firstName := func() any {
		_, profile := s.request(t, http.MethodGet, "/api/auth/profile/", owner.token, nil)
		return profile["first_name"]
	}
	require.Equal(t, "owner", firstName())
	worker := launch(t, w.Env, "", "worker")
	await(t, patience, "the worker does what the webhook said", func() bool { return firstName() == "Yaa" })
	require.NoError(t, worker.child.Signal(syscall.SIGTERM))
	require.Zero(t, worker.wait(t), "%s", worker.errors())
	require.Empty(t, process.CommandLine(worker.child.PID()))
}
