package console

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

func consoleOf(t *testing.T, files fstest.MapFS, settings Settings) *Handler {
	t.Helper()
	h, err := newHandler(files, settings)
	require.NoError(t, err)
	return h
}

func ask(h http.Handler, method, path, encoding string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, http.NoBody)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var someFiles = fstest.MapFS{
	"index.html":       {Data: []byte(`<meta name="settings" content="__SETTINGS__"><meta property="csp-nonce" nonce="__NONCE__">`)},
	"icon.svg":         {Data: []byte("<svg/>")},
	"assets/a-1.js":    {Data: []byte("plain")},
	"assets/a-1.js.br": {Data: []byte("brotli")},
	"assets/a-1.js.gz": {Data: []byte("gzip")},
}

func TestEveryAddressShowsTheOnePage(t *testing.T) {
	t.Parallel()
	h := consoleOf(t, someFiles, Settings{
		Version: `1"<`, SignOutURL: "/out", SignedIn: func(*http.Request) time.Duration { return time.Minute },
	})
	require.True(t, h.Built())
	first, second := ask(h, "GET", "/", ""), ask(h, "GET", "/r/chez-kofi/staff", "")
	require.Equal(t, 200, second.Code)
	require.Equal(t, "no-store", first.Header().Get("Cache-Control"))
	require.Contains(t, first.Body.String(), `content="{&#34;sign_out_url&#34;:&#34;/out&#34;,&#34;version&#34;:&#34;1\&#34;\u003c&#34;,&#34;signed_in_for&#34;:60}"`)
	require.NotContains(t, first.Body.String(), "__")
	require.NotEqual(t, first.Body.String(), second.Body.String(), "each answer has a nonce of its own")
	require.Regexp(t, `style-src 'self' 'nonce-\w{26}'; `, first.Header().Get("Content-Security-Policy"))
	require.Contains(t, first.Header().Get("Content-Security-Policy"), "script-src 'self'; ")
	refused := ask(h, "POST", "/", "")
	require.Equal(t, 405, refused.Code)
	require.Equal(t, "GET, HEAD", refused.Header().Get("Allow"))
}

func TestAssetsAreImmutableAndCompressed(t *testing.T) {
	t.Parallel()
	h := consoleOf(t, someFiles, Settings{})
	for accepted, want := range map[string][2]string{
		"gzip, deflate, br, zstd": {"br", "brotli"}, "gzip": {"gzip", "gzip"}, "": {"", "plain"}, "br;q=0, gzip;q=0.5": {"gzip", "gzip"},
	} {
		w := ask(h, "GET", "/assets/a-1.js", accepted)
		require.Equal(t, want, [2]string{w.Header().Get("Content-Encoding"), w.Body.String()}, accepted)
		require.Equal(t, "public, max-age=31536000, immutable", w.Header().Get("Cache-Control"))
		require.Equal(t, "text/javascript; charset=utf-8", w.Header().Get("Content-Type"))
		require.Equal(t, "Accept-Encoding", w.Header().Get("Vary"))
	}
	require.Equal(t, "no-cache", ask(h, "GET", "/icon.svg", "").Header().Get("Cache-Control"))
	for _, missing := range []string{"/assets/a-0.js", "/robots.txt", "/../console.go", "/assets/../../console.go"} {
		require.Equal(t, 404, ask(h, "GET", missing, "").Code, missing)
	}
}

func TestClerksScriptIsAllowedOnlyWithAKey(t *testing.T) {
	t.Parallel()
	policy := func(s Settings) string {
		return ask(consoleOf(t, someFiles, s), "GET", "/", "").Header().Get("Content-Security-Policy")
	}
	with := policy(Settings{ClerkPublishableKey: "pk_test_x", ClerkOrigin: "https://clerk.example"})
	require.Contains(t, with, "script-src 'self' https://clerk.example https://challenges.cloudflare.com; ")
	require.Contains(t, with, "connect-src 'self' https://clerk.example; ")
	require.NotContains(t, policy(Settings{ClerkOrigin: "https://clerk.example"}), "clerk.example")
}

func TestWithoutABuildAPageSaysHowToMakeOne(t *testing.T) {
	t.Parallel()
	h := consoleOf(t, fstest.MapFS{".gitkeep": {}}, Settings{})
	require.False(t, h.Built())
	w := ask(h, "GET", "/r/chez-kofi", "")
	require.Equal(t, 200, w.Code)
	require.Contains(t, w.Body.String(), "make console build")
}
