package auth_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/auth"
	"github.com/tabletap/console/internal/cache"
	clerkapi "github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
	"github.com/tabletap/console/internal/tenants"
	"github.com/tabletap/console/internal/webhooks"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

const (
	origin      = "http://localhost:3000"
	webhookPath = "/api/auth/webhook/clerk/"
)

var epoch = time.Date(2026, 2, 1, 9, 30, 0, 0, time.UTC)

// bench is the whole of this package between a stand-in for Clerk and a real database, behind the real API.
type bench struct {
	*auth.Service

	db       *pgtest.Database
	clock    *clock.Fake
	clerk    *clerk.Server
	cache    *cache.System
	inbox    *webhooks.Inbox
	queue    *jobs.Queue
	staff    *fakeStaff
	launches *fakeLaunches
	handler  http.Handler
}

func newBench(t *testing.T, options ...func(*auth.Deps)) *bench {
	t.Helper()
	b := &bench{db: pgtest.New(t), clock: clock.NewFake(epoch)}
	b.clerk = clerktest.New(t, func(c *clerk.Config) { c.Clock, c.AuthorizedParty = b.clock, origin })
	log := slog.New(slog.DiscardHandler)
	var err error
	b.cache, err = cache.New(t.Context(), cache.Config{DatabaseURL: b.db.URL, Clock: b.clock, Logger: log})
	require.NoError(t, err)
	t.Cleanup(b.cache.Close)
	b.queue, err = jobs.New(b.db.DB, jobs.Config{Logger: log})
	require.NoError(t, err)
	b.inbox = webhooks.New(webhooks.Deps{DB: b.db.DB, Queue: b.queue, Clock: b.clock, Logger: log})
	b.staff, b.launches = newFakeStaff(t, b.db), &fakeLaunches{}
	deps := b.deps(t, log)
	for _, option := range options {
		option(&deps)
	}
	b.Service = auth.New(deps)
	b.HashCheaply()
	b.RegisterJobs(b.queue)
	b.inbox.RegisterJobs(b.queue)
	a := api.New(api.Config{AllowedHosts: []string{"*"}, AllowedOrigins: []string{origin}, Clock: b.clock, Logger: log}, b.Service, oneTenant{})
	b.RegisterRoutes(a)
	b.handler = a.Handler()
	return b
}

func (b *bench) deps(t *testing.T, log *slog.Logger) auth.Deps {
	t.Helper()
	keys, err := clerkapi.NewKeySet(clerkapi.KeySetConfig{URL: b.clerk.Issuer() + "/.well-known/jwks.json", Clock: b.clock, Logger: log})
	require.NoError(t, err)
	tokens, err := clerkapi.NewVerifier(clerkapi.VerifierConfig{
		Issuer: b.clerk.Issuer(), AllowedOrigins: []string{origin}, Keys: keys, Clock: b.clock,
	})
	require.NoError(t, err)
	client, err := clerkapi.NewClient(clerkapi.ClientConfig{
		URL: b.clerk.APIURL(), SecretKey: clerktest.SecretKey, Clock: b.clock,
		Wait: func(context.Context, time.Duration) error { return nil },
	})
	require.NoError(t, err)
	hooks, err := clerkapi.NewWebhooks(b.clock, b.clerk.WebhookSecret())
	require.NoError(t, err)
	record := audit.New(b.clock)
	history, err := postgres.TenantHistory()
	require.NoError(t, err)
	restaurants := tenants.New(tenants.Deps{DB: b.db.DB, Bus: b.cache.Bus, Audit: record, Clock: b.clock, Logger: log, History: history})
	return auth.Deps{
		DB: b.db.DB, Bus: b.cache.Bus, Audit: record, Clock: b.clock, Logger: log, Inbox: b.inbox,
		Limiter: cache.NewLocalLimiter(b.clock), Tokens: tokens, Clerk: client, Webhooks: hooks,
		Provisioner: signups{}, Organizations: restaurants, Staff: b.staff, Invitations: b.staff, Launches: b.launches,
		AllowedOrigins: []string{origin},
	}
}

// live lets the caches remember, as they do in the running program.
func (b *bench) live(t *testing.T) {
	t.Helper()
	b.cache.Start(t.Context())
	require.NoError(t, b.cache.Bus.Ready(t.Context()))
}

// oneTenant is a resolver for which everybody works in one restaurant, if they say so.
type oneTenant struct{}

var bistro = access.Tenant{
	ID: 7, Schema: "bistro", Slug: "bistro", Name: "Bistro", SubscriptionStatus: "trial", TrialEnd: epoch.AddDate(0, 0, 7),
}

func (oneTenant) Resolve(_ context.Context, actor *access.Actor, hint api.TenantHint) (*access.Tenant, *access.Member, error) {
	if hint.Header != "bistro" {
		return nil, nil, fault.Missing("Restaurant")
	}
	if actor.Superuser {
		return &bistro, nil, nil
	}
	return &bistro, &access.Member{ID: 1, Role: "Waiter", Active: true, Permissions: access.Permissions{"tools.view": true}}, nil
}

func (r oneTenant) ResolveID(ctx context.Context, actor *access.Actor, _ access.TenantID) (*access.Tenant, *access.Member, error) {
	return r.Resolve(ctx, actor, api.TenantHint{Header: "bistro"})
}

// reply is an answer and what the tests look at.
type reply struct {
	*httptest.ResponseRecorder

	body map[string]any
}

// ask sends a request; headers are name, value, name, value.
func (b *bench) ask(t *testing.T, method, path, body string, headers ...string) reply {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = bytes.NewBufferString(body)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, path, reader)
	r.Host = "api.example.com"
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return b.serve(t, r)
}

func (b *bench) serve(t *testing.T, r *http.Request) reply {
	t.Helper()
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	out := reply{ResponseRecorder: w}
	if w.Body.Len() > 0 {
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out.body), w.Body.String())
	}
	return out
}

// person makes somebody at Clerk, whose webhooks nobody sends unless the test does.
func (b *bench) person(t *testing.T, p clerk.UserParams) *clerk.User {
	t.Helper()
	u, err := b.clerk.CreateUser(p)
	require.NoError(t, err)
	return u
}

func (b *bench) token(t *testing.T, userID string) string {
	t.Helper()
	session, err := b.clerk.CreateSession(userID, "")
	require.NoError(t, err)
	token, err := b.clerk.SessionToken(session.ID)
	require.NoError(t, err)
	return token
}

// hook posts a webhook as Clerk would.
func (b *bench) hook(t *testing.T, id string, body []byte) reply {
	t.Helper()
	header, err := clerk.SignWebhook(b.clerk.WebhookSecret(), id, b.clock.Now(), body)
	require.NoError(t, err)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, webhookPath, bytes.NewReader(body))
	r.Header = header
	return b.serve(t, r)
}

// recorded gives what Clerk would have sent of some types, oldest first.
func (b *bench) recorded(types ...string) []clerk.Delivery { return b.clerk.Webhooks().All(types...) }

// drain works off what waits for a job, in rounds, until a round changes nothing. It gives how many are left.
func (b *bench) drain(t *testing.T) int {
	t.Helper()
	const waiting = "SELECT id FROM public.webhook_inbox WHERE status IN ('pending', 'failed') ORDER BY id"
	for left := -1; ; {
		ids := column[int64](t, b.db, waiting)
		if len(ids) == left || len(ids) == 0 {
			return len(ids)
		}
		left = len(ids)
		for _, id := range ids {
			_ = b.inbox.Process(t.Context(), id, 1) // what failed is counted by the next round
		}
	}
}
