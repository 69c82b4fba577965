package auth_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/auth"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/sandbox/clerk"
)

const profile = "/api/auth/profile/"

// watchUsers counts the questions about single users that Clerk gets.
func watchUsers(b *bench) *atomic.Int64 {
	var asked atomic.Int64
	b.clerk.Intercept(func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, "/v1/users/") {
			asked.Add(1)
		}
		return false
	})
	return &asked
}

func TestATokenBeforeItsWebhook(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.live(t)
	asked := watchUsers(b)
	u := b.person(t, kofi)
	token := b.token(t, u.ID)

	got := b.ask(t, "GET", profile, "", "Authorization", "Bearer "+token)
	require.Equal(t, http.StatusOK, got.Code, got.Body)
	delete(got.body, "id")
	require.Equal(t, map[string]any{
		"username": "kofi.mensah", "email": "kofi.mensah@example.com", "first_name": "Kofi", "last_name": "Mensah",
		"clerk_user_id": u.ID, "is_verified": true, "is_superuser": false,
	}, got.body)
	require.Empty(t, column[int64](t, b.db, "SELECT id FROM public.tenants"), "a token makes no restaurant")

	for range 10 {
		require.Equal(t, http.StatusOK, b.ask(t, "GET", profile, "", "Authorization", "bearer "+token).Code)
	}
	require.Equal(t, int64(1), asked.Load())

	event := b.recorded("user.created")[0]
	require.Equal(t, "success", b.hook(t, event.ID, event.Body).body["status"], "the webhook makes it, late")
	require.Len(t, column[int64](t, b.db, "SELECT id FROM public.users"), 1)
}

func TestAFloodOfTokensOfSomebodyUnknown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	asked := watchUsers(b)
	token, err := b.clerk.MintToken(clerk.TokenOptions{UserID: "user_nobody", SessionID: "sess_1"})
	require.NoError(t, err)
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			got := b.ask(t, "GET", profile, "", "Authorization", "Bearer "+token)
			if got.Code != http.StatusUnauthorized || got.body["code"] != "user_unknown" {
				t.Errorf("%d %s", got.Code, got.Body)
			}
		})
	}
	all.Wait()
	require.Equal(t, int64(1), asked.Load())

	b.clock.Advance(31 * time.Second)
	b.ask(t, "GET", profile, "", "Authorization", "Bearer "+token)
	require.Equal(t, int64(2), asked.Load(), "but not for good")
}

// fewAsks lets Clerk be asked three times.
type fewAsks struct{ asked atomic.Int64 }

func (f *fewAsks) Allow(_ context.Context, key string, _ int, _ time.Duration) (bool, time.Duration, error) {
	if key != "auth:ask-clerk" {
		return true, 0, nil
	}
	return f.asked.Add(1) <= 3, 7 * time.Second, nil
}

func TestAFloodOfTokensOfDifferentPeople(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(d *auth.Deps) { d.Limiter = &fewAsks{} })
	asked := watchUsers(b)
	for n := range 6 {
		token := minted(t, b, clerk.TokenOptions{UserID: "user_" + strings.Repeat("x", n+1), SessionID: "sess_1"})
		got := b.ask(t, "GET", profile, "", "Authorization", "Bearer "+token)
		if n < 3 {
			require.Equal(t, http.StatusUnauthorized, got.Code)
			continue
		}
		require.Equal(t, http.StatusServiceUnavailable, got.Code)
		require.Equal(t, "sign_in_busy", got.body["code"])
		require.Equal(t, "7", got.Header().Get("Retry-After"))
	}
	require.Equal(t, int64(3), asked.Load())
}

func TestClerkIsAwayWhenItIsNeeded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	u := b.person(t, kofi)
	token := b.token(t, u.ID)
	b.clerk.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasPrefix(r.URL.Path, "/v1/users/") {
			return false
		}
		w.WriteHeader(http.StatusBadGateway)
		return true
	})
	require.Equal(t, http.StatusServiceUnavailable, b.ask(t, "GET", profile, "", "Authorization", "Bearer "+token).Code)
	b.clerk.Intercept(nil)
	require.Equal(t, http.StatusOK, b.ask(t, "GET", profile, "", "Authorization", "Bearer "+token).Code, "that is not remembered")
}

func TestARefusedUserIsShutOutAtOnce(t *testing.T) {
	t.Parallel()
	for name, event := range map[string]func(t *testing.T, b *bench, id string){
		"banned": func(t *testing.T, b *bench, id string) {
			t.Helper()
			b.tell(t, "msg_ban", "user.updated", somebody(id, "a@example.com", epoch.Add(time.Minute), map[string]any{"banned": true}))
		},
		"deleted": func(t *testing.T, b *bench, id string) {
			t.Helper()
			b.tell(t, "msg_gone", "user.deleted", map[string]any{"id": id, "object": "user", "deleted": true})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.live(t)
			u := b.person(t, kofi)
			token := b.token(t, u.ID)
			require.Equal(t, http.StatusOK, b.ask(t, "GET", profile, "", "Authorization", "Bearer "+token).Code)
			event(t, b, u.ID)
			require.Zero(t, b.drain(t))
			got := b.ask(t, "GET", profile, "", "Authorization", "Bearer "+token)
			require.Equal(t, http.StatusUnauthorized, got.Code)
			require.Equal(t, "user_inactive", got.body["code"])
		})
	}
}

func TestBadTokens(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	u := b.person(t, kofi)
	for name, header := range map[string]string{
		"empty": "Bearer ", "scheme alone": "Bearer", "nonsense": "Bearer x.y.z", "spaces": "Bearer  a b",
		"expired":  "Bearer " + minted(t, b, clerk.TokenOptions{UserID: u.ID, IssuedAt: epoch.Add(-time.Hour)}),
		"unsigned": "Bearer " + minted(t, b, clerk.TokenOptions{UserID: u.ID, Algorithm: "none"}),
	} {
		got := b.ask(t, "GET", profile, "", "Authorization", header)
		require.Equal(t, http.StatusUnauthorized, got.Code, name)
		require.NotEmpty(t, got.Header().Get("WWW-Authenticate"), name)
	}
	got := b.ask(t, "GET", profile, "", "Authorization", "Basic YTpi")
	require.Equal(t, "not_authenticated", got.body["code"], "somebody else's scheme is no credential of ours")
}

func minted(t *testing.T, b *bench, o clerk.TokenOptions) string {
	t.Helper()
	token, err := b.clerk.MintToken(o)
	require.NoError(t, err)
	return token
}

func TestClerksCookieNeedsAPageOfOurs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	session := "__session=" + b.token(t, b.person(t, kofi).ID)
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{
		"an allowed origin":              {[]string{"Origin", origin, "Sec-Fetch-Site", "same-site"}, 200},
		"an allowed origin, old browser": {[]string{"Origin", origin}, 200},
		"our own page":                   {[]string{"Sec-Fetch-Site", "same-origin"}, 200},
		"our own page, plain HTTP":       {[]string{"Origin", "http://api.example.com"}, 200},
		"nobody vouches":                 {nil, 401},
		"another site":                   {[]string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, 401},
		"another site, old browser":      {[]string{"Origin", "https://evil.example"}, 401},
		"a sibling":                      {[]string{"Origin", "https://evil.example.com", "Sec-Fetch-Site", "same-site"}, 401},
		"a sandboxed frame":              {[]string{"Origin", "null", "Sec-Fetch-Site", "cross-site"}, 401},
		"a link in a mail":               {[]string{"Sec-Fetch-Site", "cross-site"}, 401},
		"an allowed origin's prefix":     {[]string{"Origin", origin + "0"}, 401},
	} {
		got := b.ask(t, "GET", profile, "", append(c.headers, "Cookie", session)...)
		require.Equal(t, c.status, got.Code, name)
	}
	refused := b.ask(t, "POST", "/api/auth/test/", "{}", "Origin", "https://evil.example", "Cookie", session, "Content-Type", "application/json")
	require.Equal(t, http.StatusForbidden, refused.Code)
}

func TestTheActiveOrganizationComesAlong(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	u := b.person(t, kofi)
	token := minted(t, b, clerk.TokenOptions{
		UserID: u.ID, SessionID: "sess_1", Organization: &clerk.TokenOrganization{ID: "org_1", Slug: "bistro", Role: "org:admin"},
	})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, profile, http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	actor, err := b.Authenticate(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, "org_1", actor.OrgID)
	require.Equal(t, "bistro", actor.OrgSlug)
	require.Equal(t, "sess_1", actor.SessionID)
}

func TestTenantAndTest(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	bearer := []string{"Authorization", "Bearer " + b.token(t, b.person(t, kofi).ID)}
	in := slices.Concat(bearer, []string{"X-Tenant-ID", "bistro"})

	got := b.ask(t, "GET", "/api/auth/tenant/", "", in...)
	require.Equal(t, map[string]any{
		"tenant_id": 7.0, "schema_name": "bistro", "name": "Bistro", "slug": "bistro", "subscription_status": "trial",
		"trial_end_date": "2026-02-08T09:30:00Z", "is_active": false, "role": "Waiter", "permissions": map[string]any{"tools.view": true},
		"suspended": nil, "visit": nil,
	}, got.body)
	require.Equal(t, http.StatusNotFound, b.ask(t, "GET", "/api/auth/tenant/", "", bearer...).Code)

	for body, want := range map[string]any{
		`{"a":[1,null]}`: map[string]any{"a": []any{1.0, nil}}, `[1]`: []any{1.0}, `"text"`: "text", `null`: map[string]any{}, ``: map[string]any{},
	} {
		got := b.ask(t, "POST", "/api/auth/test/", body, append(in, "Content-Type", "application/json")...)
		require.Equal(t, http.StatusOK, got.Code, "%q: %s", body, got.Body)
		require.Equal(t, want, got.body["data_received"], body)
		require.Equal(t, "bistro", got.body["tenant"].(map[string]any)["schema_name"])
		require.Equal(t, "kofi.mensah", got.body["user"].(map[string]any)["username"])
		require.NotEmpty(t, got.body["message"])
	}
	require.Nil(t, b.ask(t, "POST", "/api/auth/test/", "{}", bearer...).body["tenant"])
	require.Equal(t, http.StatusBadRequest, b.ask(t, "POST", "/api/auth/test/", "{", bearer...).Code)
	require.Equal(t, http.StatusUnauthorized, b.ask(t, "POST", "/api/auth/test/", "{}").Code)
}

// A page that only shows something may be linked to from anywhere, so Clerk's cookie counts there without the browser's vouching. No
// other credential does: neither a bearer token, which no navigation has, nor a superuser's session, which belongs to no restaurant.
func TestVisitor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	u := b.person(t, kofi)
	token := b.token(t, u.ID)
	visit := func(set func(*http.Request)) (*access.Actor, error) {
		r := httptest.NewRequest(http.MethodGet, "/oauth/login", http.NoBody)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		set(r)
		return b.Visitor(t.Context(), r)
	}
	actor, err := visit(func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "__session", Value: token}) })
	require.NoError(t, err)
	require.Equal(t, u.ID, actor.ClerkUserID)
	require.WithinDuration(t, b.clock.Now(), actor.AuthenticatedAt, time.Second)
	for name, set := range map[string]func(*http.Request){
		"nothing": func(*http.Request) {}, "an empty cookie": func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "__session"}) },
		"a bearer token": func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) },
	} {
		actor, err = visit(set)
		require.NoError(t, err, name)
		require.Nil(t, actor, name)
	}
	b.clock.Advance(2 * time.Minute)
	_, err = visit(func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "__session", Value: token}) })
	require.Equal(t, "token_expired", fault.CodeOf(err))
}
