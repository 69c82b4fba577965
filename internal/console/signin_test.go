package console_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/console"
)

// clerk knows a browser by nothing but what a test says.
type clerk struct {
	signIn string
	broken bool
}

func (c clerk) SignInURL(back string) string {
	if c.signIn == "" {
		return ""
	}
	return c.signIn + "?redirect_url=" + url.QueryEscape(back)
}

func (clerk) HandshakeURL(back string, _ *http.Request) string {
	return "https://clerk.example/handshake?redirect_url=" + url.QueryEscape(back)
}

func (c clerk) Handshake(_ context.Context, r *http.Request) ([]string, string, error) {
	token := r.URL.Query().Get("shaken")
	if token == "" {
		return nil, "", nil
	}
	if c.broken {
		return nil, "", errors.New("forged")
	}
	return []string{"__session=" + token}, token, nil
}

func session(c clerk) *console.Session {
	return &console.Session{
		Clerk: c, BaseURL: "https://console.example", Origins: []string{"http://localhost:3000"}, Logger: slog.New(slog.DiscardHandler),
		SignedIn: func(_ context.Context, r *http.Request, token string) (time.Duration, error) {
			if r.URL.Query().Get("down") != "" {
				return 0, errors.New("the database is away")
			}
			if token == "good" || r.Header.Get("Cookie") == "__session=good" {
				return 42500 * time.Millisecond, nil
			}
			return 0, nil
		},
	}
}

func visit(t *testing.T, s *console.Session, query, cookie string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, console.SessionPath+"?"+query, http.NoBody)
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	return w
}

// A browser is led a step further each time, so that the way ends.
func TestTheWayToASession(t *testing.T) {
	t.Parallel()
	s := session(clerk{signIn: "https://accounts.example/sign-in"})
	leads := func(query, cookie, want string) {
		t.Helper()
		w := visit(t, s, query, cookie)
		require.Equal(t, http.StatusSeeOther, w.Code, w.Body)
		require.Equal(t, want, w.Header().Get("Location"))
	}
	here := func(query string) string { return url.QueryEscape("https://console.example/session?" + query) }
	const back = "back=%2Fbilling%2F%3Freference%3Dr1"
	leads(back, "__session=good", "/billing/?reference=r1")
	const known = "tabletap_walk=" + walk
	leads(back, known, "https://clerk.example/handshake?redirect_url="+here(back+"&step=1"+walked))
	leads(back+"&step=1", known, "https://accounts.example/sign-in?redirect_url="+here(back+"&step=2"+walked))
	leads(back+"&step=2", known, "https://clerk.example/handshake?redirect_url="+here(back+"&step=3"+walked))
	require.Equal(t, http.StatusUnauthorized, visit(t, s, back+"&step=3", "").Code)
	leads(back+"&step=9", known, "https://clerk.example/handshake?redirect_url="+here(back+"&step=1"+walked))

	leads(back+"&step=1&shaken=good"+walked, known, "/billing/?reference=r1")
	require.Equal(t, "__session=good", visit(t, s, back+"&shaken=good"+walked, known).Header().Get("Set-Cookie"))
	forged := visit(t, session(clerk{broken: true}), back+"&shaken=good"+walked, known)
	require.NotContains(t, forged.Header().Get("Set-Cookie"), "__session", "a handshake that is not believed")
}

const walk, walked = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "&walk=ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// Whoever has a handshake of their own cannot have another person's browser take it.
func TestAHandshakeThatTheBrowserDidNotAskFor(t *testing.T) {
	t.Parallel()
	s := session(clerk{signIn: "https://accounts.example/sign-in"})
	for query, cookie := range map[string]string{
		"shaken=good": "", "shaken=good" + walked: "", "shaken=good&walk=": "tabletap_walk=", "shaken=good&walk=x": "tabletap_walk=" + walk,
	} {
		w := visit(t, s, query, cookie)
		require.Contains(t, w.Header().Get("Location"), "https://clerk.example/handshake", query)
		require.NotContains(t, w.Header().Get("Set-Cookie"), "__session", query)
		require.Contains(t, w.Header().Get("Set-Cookie"), "; Path=/session; Max-Age=1800; HttpOnly; Secure; SameSite=Lax")
	}
}

// A script never ends on a page.
func TestAScriptIsToldQuietly(t *testing.T) {
	t.Parallel()
	s := session(clerk{signIn: "https://accounts.example/sign-in"})
	heard := func(query, cookie string) string { return visit(t, s, query, cookie).Body.String() }
	require.JSONEq(t, `{"signed_in_for":42}`, heard("quiet=1", "__session=good"))
	w := visit(t, s, "quiet=1", "tabletap_walk="+walk)
	require.Equal(t, "https://clerk.example/handshake?redirect_url="+url.QueryEscape("https://console.example/session?back=%2F&quiet=1&step=1"+walked), w.Header().Get("Location"))
	require.JSONEq(t, `{"signed_in_for":0}`, heard("quiet=1&step=1", ""))
	require.JSONEq(t, `{"signed_in_for":42}`, heard("quiet=1&step=1&shaken=good"+walked, "tabletap_walk="+walk))
}

func TestTheWayBackIsOurs(t *testing.T) {
	t.Parallel()
	s := session(clerk{})
	for asked, want := range map[string]string{
		"/": "/", "/billing/": "/billing/", "/billing/?restaurant=a&x=//evil.example": "/billing/?restaurant=a&x=//evil.example",
		"/r/chez-kofi/staff?q=1": "/r/chez-kofi/staff?q=1", "/r/a%2Fb": "/r/a%2Fb",
		"": "/", "https://evil.example/billing/": "/", "//evil.example/billing/": "/", `/\\evil.example`: "/", "/sandbox/clerk/sign-out": "/",
		"javascript:alert(1)": "/", "/billing/../api/": "/", "/%2Fevil.example": "/", "/api": "/", "/session?back=%2F": "/",
		"http://localhost:3000/r/a?q=1": "http://localhost:3000/r/a?q=1", "http://localhost:3000": "/", "http://localhost:3000/api/": "/",
		"https://localhost:3000/": "/", "http://localhost:3001/": "/", "http://me@localhost:3000/": "/", "//localhost:3000/": "/",
	} {
		require.Equal(t, want, visit(t, s, url.Values{"back": {asked}}.Encode(), "__session=good").Header().Get("Location"), asked)
	}
}

func TestAWayThatDoesNotLeadOn(t *testing.T) {
	t.Parallel()
	s := session(clerk{})
	w := visit(t, s, "step=1", "")
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Contains(t, w.Body.String(), "CLERK_SIGN_IN_URL")
	require.Equal(t, http.StatusServiceUnavailable, visit(t, s, "down=1", "__session=good").Code)

	posted := httptest.NewRecorder()
	s.ServeHTTP(posted, httptest.NewRequest(http.MethodPost, console.SessionPath, http.NoBody))
	require.Equal(t, http.StatusMethodNotAllowed, posted.Code)
}
