package auth_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/auth"
	"github.com/tabletap/console/internal/fault"
)

const (
	adminEmail = "ops@tabletap.example"
	adminPass  = "vier Pferde, eine Batterie"
)

func withSuperuser(t *testing.T, options ...func(*auth.Deps)) *bench {
	t.Helper()
	b := newBench(t, options...)
	require.NoError(t, b.CreateSuperuser(t.Context(), adminEmail, adminPass))
	return b
}

func (b *bench) login(t *testing.T, email, password string, headers ...string) reply {
	t.Helper()
	body := fmt.Sprintf(`{"email": %q, "password": %q}`, email, password)
	return b.ask(t, "POST", "/api/auth/login/", body, append(headers, "Content-Type", "application/json")...)
}

func sessionOf(t *testing.T, r reply) *http.Cookie {
	t.Helper()
	for _, c := range r.Result().Cookies() {
		if c.Name == auth.SessionCookie {
			return c
		}
	}
	t.Fatalf("no session cookie: %d %s", r.Code, r.Body)
	return nil
}

func (b *bench) who(t *testing.T, c *http.Cookie) reply {
	t.Helper()
	return b.ask(t, "GET", "/api/auth/session/", "", "Cookie", c.Name+"="+c.Value)
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	b := withSuperuser(t, func(d *auth.Deps) { d.SecureCookies = true })
	got := b.login(t, " OPS@tabletap.example", adminPass)
	require.Equal(t, http.StatusOK, got.Code, got.Body)
	require.Equal(t, true, got.body["is_superuser"])
	require.Nil(t, got.body["clerk_user_id"])

	cookie := sessionOf(t, got)
	require.True(t, cookie.HttpOnly)
	require.True(t, cookie.Secure)
	require.Equal(t, http.SameSiteStrictMode, cookie.SameSite)
	require.Equal(t, "/", cookie.Path)
	require.Equal(t, 12*60*60, cookie.MaxAge)

	require.Equal(t, adminEmail, b.who(t, cookie).body["email"])
	require.Equal(t, "Superuser", b.ask(t, "GET", "/api/auth/tenant/", "", "Cookie", cookie.Name+"="+cookie.Value, "X-Tenant-ID", "bistro").body["role"])
	stored := one[string](t, b.db, "SELECT encode(token_hash, 'hex') || encode(data, 'escape') FROM public.sessions")
	require.NotContains(t, stored, cookie.Value, "the token itself is never stored")

	out := b.ask(t, "POST", "/api/auth/logout/", "", "Cookie", cookie.Name+"="+cookie.Value)
	require.Equal(t, http.StatusOK, out.Code, out.Body)
	require.Negative(t, sessionOf(t, out).MaxAge)
	require.Equal(t, http.StatusUnauthorized, b.who(t, cookie).Code)
	require.Empty(t, column[[]byte](t, b.db, "SELECT token_hash FROM public.sessions"))
	require.Equal(t, http.StatusOK, b.ask(t, "POST", "/api/auth/logout/", "").Code, "twice is no error")
	require.Equal(t, []string{"superuser.created cli", "superuser.signed_in superuser"},
		column[string](t, b.db, "SELECT action || ' ' || actor_kind FROM public.audit_log ORDER BY id"))
}

func TestSigningInMakesANewToken(t *testing.T) {
	t.Parallel()
	b := withSuperuser(t)
	first := sessionOf(t, b.login(t, adminEmail, adminPass))
	second := sessionOf(t, b.login(t, adminEmail, adminPass, "Cookie", first.Name+"="+first.Value))
	require.NotEqual(t, first.Value, second.Value)
	require.Equal(t, http.StatusUnauthorized, b.who(t, first).Code, "a token that somebody planted is worth nothing")
	require.Equal(t, http.StatusOK, b.who(t, second).Code)

	planted := sessionOf(t, b.login(t, adminEmail, adminPass, "Cookie", auth.SessionCookie+"=planted"))
	require.NotEqual(t, "planted", planted.Value)
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	b := withSuperuser(t)
	idle := sessionOf(t, b.login(t, adminEmail, adminPass))
	b.clock.Advance(2*time.Hour - time.Second)
	require.Equal(t, http.StatusOK, b.who(t, idle).Code)
	b.clock.Advance(2 * time.Hour)
	require.Equal(t, http.StatusUnauthorized, b.who(t, idle).Code, "not used for two hours")

	used := sessionOf(t, b.login(t, adminEmail, adminPass))
	for range 11 {
		b.clock.Advance(time.Hour)
		require.Equal(t, http.StatusOK, b.who(t, used).Code)
	}
	b.clock.Advance(time.Hour)
	require.Equal(t, http.StatusUnauthorized, b.who(t, used).Code, "twelve hours are all there is")

	require.NoError(t, b.PurgeSessions(t.Context()))
	require.Empty(t, column[[]byte](t, b.db, "SELECT token_hash FROM public.sessions"))
}

func TestAnotherPasswordEndsAllSessions(t *testing.T) {
	t.Parallel()
	b := withSuperuser(t)
	cookie := sessionOf(t, b.login(t, adminEmail, adminPass))
	require.NoError(t, b.ResetSuperuserPassword(t.Context(), adminEmail, "ein ganz anderes Wort"))
	require.Equal(t, http.StatusUnauthorized, b.who(t, cookie).Code)
	require.Equal(t, http.StatusUnauthorized, b.login(t, adminEmail, adminPass).Code)
	require.Equal(t, http.StatusOK, b.login(t, adminEmail, "ein ganz anderes Wort").Code)
	require.True(t, fault.Is(b.ResetSuperuserPassword(t.Context(), "nobody@tabletap.example", adminPass), fault.NotFound))
}

// Who failed is not known, whose account it was is; of an address that nobody has, nothing is kept, as it may have been a password.
func TestFailedSignInsAreRecorded(t *testing.T) {
	t.Parallel()
	b := withSuperuser(t)
	require.Equal(t, http.StatusUnauthorized, b.login(t, adminEmail, "wrong").Code)
	require.Equal(t, http.StatusUnauthorized, b.login(t, "hunter2@example.com", "wrong").Code)
	const failures = `SELECT actor_kind || ' ' || target_label || ' ' || (target_id <> '') || ' ' || (changes::text) || (ip_address <> '')
FROM public.audit_log WHERE action = 'superuser.sign_in_failed' ORDER BY id`
	require.Equal(t, []string{"anonymous " + adminEmail + " true {}true", "anonymous  false {}true"}, column[string](t, b.db, failures))

	for i := range 32 { // from many places, as those who guess do
		ctx := context.WithValue(t.Context(), access.RequestKey{}, place(fmt.Sprintf("203.0.113.%d", i)))
		_, _, err := b.SignIn(ctx, fmt.Sprintf("a%d@example.com", i), "wrong", "")
		require.True(t, fault.Is(err, fault.Unauthenticated), err)
	}
	require.Len(t, column[string](t, b.db, failures), 30, "a flood does not fill the log")
	b.clock.Advance(time.Minute)
	require.Equal(t, http.StatusUnauthorized, b.login(t, adminEmail, "wrong").Code)
	require.Len(t, column[string](t, b.db, failures), 31)
}

// place is where a request came from.
type place string

func (p place) Describe() access.Request { return access.Request{IP: string(p)} }

func TestASuperuserWhoIsSwitchedOff(t *testing.T) {
	t.Parallel()
	b := withSuperuser(t)
	cookie := sessionOf(t, b.login(t, adminEmail, adminPass))
	_, err := b.db.SharedQuery().Exec(t.Context(), "UPDATE public.users SET is_active = false")
	require.NoError(t, err)
	require.Equal(t, http.StatusUnauthorized, b.who(t, cookie).Code)
	require.Equal(t, http.StatusUnauthorized, b.login(t, adminEmail, adminPass).Code)
}

func TestWrongCredentialsLookTheSame(t *testing.T) {
	t.Parallel()
	b := withSuperuser(t)
	wrong := b.login(t, adminEmail, "not the password")
	unknown := b.login(t, "nobody@tabletap.example", "not the password")
	require.Equal(t, http.StatusUnauthorized, wrong.Code)
	require.Equal(t, "invalid_credentials", wrong.body["code"])
	require.Equal(t, wrong.Body.String(), unknown.Body.String())
	require.Empty(t, wrong.Result().Cookies())

	// Somebody of Clerk's has no password, not even an empty one.
	_, err := b.db.SharedQuery().Exec(t.Context(), "INSERT INTO public.users (username, email, is_superuser) VALUES ('x', 'x@example.com', true)")
	require.NoError(t, err)
	require.Equal(t, http.StatusUnauthorized, b.login(t, "x@example.com", "").Code)
	require.Equal(t, http.StatusBadRequest, b.ask(t, "POST", "/api/auth/login/", `{"email": "a@b.c"}`, "Content-Type", "application/json").Code)
}

func TestSignInIsThrottledByEmail(t *testing.T) {
	t.Parallel()
	b := withSuperuser(t)
	for range 5 {
		require.Equal(t, http.StatusUnauthorized, b.login(t, adminEmail, "not the password").Code)
	}
	got := b.login(t, strings.ToUpper(adminEmail), adminPass)
	require.Equal(t, http.StatusTooManyRequests, got.Code)
	require.Equal(t, "12", got.Header().Get("Retry-After"))
	require.Equal(t, http.StatusUnauthorized, b.login(t, "another@tabletap.example", "x").Code, "others may still try")
	b.clock.Advance(12 * time.Second)
	require.Equal(t, http.StatusOK, b.login(t, adminEmail, adminPass).Code)
}

func TestSignInIsThrottledByAddress(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for n := range 20 {
		require.Equal(t, http.StatusUnauthorized, b.login(t, fmt.Sprintf("a%d@example.com", n), "x").Code)
	}
	require.Equal(t, http.StatusTooManyRequests, b.login(t, "b@example.com", "x").Code)
}

func TestSignInFromAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	b := withSuperuser(t)
	got := b.login(t, adminEmail, adminPass, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
	require.Equal(t, http.StatusForbidden, got.Code)
	require.Empty(t, got.Result().Cookies())
}

func TestATokenWinsOverASession(t *testing.T) {
	t.Parallel()
	b := withSuperuser(t)
	cookie := sessionOf(t, b.login(t, adminEmail, adminPass))
	session, clerkSession := cookie.Name+"="+cookie.Value, "__session="+b.token(t, b.person(t, kofi).ID)

	token := strings.TrimPrefix(clerkSession, "__session=")
	got := b.ask(t, "GET", profile, "", "Authorization", "Bearer "+token, "Cookie", session)
	require.Equal(t, "kofi.mensah", got.body["username"])
	require.Equal(t, adminEmail, b.ask(t, "GET", profile, "", "Origin", origin, "Cookie", session+"; "+clerkSession).body["username"])
	require.Equal(t, "kofi.mensah",
		b.ask(t, "GET", profile, "", "Origin", origin, "Cookie", auth.SessionCookie+"=over; "+clerkSession).body["username"])
}

func TestCreateSuperuser(t *testing.T) {
	t.Parallel()
	b := withSuperuser(t)
	err := b.CreateSuperuser(t.Context(), "Ops@TableTap.example", "etwas völlig Neues")
	require.Equal(t, "superuser_exists", fault.CodeOf(err))
	require.Equal(t, http.StatusOK, b.login(t, adminEmail, adminPass).Code, "and the password is the old one")

	for _, email := range []string{"", "ops", "ops@", "Ops <ops@example.com>", strings.Repeat("a", 250) + "@example.com"} {
		require.True(t, fault.Is(b.CreateSuperuser(t.Context(), email, adminPass), fault.Invalid), email)
	}
	_, err = b.db.SharedQuery().Exec(t.Context(), "INSERT INTO public.users (username) VALUES ('second@tabletap.example')")
	require.NoError(t, err)
	require.NoError(t, b.CreateSuperuser(t.Context(), "second@tabletap.example", adminPass), "a username in the way is no obstacle")
}

func TestOneSuperuserIsMadeByManyAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var mu sync.Mutex
	var all sync.WaitGroup
	codes := map[string]int{}
	for range 4 {
		all.Go(func() {
			err := b.CreateSuperuser(t.Context(), adminEmail, adminPass)
			mu.Lock()
			defer mu.Unlock()
			codes[fault.CodeOf(err)]++
		})
	}
	all.Wait()
	require.Equal(t, map[string]int{"": 1, "superuser_exists": 3}, codes)
}
