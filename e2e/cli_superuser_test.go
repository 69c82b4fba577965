package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	operator      = "ops@example.com"
	firstPassword = "a long walk by the lagoon"
	otherPassword = "quite another evening tide"
)

// login gives the answer and the session's cookie.
func login(t *testing.T, s *server, email, password string) (*response, string) {
	t.Helper()
	r := s.do(t, call{Method: http.MethodPost, URL: "/api/auth/login/", Body: map[string]any{"email": email, "password": password}})
	cookie, err := http.ParseSetCookie(r.Header.Get("Set-Cookie"))
	if err != nil {
		return r, ""
	}
	require.True(t, cookie.HttpOnly)
	return r, cookie.Name + "=" + cookie.Value
}

// session asks who the owner of a cookie is.
func session(t *testing.T, s *server, cookie string) *response {
	t.Helper()
	return s.do(t, call{Method: http.MethodGet, URL: "/api/auth/session/", Header: map[string]string{"Cookie": cookie}})
}

func TestCreateSuperuser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	r := cliWithInput(t, w.Env, operator+"\n"+firstPassword+"\n", "createsuperuser")
	require.Zero(t, r.code, "%s", r.stderr)
	require.Equal(t, "Made superuser "+operator+".\n", r.stdout)
	require.NotContains(t, r.stderr, firstPassword)

	wrong, cookie := login(t, s, operator, otherPassword)
	require.Equal(t, http.StatusUnauthorized, wrong.Status)
	require.Empty(t, cookie)
	right, cookie := login(t, s, operator, firstPassword)
	require.Equal(t, http.StatusOK, right.Status, "%s", right)
	require.Equal(t, true, right.object()["is_superuser"])
	require.Equal(t, http.StatusOK, session(t, s, cookie).Status)
	require.Equal(t, http.StatusUnauthorized, session(t, s, "tabletap_session=x").Status)
	superuserMay(t, s, cookie)

	r = cliWithInput(t, w.Env, otherPassword+"\n", "createsuperuser", "--email", operator)
	require.Zero(t, r.code, "%s", r.stderr)
	require.Equal(t, "Gave a new password to superuser "+operator+".\n", r.stdout)
	require.Equal(t, http.StatusUnauthorized, session(t, s, cookie).Status, "a new password ends the sessions of the old one")
	right, _ = login(t, s, operator, otherPassword)
	require.Equal(t, http.StatusOK, right.Status)
}

// operator makes a superuser and signs them in.
func (w *world) operator(t *testing.T, s *server) (cookie string) {
	t.Helper()
	made := cliWithInput(t, w.Env, operator+"\n"+firstPassword+"\n", "createsuperuser")
	require.Zero(t, made.code, "%s", made.stderr)
	r, cookie := login(t, s, operator, firstPassword)
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
	return cookie
}

// superuserMay act on any restaurant, from our own pages and not from others'.
func superuserMay(t *testing.T, s *server, cookie string) {
	t.Helper()
	p := signUp(t, s, "owner@example.com")
	deactivate := call{
		Method: http.MethodPost, URL: "/api/tenants/1/deactivate_subscription/", Header: map[string]string{"Cookie": cookie, "Origin": "https://evil.example"},
	}
	r := s.do(t, deactivate)
	require.Equal(t, http.StatusForbidden, r.Status, "from a strange page: %s", r)
	_, tenant := s.request(t, http.MethodGet, "/api/auth/tenant/", p.token, nil)
	require.Equal(t, "trial", tenant["subscription_status"])
	deactivate.Header["Origin"] = origin
	r = s.do(t, deactivate)
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
	require.Equal(t, "subscription deactivated", r.object()["status"])
	r = s.do(t, call{Method: http.MethodGet, URL: "/api/staff/roles/", Tenant: p.Schema, Header: map[string]string{"Cookie": cookie}})
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
}

func TestSignInIsThrottled(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	var last *response
	for range 6 {
		last, _ = login(t, s, operator, firstPassword)
	}
	require.Equal(t, http.StatusTooManyRequests, last.Status, "%s", last)
	require.NotEmpty(t, last.Header.Get("Retry-After"))
}

func TestBadSuperusers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct{ input, want string }{
		"short":   {operator + "\nshort\n", "password: Use at least 12 characters."},
		"guessed": {operator + "\npassword1234\n", "password: .*"},
		"address": {"nobody\n" + firstPassword + "\n", "email: .*"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := cliWithInput(t, w.Env, c.input, "createsuperuser")
			require.Equal(t, 1, r.code)
			require.Regexp(t, "tabletap: "+c.want+"\n$", r.stderr)
		})
	}
	t.Run("nothing", func(t *testing.T) {
		t.Parallel()
		r := cliWithInput(t, w.Env, "", "createsuperuser")
		require.Equal(t, 1, r.code)
		require.Contains(t, r.stderr, "standard input")
	})
}
