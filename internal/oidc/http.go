package oidc

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

// Where things are, under the issuer. Clients read them from the first.
const (
	pathDiscovery  = "/.well-known/openid-configuration"
	pathAuthorize  = "/oauth/authorize"
	pathToken      = "/oauth/token" //nolint:gosec // G101: an address
	pathUserinfo   = "/oauth/userinfo"
	pathKeys       = "/oauth/keys"
	pathRevoke     = "/oauth/revoke"
	pathIntrospect = "/oauth/introspect"
	pathEndSession = "/oauth/end_session"

	pathLogin     = "/oauth/login"
	pathSignedOut = "/oauth/signed-out"
	pathStyle     = "/oauth/style.css"
)

// Mount adds the endpoints and pages. They are OAuth's, with its parameters and failures, so they are not in the OpenAPI document.
// Those that scripts call from elsewhere are open to all origins: what proves a right there is in the request, never in a cookie.
func (s *Service) Mount(a *api.API) {
	get, post, both := []string{http.MethodGet, http.MethodHead}, []string{http.MethodPost}, []string{http.MethodGet, http.MethodPost}
	a.MountOpen(pathDiscovery, only(get, http.HandlerFunc(s.serveProtocol)))
	a.MountOpen(pathKeys, only(get, http.HandlerFunc(s.serveProtocol)))
	a.MountOpen(pathToken, only(post, s.private("Basic", http.HandlerFunc(s.serveProtocol))))
	a.MountOpen(pathUserinfo, only(both, s.private("Bearer", http.HandlerFunc(s.serveProtocol))))
	a.MountOpen(pathRevoke, only(post, s.private("Basic", http.HandlerFunc(s.serveProtocol))))
	a.Mount(pathIntrospect, only(post, s.private("Basic", http.HandlerFunc(s.serveProtocol))))
	a.Mount(pathAuthorize, only(both, s.limited(s.asPage("This sign-in cannot begin", http.HandlerFunc(s.serveProtocol)))))
	a.Mount(pathEndSession, only(both, s.asPage("This sign-out did not work", http.HandlerFunc(s.serveProtocol))))
	a.Mount(pathLogin, only(both, http.HandlerFunc(s.serveLogin)))
	a.Mount(pathSignedOut, only(get, http.HandlerFunc(s.serveSignedOut)))
	a.Mount(pathStyle, only(get, http.HandlerFunc(serveStyle)))
}

func (s *Service) serveProtocol(w http.ResponseWriter, r *http.Request) { s.protocol().ServeHTTP(w, r) }

// only refuses other methods.
func only(methods []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slices.Contains(methods, r.Method) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Allow", strings.Join(methods, ", "))
		failure(w, http.StatusMethodNotAllowed, "invalid_request", "This method is not allowed here.")
	})
}

// failure answers as OAuth does (RFC 6749, section 5.2).
func failure(w http.ResponseWriter, status int, code, description string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": description}) //nolint:errchkjson // two strings
}

// private keeps secrets out of addresses, which logs and histories keep, and answers out of caches; and says how to prove who one is
// when that failed (RFC 6749, section 5.2; RFC 6750, section 3).
func (s *Service) private(scheme string, next http.Handler) http.Handler {
	challenge := scheme + ` realm="TableTap"`
	if scheme == "Bearer" {
		challenge += `, error="invalid_token"`
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address := *r.URL
		address.RawQuery = ""
		r.URL = &address
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(&challenger{ResponseWriter: w, challenge: challenge}, r)
	})
}

type challenger struct {
	http.ResponseWriter

	challenge string
}

func (c *challenger) WriteHeader(status int) {
	if status == http.StatusUnauthorized {
		c.Header().Set("WWW-Authenticate", c.challenge)
	}
	c.ResponseWriter.WriteHeader(status)
}

// How many sign-ins may begin from one address in a minute: each is a row for a day.
const (
	beginLimit  = 120
	beginPeriod = time.Minute
)

func (s *Service) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.tooMany(r.Context()) {
			w.Header().Set("Retry-After", "60")
			s.showProblem(w, http.StatusTooManyRequests, problem{
				Title: "Too many sign-ins at once", Text: "Wait a minute, then go back to the tool and try again.",
			})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// tooMany counts. A limiter that fails lets the request through: slower protection is better than no service.
func (s *Service) tooMany(ctx context.Context) bool {
	if s.Limiter == nil {
		return false
	}
	ok, _, err := s.Limiter.Allow(ctx, "oidc:authorize:ip:"+access.RequestFrom(ctx).IP, beginLimit, beginPeriod)
	return err == nil && !ok
}
