package oidc

import "net/http"

// browserCookie names a browser, so that a sign-in goes on and ends in the one it began in. Without it, somebody could begin one, talk
// another person into finishing it, and be that person at the tool. It is no session: it says nothing of who sits there.
type browserCookie struct{ secure bool }

// name has the prefix by which browsers take the cookie from this very host over TLS only.
func (c browserCookie) name() string {
	if c.secure {
		return "__Host-tabletap_openid"
	}
	return "tabletap_openid"
}

func (c browserCookie) cookie(value string) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // G124: without TLS, as in development, a Secure cookie would not come back
		Name: c.name(), Value: value, Path: "/", HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteLaxMode,
	}
}

// read gives the browser's value, or a fresh one for a browser that has none.
func (c browserCookie) read(h http.Header) (value string, fresh bool) {
	if value = c.of(&http.Request{Header: h}); value != "" {
		return value, false
	}
	return newSecret(), true
}

func (c browserCookie) of(r *http.Request) string {
	cookie, err := r.Cookie(c.name())
	if err != nil || len(cookie.Value) != secretLength {
		return ""
	}
	return cookie.Value
}
