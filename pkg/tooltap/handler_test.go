package tooltap_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/pkg/tooltap"
)

// tool is a tool with one page, which says who is there.
func tool(client *tooltap.Client) http.Handler {
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, ok := tooltap.IdentityFrom(r.Context())
		if !ok {
			panic("nobody")
		}
		_, _ = io.WriteString(w, who.Username+" in "+who.TenantSchema)
	})
	mux := http.NewServeMux()
	mux.Handle("/", client.LaunchHandler(client.Middleware(page)))
	mux.Handle("/sign-out", client.SignOutHandler("/bye"))
	return mux
}

func visit(t *testing.T, h http.Handler, method, target, cookie string, change ...func(*http.Request)) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, http.NoBody)
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	for _, do := range change {
		do(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	raw, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(raw)
}

// cookieOf is the cookie that an answer sets, as a browser sends it back.
func cookieOf(t *testing.T, r *http.Response) string {
	t.Helper()
	require.Len(t, r.Cookies(), 1)
	return r.Cookies()[0].Name + "=" + r.Cookies()[0].Value
}

func TestALaunch(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	h := tool(c.client(t))
	launched := visit(t, h, http.MethodGet, "/orders?table=4&token="+c.token(t, nil)+"&x=%26", "")
	require.Equal(t, http.StatusSeeOther, launched.StatusCode)
	require.Equal(t, "/orders?table=4&x=%26", launched.Header.Get("Location"))
	require.Equal(t, "no-store", launched.Header.Get("Cache-Control"))
	require.Equal(t, "no-referrer", launched.Header.Get("Referrer-Policy"))
	cookie := launched.Cookies()[0]
	require.Equal(t, "tooltap_pos", cookie.Name)
	require.True(t, cookie.HttpOnly)
	require.False(t, cookie.Secure)
	require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)

	page := visit(t, h, http.MethodGet, "/orders", cookieOf(t, launched))
	require.Equal(t, http.StatusOK, page.StatusCode)
	require.Equal(t, "ama in mama", text(t, page))

	out := visit(t, h, http.MethodPost, "/sign-out", cookieOf(t, launched))
	require.Equal(t, http.StatusSeeOther, out.StatusCode)
	require.Equal(t, "/bye", out.Header.Get("Location"))
	require.Empty(t, out.Cookies()[0].Value)
	page = visit(t, h, http.MethodGet, "/", cookieOf(t, launched))
	require.Equal(t, http.StatusUnauthorized, page.StatusCode)
	require.Contains(t, text(t, page), baseURL+"/")
}

func TestALaunchThatOpensNothing(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	h := tool(c.client(t))
	used := c.token(t, nil)
	first := visit(t, h, http.MethodGet, "/?token="+used, "")
	require.Equal(t, http.StatusSeeOther, first.StatusCode)
	for _, token := range []string{used, "x", "a.b.c"} {
		r := visit(t, h, http.MethodGet, "/?token="+token, "")
		require.Equal(t, http.StatusUnauthorized, r.StatusCode)
		require.Empty(t, r.Cookies())
	}
	require.Equal(t, http.StatusUnauthorized, visit(t, h, http.MethodGet, "/", cookieOf(t, first)).StatusCode, "the second use ended the first")
	require.Equal(t, http.StatusUnauthorized, visit(t, h, http.MethodGet, "/", "").StatusCode)
	require.Equal(t, http.StatusUnauthorized, visit(t, c.client(t).LaunchHandler(nil), http.MethodGet, "/", "").StatusCode)

	token := c.token(t, nil)
	r := visit(t, h, http.MethodGet, "/?token="+token, "", func(r *http.Request) { r.Header.Set("Sec-Purpose", "prefetch;prerender") })
	require.Equal(t, http.StatusServiceUnavailable, r.StatusCode)
	require.Equal(t, http.StatusUnauthorized, visit(t, h, http.MethodHead, "/?token="+token, "").StatusCode)
	require.Equal(t, http.StatusSeeOther, visit(t, h, http.MethodGet, "/?token="+token, "").StatusCode, "looking ahead did not use it up")
}

func TestALaunchLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	h := c.client(t).LaunchHandler(nil)
	for path, want := range map[string]string{
		"//evil.test/": "/evil.test/", "///evil.test": "/evil.test", "/%2Fevil.test": "/evil.test", "/%5Cevil.test": "/evil.test", "/a//b": "/a/b", "/a%20b": "/a%20b",
	} {
		r := visit(t, h, http.MethodGet, "http://pos.test"+path+"?token="+c.token(t, nil), "")
		require.Equal(t, want, r.Header.Get("Location"), path)
	}
}

func TestTheCookieIsSecureOverTLS(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	proxied := func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "https") }
	r := visit(t, tool(c.client(t)), http.MethodGet, "/?token="+c.token(t, nil), "", proxied)
	require.True(t, r.Cookies()[0].Secure)
	r = visit(t, tool(c.client(t)), http.MethodGet, "https://pos.test/?token="+c.token(t, nil), "")
	require.True(t, r.Cookies()[0].Secure)
	always := c.client(t, func(cfg *tooltap.Config) { cfg.SecureCookie = true })
	require.True(t, visit(t, tool(always), http.MethodGet, "/?token="+c.token(t, nil), "").Cookies()[0].Secure)
}

// Nobody is let in, and nobody is signed out, because the console does not answer.
func TestTheConsoleIsAway(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	h := tool(c.client(t, func(cfg *tooltap.Config) { cfg.IntrospectionTTL = -1 }))
	launched := visit(t, h, http.MethodGet, "/?token="+c.token(t, nil), "")
	c.intercept(func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Retry-After", "30")
		refuse(w, http.StatusServiceUnavailable, "unavailable")
		return true
	})
	for _, target := range []string{"/", "/?token=" + c.token(t, nil)} {
		r := visit(t, h, http.MethodGet, target, cookieOf(t, launched))
		require.Equal(t, http.StatusServiceUnavailable, r.StatusCode)
		require.Equal(t, "30", r.Header.Get("Retry-After"))
		require.Empty(t, r.Cookies())
	}
	c.intercept(nil)
	require.Equal(t, http.StatusOK, visit(t, h, http.MethodGet, "/", cookieOf(t, launched)).StatusCode)
}

func TestSignOutIsNotForOtherSites(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	h := tool(c.client(t))
	launched := visit(t, h, http.MethodGet, "/?token="+c.token(t, nil), "")
	cross := func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }
	require.Equal(t, http.StatusForbidden, visit(t, h, http.MethodPost, "/sign-out", cookieOf(t, launched), cross).StatusCode)
	require.Equal(t, http.StatusMethodNotAllowed, visit(t, h, http.MethodGet, "/sign-out", cookieOf(t, launched)).StatusCode)
	require.Equal(t, http.StatusOK, visit(t, h, http.MethodGet, "/", cookieOf(t, launched)).StatusCode)
}

func TestDeniedIsTheToolsOwn(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	h := tool(c.client(t, func(cfg *tooltap.Config) {
		cfg.Denied = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "out", http.StatusForbidden) })
	}))
	r := visit(t, h, http.MethodGet, "/", "")
	require.Equal(t, http.StatusForbidden, r.StatusCode)
	require.Equal(t, "out", strings.TrimSpace(text(t, r)))
}
