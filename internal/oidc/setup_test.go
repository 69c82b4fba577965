package oidc_test

import (
	"context"
	"crypto/sha256"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	coreoidc "github.com/coreos/go-oidc/v3/oidc"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/oidc"
	"github.com/tabletap/console/internal/postgres/pgtest"
	standin "github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the library writes to it
	pgtest.Main(m)
}

const (
	secretKey = "a secret key for tests, long enough"
	callback  = "http://tool.example/callback"
	goodbye   = "http://tool.example/goodbye"
	secret    = "the-secret-of-the-pos"
)

// fixture is the provider over HTTP, with the stand-in for Clerk beside it, and a tool registered.
type fixture struct {
	*oidc.Service
	db     *pgtest.Database
	clock  *clock.Fake
	clerk  *standin.Server
	issuer string
	world  *world
}

func setup(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{db: pgtest.New(t), clock: clock.NewFake(time.Now())}
	server := httptest.NewUnstartedServer(nil)
	f.issuer = "http://" + server.Listener.Addr().String()
	f.clerk = clerktest.New(t, func(c *standin.Config) {
		c.Clock, c.AllowedRedirects = f.clock, []string{f.issuer}
	})
	f.world = &world{db: f.db, clock: f.clock, tenants: map[access.TenantID]*access.Tenant{}, people: map[string]*access.Actor{}}
	f.start(t)
	server.Config.Handler = f.handler(t)
	server.Start()
	t.Cleanup(server.Close)
	f.tool(t, 1, "pos", false)
	f.tool(t, 2, "menu", true)
	return f
}

func (f *fixture) start(t *testing.T) {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	keySet, err := clerk.NewKeySet(clerk.KeySetConfig{URL: clerk.JWKSURL(f.clerk.Issuer()), Clock: f.clock, Logger: quiet})
	require.NoError(t, err)
	f.world.verifier, err = clerk.NewVerifier(clerk.VerifierConfig{
		Issuer: f.clerk.Issuer(), AllowedOrigins: []string{f.clerk.Issuer(), f.issuer}, Keys: keySet, Clock: f.clock,
	})
	require.NoError(t, err)
	frontend, err := clerk.NewFrontend(clerk.FrontendConfig{
		API: f.clerk.Issuer(), SignInURL: f.clerk.Issuer() + "/sign-in", Verifier: f.world.verifier,
	})
	require.NoError(t, err)
	system, err := cache.New(t.Context(), cache.Config{DatabaseURL: f.db.URL, Logger: quiet})
	require.NoError(t, err)
	system.Start(t.Context())
	t.Cleanup(system.Close)
	f.Service, err = oidc.New(oidc.Deps{
		DB: f.db.DB, Bus: system.Bus, Audit: audit.New(f.clock), Clock: f.clock, Logger: quiet, Clients: f.world, Admission: f.world,
		People: f.world, Restaurants: f.world, Frontend: frontend, SecretKey: secretKey, Issuer: f.issuer, Limiter: f.world,
	})
	require.NoError(t, err)
	f.signingKey(t)
}

func (f *fixture) handler(t *testing.T) http.Handler {
	t.Helper()
	a := api.New(api.Config{
		AllowedHosts: []string{"*"}, AllowedOrigins: []string{"https://console.example.com"}, Clock: f.clock,
		Logger: slog.New(slog.DiscardHandler),
	}, nil, nil)
	f.Mount(a)
	return a.Handler()
}

// keyRow is a signing key that all fixtures share: finding one takes a while.
var keyRow struct {
	sync.Mutex
	id             string
	public, sealed []byte
}

func (f *fixture) signingKey(t *testing.T) {
	t.Helper()
	keyRow.Lock()
	defer keyRow.Unlock()
	if keyRow.id != "" {
		f.exec(t, `INSERT INTO public.signing_keys (kid, algorithm, public_key, sealed_private_key, created_at, active_from)
VALUES ($1, 'RS256', $2, $3, now() - interval '1 day', now() - interval '1 day')`, keyRow.id, keyRow.public, keyRow.sealed)
		return
	}
	_, err := f.RotateKeys(t.Context(), true)
	require.NoError(t, err)
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(), "SELECT kid, public_key, sealed_private_key FROM public.signing_keys").
		Scan(&keyRow.id, &keyRow.public, &keyRow.sealed))
}

func (f *fixture) tool(t *testing.T, id int, client string, public bool) {
	t.Helper()
	f.exec(t, `UPDATE public.tools SET client_id = $1, redirect_uris = $2, post_logout_redirect_uris = $3, is_public_client = $4 WHERE id = $5`,
		client, []string{callback, callback + "/other"}, []string{goodbye}, public, id)
	if !public {
		sum := sha256.Sum256([]byte(secret))
		f.exec(t, "INSERT INTO public.tool_secrets (tool_id, secret_hash, hint, created_at) VALUES ($1, $2, 'os', now())", id, sum[:])
	}
}

func (f *fixture) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	_, err := f.db.SharedQuery().Exec(t.Context(), sql, args...)
	require.NoError(t, err)
}

func (f *fixture) count(t *testing.T, sql string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

// person adds somebody at Clerk and here.
func (f *fixture) person(t *testing.T, name string) *access.Actor {
	t.Helper()
	email := strings.ToLower(name) + "@example.com"
	u, err := f.clerk.CreateUser(standin.UserParams{EmailAddresses: []string{email}, FirstName: name, LastName: "Mensah"})
	require.NoError(t, err)
	actor := &access.Actor{UserID: pgtest.User(t, f.db, email), ClerkUserID: u.ID, FirstName: name, LastName: "Mensah", Email: email}
	f.exec(t, "UPDATE public.users SET clerk_user_id = $1, first_name = $2, last_name = 'Mensah' WHERE id = $3", u.ID, name, int64(actor.UserID))
	f.world.mu.Lock()
	defer f.world.mu.Unlock()
	f.world.people[u.ID] = actor
	return actor
}

// restaurant adds one where they work.
func (f *fixture) restaurant(t *testing.T, schema string, staff ...*access.Actor) *access.Tenant {
	t.Helper()
	tenant := pgtest.Tenant(t, f.db, schema)
	f.world.mu.Lock()
	defer f.world.mu.Unlock()
	f.world.tenants[tenant.ID] = tenant
	for _, actor := range staff {
		f.exec(t, "INSERT INTO public.memberships (user_id, tenant_id) VALUES ($1, $2)", int64(actor.UserID), int64(tenant.ID))
	}
	return tenant
}

// world is what the provider asks of the rest of the program.
type world struct {
	db       *pgtest.Database
	clock    clock.Clock
	verifier *clerk.Verifier

	mu       sync.Mutex
	tenants  map[access.TenantID]*access.Tenant
	people   map[string]*access.Actor
	refusals map[access.TenantID]string
	broken   error
	throttle bool
}

func (w *world) ClientByID(ctx context.Context, id string) (oidc.Client, error) {
	c := oidc.Client{ID: id}
	err := w.db.SharedQuery().QueryRow(ctx, `SELECT id, name, is_public_client, redirect_uris, post_logout_redirect_uris
FROM public.tools WHERE client_id = $1`, id).Scan(&c.ToolID, &c.Name, &c.Public, &c.RedirectURIs, &c.PostLogoutRedirectURIs)
	return c, err
}

func (w *world) CheckSecret(ctx context.Context, id, secret string) error {
	sum := sha256.Sum256([]byte(secret))
	var good bool
	err := w.db.SharedQuery().QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM public.tool_secrets s JOIN public.tools t ON t.id = s.tool_id
WHERE t.client_id = $1 AND s.secret_hash = $2)`, id, sum[:]).Scan(&good)
	if err == nil && !good {
		return fault.New(fault.Unauthenticated, "invalid_client", "No.")
	}
	return err
}

func (w *world) Admit(_ context.Context, t *access.Tenant, user access.UserID, _ int64) (oidc.Member, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken != nil {
		return oidc.Member{}, w.broken
	}
	if code := w.refusals[t.ID]; code != "" {
		return oidc.Member{}, fault.New(fault.Forbidden, code, "Not open: "+code+".")
	}
	return oidc.Member{ID: access.MemberID(user), Role: "Waiter", Permissions: access.Permissions{"orders": "create"}}, nil
}

func (w *world) Visitor(ctx context.Context, r *http.Request) (*access.Actor, error) {
	cookie, err := r.Cookie("__session")
	if err != nil {
		return nil, nil //nolint:nilnil // nobody
	}
	claims, err := w.verifier.Verify(ctx, cookie.Value)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	actor := *w.people[claims.Subject]
	actor.AuthenticatedAt, actor.SessionID = claims.IssuedAt.Add(-claims.FactorAge.First), claims.SessionID
	return &actor, nil
}

func (w *world) ByID(_ context.Context, id access.TenantID) (*access.Tenant, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t := w.tenants[id]; t != nil {
		return t, nil
	}
	return nil, fault.Missing("Restaurant")
}

func (w *world) Allow(context.Context, string, int, time.Duration) (bool, time.Duration, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.throttle, time.Minute, nil
}

// refuse closes the tools of a restaurant, and opens them again with "".
func (f *fixture) refuse(t *access.Tenant, code string) {
	f.world.mu.Lock()
	defer f.world.mu.Unlock()
	f.world.refusals = map[access.TenantID]string{t.ID: code}
}

// party is a tool, made of somebody else's client library.
type party struct {
	f        *fixture
	provider *coreoidc.Provider
	config   oauth2.Config
	verifier string
	nonce    string
	state    string
}

func (f *fixture) party(t *testing.T, client, clientSecret string, scopes ...string) *party {
	t.Helper()
	provider, err := coreoidc.NewProvider(t.Context(), f.issuer)
	require.NoError(t, err)
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader // left to itself, the library tries what failed a second time
	if clientSecret == "" {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	if len(scopes) == 0 {
		scopes = []string{"openid", "profile", "email", "restaurant"}
	}
	return &party{
		f: f, provider: provider, verifier: oauth2.GenerateVerifier(), nonce: "the nonce", state: "the state & more",
		config: oauth2.Config{ClientID: client, ClientSecret: clientSecret, Endpoint: endpoint, RedirectURL: callback, Scopes: scopes},
	}
}

func (p *party) authURL(options ...oauth2.AuthCodeOption) string {
	return p.config.AuthCodeURL(p.state, append([]oauth2.AuthCodeOption{oauth2.S256ChallengeOption(p.verifier), coreoidc.Nonce(p.nonce)}, options...)...)
}

// claims checks an ID token as the library does and gives what it says.
func (p *party) claims(t *testing.T, token *oauth2.Token) map[string]any {
	t.Helper()
	raw, ok := token.Extra("id_token").(string)
	require.True(t, ok)
	verified, err := p.provider.Verifier(&coreoidc.Config{ClientID: p.config.ClientID, Now: p.f.clock.Now}).Verify(t.Context(), raw)
	require.NoError(t, err)
	require.NoError(t, verified.VerifyAccessToken(token.AccessToken))
	claims := map[string]any{}
	require.NoError(t, verified.Claims(&claims))
	return claims
}

func (p *party) exchange(t *testing.T, code string, options ...oauth2.AuthCodeOption) (*oauth2.Token, error) {
	t.Helper()
	return p.config.Exchange(t.Context(), code, append([]oauth2.AuthCodeOption{oauth2.VerifierOption(p.verifier)}, options...)...)
}

// refused expects the token endpoint to say no.
func refused(t *testing.T, err error, status int, code string) {
	t.Helper()
	var refusal *oauth2.RetrieveError
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, status, refusal.Response.StatusCode, string(refusal.Body))
	require.Equal(t, code, refusal.ErrorCode)
	require.Equal(t, "no-store", refusal.Response.Header.Get("Cache-Control"))
}

// post sends a form of a client's.
func (f *fixture) post(t *testing.T, path, body string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.issuer+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return send(t, http.DefaultClient, r, header...)
}

func send(t *testing.T, client *http.Client, r *http.Request, header ...string) (*http.Response, string) {
	t.Helper()
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := client.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer, string(raw)
}
