package clerk_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
)

func frontend(t *testing.T, api, signIn string) *clerk.Frontend {
	t.Helper()
	f, err := clerk.NewFrontend(clerk.FrontendConfig{API: api, SignInURL: signIn, Verifier: verifierWithPEM(t, clock.NewFake(start))})
	require.NoError(t, err)
	return f
}

func visit(target string, cookies ...*http.Cookie) *http.Request {
	r := httptest.NewRequest(http.MethodGet, target, http.NoBody)
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	return r
}

func TestWhereSomebodySignsIn(t *testing.T) {
	t.Parallel()
	const back, encoded = "https://console.example.com/oauth/login?id=1&step=2", "https%3A%2F%2Fconsole.example.com%2Foauth%2Flogin%3Fid%3D1%26step%3D2"
	for _, c := range []struct{ api, signIn, want string }{
		{"https://clerk.example.com", "", "https://accounts.example.com/sign-in?redirect_url=" + encoded},
		{"https://happy-cat-12.clerk.accounts.dev", "", "https://happy-cat-12.accounts.dev/sign-in?redirect_url=" + encoded},
		{"https://clerk.example.com/", "https://app.example.com/enter?theme=dark", "https://app.example.com/enter?redirect_url=" + encoded + "&theme=dark"},
		{"https://sessions.example.com", "", ""},
		{"http://localhost:3001/sandbox/clerk", "", ""},
	} {
		require.Equal(t, c.want, frontend(t, c.api, c.signIn).SignInURL(back), c.api)
	}
	verifier := verifierWithPEM(t, clock.NewFake(start))
	for _, bad := range []clerk.FrontendConfig{
		{API: "", Verifier: verifier},
		{API: "clerk.example.com", Verifier: verifier},
		{API: "https://clerk.example.com"},
		{API: "https://clerk.example.com", SignInURL: "javascript:alert(1)", Verifier: verifier},
	} {
		_, err := clerk.NewFrontend(bad)
		require.Error(t, err, bad.API)
	}
}

func TestWhereAHandshakeGoes(t *testing.T) {
	t.Parallel()
	f := frontend(t, "https://clerk.example.com/", "")
	to, err := url.Parse(f.HandshakeURL("https://console.example.com/x?a=b", visit("/x")))
	require.NoError(t, err)
	require.Equal(t, "https://clerk.example.com/v1/client/handshake", to.Scheme+"://"+to.Host+to.Path)
	require.Equal(t, "https://console.example.com/x?a=b", to.Query().Get("redirect_url"))
	require.Equal(t, "false", to.Query().Get("suffixed_cookies"))
	require.NotContains(t, to.Query(), "__clerk_db_jwt")
	for _, r := range []*http.Request{visit("/x?__clerk_db_jwt=dvb_1"), visit("/x", &http.Cookie{Name: "__clerk_db_jwt", Value: "dvb_1"})} {
		to, err = url.Parse(f.HandshakeURL("https://console.example.com/x", r))
		require.NoError(t, err)
		require.Equal(t, "dvb_1", to.Query().Get("__clerk_db_jwt"), "a development instance knows its browser by it")
	}
}

func TestHandshake(t *testing.T) {
	t.Parallel()
	f := frontend(t, issuer, "")
	lines := []string{"__client_uat=1700000000; Domain=example.com; Path=/", "__session=abc.def.ghi; Path=/; SameSite=Lax", "__session_x1=other; Path=/"}
	signed := mint(t, keyA(), header("a"), object{"handshake": lines})
	for name, r := range map[string]*http.Request{
		"parameter": visit("/x?__clerk_handshake=" + signed), "cookie": visit("/x", &http.Cookie{Name: "__clerk_handshake", Value: signed}),
	} {
		cookies, token, err := f.Handshake(t.Context(), r)
		require.NoError(t, err, name)
		require.Equal(t, lines, cookies, name)
		require.Equal(t, "abc.def.ghi", token, name)
	}
	out := mint(t, keyA(), header("a"), object{"handshake": []string{"__session=; Max-Age=0; Path=/", "__client_uat=0"}})
	cookies, token, err := f.Handshake(t.Context(), visit("/x?__clerk_handshake="+out))
	require.NoError(t, err)
	require.Len(t, cookies, 2)
	require.Empty(t, token, "nobody is signed in")
	cookies, token, err = f.Handshake(t.Context(), visit("/x"))
	require.NoError(t, err)
	require.Empty(t, cookies)
	require.Empty(t, token)
}

func TestHandshakesThatClerkDidNotSign(t *testing.T) {
	t.Parallel()
	f := frontend(t, issuer, "")
	lines := []string{"__session=abc; Path=/"}
	good := mint(t, keyA(), header("a"), object{"handshake": lines})
	parts := strings.Split(good, ".")
	none := signingInput(t, object{"alg": "none", "typ": "JWT"}, object{"handshake": lines})
	hmacked := signingInput(t, object{"alg": "HS256", "typ": "JWT"}, object{"handshake": lines})
	for name, raw := range map[string]string{
		"words": "words", "another's key": mint(t, keyB(), header("a"), object{"handshake": lines}), "alg none": none + ".",
		"HS256 with the public key": signHMAC(hmacked, []byte(pemOf(t, keyA()))), "no signature": parts[0] + "." + parts[1] + ".",
		"a session token": mint(t, keyA(), header("a"), claims(start)), "no cookies": mint(t, keyA(), header("a"), object{}),
		"a session token with cookies": mint(t, keyA(), header("a"), object{"sub": "user_1", "handshake": lines}),
		"too long":                     good + strings.Repeat("A", 40<<10), "another type": mint(t, keyA(), object{"alg": "RS256", "typ": "at+jwt"}, object{"handshake": lines}),
	} {
		cookies, token, err := f.Handshake(t.Context(), visit("/x", &http.Cookie{Name: "__clerk_handshake", Value: raw}))
		require.Error(t, err, name)
		require.Empty(t, cookies, name)
		require.Empty(t, token, name)
	}
}

func TestWithSession(t *testing.T) {
	t.Parallel()
	r := visit("/x", &http.Cookie{Name: "__session", Value: "old"}, &http.Cookie{Name: "other", Value: "kept"})
	fresh := clerk.WithSession(r, "new")
	require.Equal(t, "other=kept; __session=new", fresh.Header.Get("Cookie"))
	require.Equal(t, "__session=old; other=kept", r.Header.Get("Cookie"))
}
