package api

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAllowedHosts(t *testing.T) {
	t.Parallel()
	custom := func(host string) bool { return host == "menu.kofi.test" }
	for _, c := range []struct {
		allowed []string
		debug   bool
		host    string
		ok      bool
	}{
		{[]string{"example.com"}, false, "example.com", true},
		{[]string{"example.com"}, false, "EXAMPLE.com:3001", true},
		{[]string{"example.com"}, false, "example.com.", true},
		{[]string{"example.com"}, false, "a.example.com", false},
		{[]string{"example.com"}, false, "evil.test", false},
		{[]string{".example.com"}, false, "example.com", true},
		{[]string{".example.com"}, false, "a.b.example.com", true},
		{[]string{".example.com"}, false, "notexample.com", false},
		{[]string{"*"}, false, "anything.test", true},
		{nil, true, "abc.localhost:3001", true},
		{nil, true, "127.0.0.1:3001", true},
		{nil, true, "[::1]:3001", true},
		{nil, true, "evil.test", false},
		{nil, false, "localhost", false},
		{nil, false, "menu.kofi.test", true},
		{nil, false, "", false},
	} {
		b := newBench(func(cfg *Config) {
			cfg.AllowedHosts, cfg.Debug, cfg.HostAllowed = c.allowed, c.debug, custom
		})
		Handle(b.API, Route{Method: "GET", Path: "/api/x/", ID: "x", Access: Public()}, hello)
		w := b.ask("GET", "/api/x/", "", "Host", c.host)
		require.Equal(t, c.ok, w.Code == 200, "%v %q", c.allowed, c.host)
		if !c.ok {
			require.Equal(t, 400, w.Code)
			require.JSONEq(t, `{"detail":"Invalid Host header.","code":"disallowed_host"}`, w.Body.String())
		}
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	Handle(b.API, Route{Method: "PATCH", Path: "/api/x/", ID: "x", Access: SignedIn()}, hello)
	preflight := []string{
		"Access-Control-Request-Method", "PATCH",
		"Access-Control-Request-Headers", "authorization,content-type,idempotency-key,x-tenant-id",
	}
	h := b.ask("OPTIONS", "/api/x/", "", append(preflight, "Origin", origin)...).Header()
	require.Equal(t, origin, h.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "true", h.Get("Access-Control-Allow-Credentials"))
	require.Equal(t, "PATCH", h.Get("Access-Control-Allow-Methods"))
	require.Equal(t, "7200", h.Get("Access-Control-Max-Age"))
	for _, name := range []string{"authorization", "content-type", "idempotency-key", "x-tenant-id"} {
		require.Contains(t, h.Get("Access-Control-Allow-Headers"), name)
	}
	evil := b.ask("OPTIONS", "/api/x/", "", append(preflight, "Origin", "http://evil.test")...)
	require.Empty(t, evil.Header().Get("Access-Control-Allow-Origin"))

	refused := b.ask("PATCH", "/api/x/", "", "Origin", origin)
	require.Equal(t, 401, refused.Code)
	require.Equal(t, origin, refused.Header().Get("Access-Control-Allow-Origin"))
	require.Equal(t, "X-Request-Id, Retry-After, Content-Disposition, Idempotency-Replayed", refused.Header().Get("Access-Control-Expose-Headers"))
	require.Contains(t, refused.Header().Values("Vary"), "Origin")

	closed := newBench(func(c *Config) { c.AllowedOrigins = nil })
	w := closed.ask("GET", "/api/x/", "", "Origin", origin)
	require.Empty(t, w.Header().Get("Access-Control-Allow-Origin"), "no list is nobody, not everybody")
	require.Panics(t, func() { newBench(func(c *Config) { c.AllowedOrigins = []string{"localhost:3000/x"} }) })
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	Handle(b.API, Route{Method: "GET", Path: "/api/open/", ID: "o", Access: Public()}, hello)
	Handle(b.API, Route{Method: "GET", Path: "/api/closed/", ID: "c", Access: SignedIn()}, hello)
	h := b.ask("GET", "/api/open/", "").Header()
	require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"))
	require.Equal(t, "same-origin", h.Get("Referrer-Policy"))
	require.Equal(t, "DENY", h.Get("X-Frame-Options"))
	require.Contains(t, h.Get("Content-Security-Policy"), "frame-ancestors 'none'")
	require.Empty(t, h.Get("Strict-Transport-Security"))
	require.Empty(t, h.Get("Cache-Control"))
	require.Equal(t, "no-store", b.ask("GET", "/api/open/", "", as("owner")...).Header().Get("Cache-Control"))
	require.Equal(t, "no-store", b.ask("GET", "/api/closed/", "").Header().Get("Cache-Control"))

	r := httptest.NewRequest(http.MethodGet, "/api/open/", http.NoBody)
	r.TLS = &tls.ConnectionState{}
	require.Equal(t, "max-age=31536000", b.serve(r).Header().Get("Strict-Transport-Security"))
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	type seen struct {
		Body struct {
			ID, IP, Agent string
		}
	}
	Handle(b.API, Route{Method: "GET", Path: "/api/x/", ID: "x", Access: Public()},
		func(ctx context.Context, _ *nothing) (*seen, error) {
			out := &seen{}
			id, ip, agent := RequestInfo(ctx)
			out.Body.ID, out.Body.IP, out.Body.Agent = id, ip.String(), agent
			return out, nil
		})
	w := b.ask("GET", "/api/x/", "", "X-Request-ID", "Ab_9-z", "User-Agent", "till\xff/1 "+strings.Repeat("x", 600))
	require.Equal(t, "Ab_9-z", w.Header().Get("X-Request-ID"))
	require.JSONEq(t, `{"ID":"Ab_9-z","IP":"192.0.2.1","Agent":"till/1 `+strings.Repeat("x", 512-8)+`"}`, w.Body.String())
	for _, bad := range []string{"", "a b", "a\"b", "ä", strings.Repeat("a", 65)} {
		id := b.ask("GET", "/api/x/", "", "X-Request-ID", bad).Header().Get("X-Request-ID")
		require.NotEqual(t, bad, id)
		require.Regexp(t, `^[A-Z0-9]{26}$`, id)
	}
	id, ip, agent := RequestInfo(t.Context())
	require.Empty(t, id+agent)
	require.False(t, ip.IsValid())
}

func TestOnlyTrustedProxiesAreBelieved(t *testing.T) {
	t.Parallel()
	a := &API{cfg: Config{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
	for name, c := range map[string]struct {
		remote, forwarded, ip, base string
	}{
		"direct":        {"198.51.100.7:99", "203.0.113.9", "198.51.100.7", "http://example.com:80"},
		"one proxy":     {"10.0.0.1:99", "203.0.113.9", "203.0.113.9", "https://shop.test"},
		"two proxies":   {"10.0.0.1:99", "203.0.113.9, 10.0.0.2", "203.0.113.9", "https://shop.test"},
		"forged by one": {"10.0.0.1:99", "1.1.1.1, 203.0.113.9", "203.0.113.9", "https://shop.test"},
		"nonsense":      {"10.0.0.1:99", "1.1.1.1, x", "10.0.0.1", "https://shop.test"},
		"mapped":        {"[::ffff:10.0.0.1]:99", "203.0.113.9", "203.0.113.9", "https://shop.test"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.RemoteAddr, r.Host = c.remote, "example.com:80"
		r.Header.Set("X-Forwarded-For", c.forwarded)
		r.Header.Set("X-Forwarded-Proto", "https")
		r.Header.Set("X-Forwarded-Host", "shop.test, inner")
		p := a.peerOf(r)
		require.Equal(t, c.ip, p.ip.String(), name)
		require.Equal(t, c.base, p.base(), name)
	}
}

// stingy allows the first request for every key.
type stingy struct {
	keys map[string]int
	err  error
}

func (s *stingy) Allow(_ context.Context, key string, limit int, _ time.Duration) (bool, time.Duration, error) {
	s.keys[key]++
	return s.keys[key] <= limit, 90 * time.Second, s.err
}

func TestRates(t *testing.T) {
	t.Parallel()
	for by, keys := range map[RateKey][]string{
		ByIP: {"http:x:ip:192.0.2.1"}, "": {"http:x:ip:192.0.2.1"},
		ByUser: {"http:x:user:4"}, ByTenant: {"http:x:tenant:7"},
	} {
		limiter := &stingy{keys: map[string]int{}}
		b := newBench(func(c *Config) { c.Limiter = limiter })
		Handle(b.API, Route{
			Method: "GET", Path: "/api/x/", ID: "x", Access: Staff(), Rate: Rate{Limit: 1, Per: time.Minute, By: by},
		}, hello)
		Handle(b.API, Route{Method: "GET", Path: "/api/free/", ID: "free", Access: Staff()}, hello)
		require.Equal(t, 200, b.ask("GET", "/api/x/", "", as("owner")...).Code)
		w := b.ask("GET", "/api/x/", "", as("owner")...)
		require.Equal(t, 429, w.Code, by)
		require.Equal(t, "90", w.Header().Get("Retry-After"))
		require.Equal(t, 200, b.ask("GET", "/api/free/", "", as("owner")...).Code)
		for _, key := range keys {
			require.Equal(t, map[string]int{key: 2}, limiter.keys)
		}
		limiter.err = errors.New("redis is away")
		require.Equal(t, 200, b.ask("GET", "/api/x/", "", as("owner")...).Code, "a broken limiter limits nobody")
		require.Contains(t, b.log.text(), "redis is away")
	}
}
