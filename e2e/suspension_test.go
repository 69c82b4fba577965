package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// newOperator makes a superuser and gives the cookie of their session.
func newOperator(t *testing.T, w *world, s *server) string {
	t.Helper()
	made := cliWithInput(t, w.Env, operator+"\n"+firstPassword+"\n", "createsuperuser")
	require.Zero(t, made.code, "%s", made.stderr)
	r, cookie := login(t, s, operator, firstPassword)
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
	return cookie
}

// operate is a call of the operator with the cookie.
func (s *server) operate(t *testing.T, cookie, method, path string, body any) *response {
	t.Helper()
	return s.do(t, call{Method: method, URL: path, Body: body, Header: map[string]string{"Cookie": cookie, "Origin": origin}})
}

// An operator suspends a restaurant at one server. On both, its people and tools are shut out at once, and nobody else's.
func TestASuspendedRestaurantIsShutOnEveryServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.serveTwo(t)
	owner, other := signUp(t, a, "owner@example.com"), signUp(t, a, "other@example.com")
	hers, theirs := a.opens(t, owner, owner, firstTool(t, a, owner)), a.opens(t, other, other, firstTool(t, a, other))
	require.True(t, b.present(t, hers))
	cookie := newOperator(t, w, a)
	suspend := func(what string, body any) {
		r := a.operate(t, cookie, http.MethodPost, fmt.Sprintf("/api/admin/tenants/%d/%s/", owner.TenantID, what), body)
		require.Equal(t, http.StatusOK, r.Status, "%s", r)
	}
	suspend("suspend", map[string]any{"reason": "Call us."})
	for _, s := range []*server{a, b} {
		await(t, patience, "the session in the tool is over", func() bool { return !s.present(t, hers) })
		r := s.as(t, owner, http.MethodGet, "/api/tools/available/", nil)
		require.Equal(t, http.StatusForbidden, r.Status)
		require.Equal(t, map[string]any{"code": "tenant_suspended", "detail": "This restaurant is suspended: Call us."}, r.object())
		require.Equal(t, http.StatusForbidden, s.as(t, owner, http.MethodPost, "/api/tools/sso/generate/", map[string]any{"tool_id": 1}).Status)
		var seen struct {
			Active    bool `json:"is_active"`
			Suspended struct{ Reason, Since string }
		}
		s.as(t, owner, http.MethodGet, "/api/auth/tenant/", nil).read(t, http.StatusOK, &seen)
		require.Equal(t, "Call us.", seen.Suspended.Reason)
		require.NotEmpty(t, seen.Suspended.Since)
		require.False(t, seen.Active)
		for _, path := range []string{"/api/subscriptions/payment/history/", "/api/audit/", "/api/staff/members/export/", "/api/analytics/export/"} {
			require.Equal(t, http.StatusOK, s.as(t, owner, http.MethodGet, path, nil).Status, path)
		}
		require.True(t, s.present(t, theirs), "another restaurant's")
		require.Equal(t, http.StatusOK, s.as(t, other, http.MethodGet, "/api/tools/available/", nil).Status)
	}
	suspend("unsuspend", nil)
	for _, s := range []*server{a, b} {
		await(t, patience, "it is open again", func() bool { return s.present(t, hers) })
		require.Equal(t, http.StatusOK, s.as(t, owner, http.MethodGet, "/api/tools/available/", nil).Status)
	}
}
