package api

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTrailingSlashOrNone(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	Handle(b.API, Route{Method: "GET", Path: "/api/hello/", ID: "a", Access: Public()}, hello)
	Handle(b.API, Route{Method: "GET", Path: "/api/hello/{id}/", ID: "b", Access: Public()}, hello)
	Handle(b.API, Route{Method: "GET", Path: "/api/hello/me/", ID: "c", Access: Public()}, hello)
	for target, status := range map[string]int{
		"/api/hello/": 200, "/api/hello": 200, "/api/hello/1/": 200, "/api/hello/1": 200, "/api/hello/me": 200,
		"/api/hello/1/2": 404, "/api/hell": 404, "/api/": 404, "/api/hello/?a=b": 200, "/": 404, "/api/docs/x": 404,
	} {
		require.Equal(t, status, b.ask("GET", target, "").Code, target)
	}
}

func TestUnmatched(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	Handle(b.API, Route{Method: "GET", Path: "/api/hello/", ID: "a", Access: Public()}, hello)
	Handle(b.API, Route{Method: "POST", Path: "/api/hello/", ID: "b", Access: Public()}, hello)

	w := b.ask("DELETE", "/api/hello", "")
	require.Equal(t, 405, w.Code)
	require.Equal(t, "GET, HEAD, POST, OPTIONS", w.Header().Get("Allow"))
	require.JSONEq(t, `{"detail":"Method \"DELETE\" not allowed.","code":"method_not_allowed"}`, w.Body.String())
	require.Equal(t, 405, b.ask("BREW", "/api/hello/", "").Code)

	w = b.ask("OPTIONS", "/api/hello/", "")
	require.Equal(t, 204, w.Code)
	require.Equal(t, "GET, HEAD, POST, OPTIONS", w.Header().Get("Allow"))

	for _, m := range []string{"GET", "OPTIONS", "POST"} {
		w = b.ask(m, "/api/nowhere/", "")
		require.Equal(t, 404, w.Code)
		require.JSONEq(t, `{"detail":"Not found.","code":"not_found"}`, w.Body.String())
	}
	require.Equal(t, 200, b.ask("HEAD", "/api/hello/", "").Code)
}

func TestMount(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	b.Mount("/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
		_, _ = w.Write([]byte("console"))
	}))
	Handle(b.API, Route{Method: "GET", Path: "/api/hello/", ID: "a", Access: Public()}, hello)
	w := b.ask("GET", "/staff", "")
	require.Equal(t, "console", w.Body.String())
	require.NotEmpty(t, w.Header().Get("X-Request-ID"))
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'self'")
	require.Equal(t, 404, b.ask("GET", "/api/nowhere", "").Code, "the console does not answer for the API")
	require.Equal(t, 400, b.ask("GET", "/", "", "Host", "evil.test").Code)
	require.Equal(t, 413, b.ask("POST", "/", strings.Repeat("x", 1<<20+1)).Code)
	require.Equal(t, "/", b.log.lines(t)[0]["route"])
}

func TestRegistrationRefusesMistakes(t *testing.T) {
	t.Parallel()
	sealed := newBench(nil)
	sealed.Handler()
	require.Panics(t, func() { sealed.Mount("/x", nil) })
	require.Panics(t, func() {
		Handle(sealed.API, Route{Method: "GET", Path: "/api/x/", ID: "x", Access: Public()}, hello)
	})
	for name, r := range map[string]Route{
		"no access":  {Method: "GET", Path: "/api/x/", ID: "x"},
		"no id":      {Method: "GET", Path: "/api/x/", Access: Public()},
		"no method":  {Path: "/api/x/", ID: "x", Access: Public()},
		"no path":    {Method: "GET", ID: "x", Access: Public()},
		"no param":   {Method: "GET", Path: "/api/x/", ID: "x", Access: OwnerOf("id")},
		"too long":   {Method: "GET", Path: "/api/x/", ID: "x", Access: Public(), Timeout: readTimeout},
		"twice":      {Method: "GET", Path: "/api/hello/", ID: "x", Access: Public()},
		"id is used": {Method: "GET", Path: "/api/x/", ID: "hello", Access: Public()},
	} {
		b := newBench(nil)
		Handle(b.API, Route{Method: "GET", Path: "/api/hello/", ID: "hello", Access: Public()}, hello)
		require.Panics(t, func() { Handle(b.API, r, hello) }, name)
	}
	require.PanicsWithError(t, "api: GET /api/x/ does not say who may call it", func() {
		Handle(newBench(nil).API, Route{Method: "GET", Path: "/api/x/", ID: "x"}, hello)
	})
}

func TestGzipWhereItPays(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	type sized struct {
		Size int `path:"size"`
	}
	Handle(b.API, Route{Method: "GET", Path: "/api/text/{size}/", ID: "text", Access: Public()},
		func(_ context.Context, in *sized) (*greeting, error) {
			out := &greeting{}
			out.Body.Hello = strings.Repeat("x", in.Size)
			return out, nil
		})
	small := b.ask("GET", "/api/text/100/", "", "Accept-Encoding", "gzip")
	require.Empty(t, small.Header().Get("Content-Encoding"))
	require.Contains(t, small.Header().Values("Vary"), "Accept-Encoding")
	require.Len(t, small.Body.String(), 112)

	large := b.ask("GET", "/api/text/5000/", "", "Accept-Encoding", "gzip, br")
	require.Equal(t, "gzip", large.Header().Get("Content-Encoding"))
	require.Less(t, large.Body.Len(), 1000)
	zr, err := gzip.NewReader(large.Body)
	require.NoError(t, err)
	plain, err := io.ReadAll(zr)
	require.NoError(t, err)
	require.Len(t, plain, 5012)

	refused := b.ask("GET", "/api/text/5000/", "", "Accept-Encoding", "gzip;q=0")
	require.Empty(t, refused.Header().Get("Content-Encoding"))
	require.Equal(t, "5012", refused.Header().Get("Content-Length"))
}

// What is mounted ends in time, and an open path is read by any origin, without credentials.
func TestMountOpen(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, limited := r.Context().Deadline()
		if !limited {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	b.MountOpen("/oauth/token", h)
	b.Mount("/oauth/login", h)
	for path, want := range map[string]string{"/oauth/token": "*", "/oauth/login": ""} {
		w := b.ask("POST", path, "", "Origin", "https://anywhere.example")
		require.Equal(t, 200, w.Code, path)
		require.Equal(t, want, w.Header().Get("Access-Control-Allow-Origin"), path)
		require.Empty(t, w.Header().Get("Access-Control-Allow-Credentials"), path)
		w = b.ask("OPTIONS", path, "", "Origin", "https://anywhere.example", "Access-Control-Request-Method", "POST",
			"Access-Control-Request-Headers", "authorization")
		require.Equal(t, want, w.Header().Get("Access-Control-Allow-Origin"), path)
	}
	w := b.ask("POST", "/oauth/login", "", "Origin", origin)
	require.Equal(t, []string{origin, "true"}, []string{w.Header().Get("Access-Control-Allow-Origin"), w.Header().Get("Access-Control-Allow-Credentials")})
}
