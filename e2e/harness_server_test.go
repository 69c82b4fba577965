package e2e

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/cache/redistest"
	"github.com/tabletap/console/internal/postgres/pgtest"
	"github.com/tabletap/console/internal/process"
	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
	"github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

const (
	clerkKey  = clerktest.SecretKey
	origin    = "http://localhost:3000" // allowed by default
	secretKey = "e2e-secret-key-of-at-least-32-characters"
	anyPort   = "127.0.0.1:0"
)

// server is a `tabletap dev` or a `tabletap serve` that answers.
type server struct {
	*program

	URL         string // without a slash at its end
	Clerk       string // the stand-in's Backend API, without /v1
	DatabaseURL string
	DataDir     string        // dev only
	Sandbox     *clerk.Server // serve only: the stand-in itself, for forged tokens and for webhooks late or lost
}

var (
	screenURL      = regexp.MustCompile(`(?m)^ +Console +(http://\S+)/$`)
	screenDatabase = regexp.MustCompile(`(?m)^ +Database +(postgres://\S+)$`)
	screenEnd      = regexp.MustCompile(`(?m)^ +Stop +Ctrl-C\n`)
	logUp          = regexp.MustCompile(`"msg":"tabletap is up".*"listen":"([^"]+)"`)
)

// startDev runs `tabletap dev`, in a data folder of its own unless args name one, and waits for its screen.
func startDev(t *testing.T, args ...string) *server {
	t.Helper()
	dataDir := filepath.Join(scratch(t), "data")
	if i := slices.Index(args, "--data-dir"); i >= 0 {
		dataDir = args[i+1]
	} else {
		args = append(args, "--data-dir", dataDir)
	}
	return awaitDev(t, launchDev(t, args...), dataDir)
}

// launchDev begins `tabletap dev` and does not wait for it.
func launchDev(t *testing.T, args ...string) *program {
	t.Helper()
	if !slices.Contains(args, "--listen") {
		args = append(args, "--listen", anyPort)
	}
	return launch(t, nil, "", append([]string{"dev"}, args...)...)
}

func awaitDev(t *testing.T, p *program, dataDir string) *server {
	t.Helper()
	p.awaitLine(t, p.out, screenEnd)
	s := &server{program: p, URL: screenURL.FindStringSubmatch(p.out())[1], DataDir: dataDir}
	s.Clerk = s.URL + "/sandbox/clerk"
	s.DatabaseURL = screenDatabase.FindStringSubmatch(p.out())[1]
	return s
}

// world is what servers have in common: a database, a Redis, and the stand-ins for Clerk and Paystack. Servers may come and go in it.
type world struct {
	Sandbox  *clerk.Server
	Paystack *paystack.Server
	Redis    *redistest.Server
	Env      map[string]string // of every program in it; change it before starting one
}

// newWorld makes one with a migrated, empty database.
func newWorld(t *testing.T, options ...func(*clerk.Config)) *world {
	t.Helper()
	return newWorldOn(t, pgtest.New(t).URL, options...)
}

// newWorldOn makes one on a database.
func newWorldOn(t *testing.T, databaseURL string, options ...func(*clerk.Config)) *world {
	t.Helper()
	options = append([]func(*clerk.Config){func(c *clerk.Config) { c.AuthorizedParty = origin }}, options...)
	w := &world{Sandbox: clerktest.New(t, options...), Paystack: paystacktest.New(t), Redis: redistest.New(t)}
	w.Env = map[string]string{
		"DATABASE_URL": databaseURL, "REDIS_URL": w.Redis.URL(), "SECRET_KEY": secretKey, "DEBUG": "True",
		"CLERK_SECRET_KEY": clerkKey, "CLERK_WEBHOOK_SECRET": w.Sandbox.WebhookSecret(),
		"CLERK_API_URL": w.clerk(), "CLERK_ISSUER": w.Sandbox.Issuer(),
		"PAYSTACK_SECRET_KEY": paystacktest.SecretKey, "PAYSTACK_API_URL": w.Paystack.APIURL(),
	}
	return w
}

// clerk is the address of the stand-in's Backend API without its version.
func (w *world) clerk() string { return strings.TrimSuffix(w.Sandbox.APIURL(), "/v1") }

// env is the world's with changes; a change to "" takes a variable away.
func (w *world) env(changes map[string]string) map[string]string {
	env := maps.Clone(w.Env)
	maps.Copy(env, changes)
	return env
}

// serve runs `tabletap serve` in the world, waits until it is up, and has the stand-in send its webhooks there.
func (w *world) serve(t *testing.T, env map[string]string, args ...string) *server {
	t.Helper()
	if !slices.Contains(args, "--listen") {
		args = append(args, "--listen", anyPort)
	}
	p := launch(t, w.env(env), "", append([]string{"serve"}, args...)...)
	s := &server{program: p, Clerk: w.clerk(), DatabaseURL: w.env(env)["DATABASE_URL"], Sandbox: w.Sandbox}
	s.URL = "http://" + p.awaitLine(t, p.errors, logUp)[1]
	w.Sandbox.Webhooks().SetURL(s.URL + "/api/auth/webhook/clerk/")
	w.Paystack.Webhooks().SetURL(s.URL + "/api/subscriptions/webhook/paystack/")
	return s
}

// cli runs a command in the world to its end.
func (w *world) cli(t *testing.T, args ...string) result {
	t.Helper()
	return cli(t, w.Env, args...)
}

// startServe runs `tabletap serve` in a world of its own.
func startServe(t *testing.T, env map[string]string, args ...string) *server {
	t.Helper()
	return newWorld(t).serve(t, env, args...)
}

// stop asks for the end with SIGTERM and wants exit code 0.
func (s *server) stop(t *testing.T) { t.Helper(); s.stopWith(t, syscall.SIGTERM) }

// stopWith sends sig, and wants the program to end with exit code 0 and everything it started with it.
func (s *server) stopWith(t *testing.T, sig syscall.Signal) {
	t.Helper()
	postmaster := s.postmaster(t)
	require.NoError(t, s.child.Signal(sig))
	require.Zero(t, s.wait(t), "exit code; stderr: %s", s.errors())
	if postmaster != 0 {
		require.Empty(t, process.CommandLine(postmaster), "PostgreSQL outlived the program that started it")
	}
}

// kill9 ends the program as a crash would, and waits until what it had started is gone too.
func (s *server) kill9(t *testing.T) {
	t.Helper()
	postmaster := s.postmaster(t)
	require.NoError(t, s.child.Kill())
	if postmaster != 0 {
		await(t, patience, "the end of PostgreSQL", func() bool { return process.CommandLine(postmaster) == "" })
	}
}

// postmaster is the process of the PostgreSQL that a dev server runs, 0 for a serve.
func (s *server) postmaster(t *testing.T) int {
	t.Helper()
	if s.DataDir == "" {
		return 0
	}
	return postmasterOf(t, s.DataDir)
}

// postmasterOf is the process of the PostgreSQL that runs on dev's data folder, 0 when none does.
func postmasterOf(t *testing.T, dataDir string) int {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dataDir, "postgres", "data", "postmaster.pid"))
	if os.IsNotExist(err) {
		return 0
	}
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(first)
	require.NoError(t, err)
	return pid
}
