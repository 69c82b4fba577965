package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// opens begins a session in a tool for somebody at the owner's restaurant.
func (s *server) opens(t *testing.T, p, owner *person, tool int64) string {
	t.Helper()
	var launch struct{ Token string }
	s.do(t, call{
		Method: http.MethodPost, URL: "/api/tools/sso/generate/", Token: p.token, Tenant: owner.Schema, Body: map[string]any{"tool_id": tool},
	}).read(t, http.StatusOK, &launch)
	var who struct{ Session struct{ Token string } }
	s.do(t, call{
		Method: http.MethodPost, URL: "/api/tools/sso/verify/", Body: map[string]any{"token": launch.Token, "session": true},
	}).read(t, http.StatusOK, &who)
	require.NotEmpty(t, who.Session.Token)
	return who.Session.Token
}

func (s *server) present(t *testing.T, session string) bool {
	t.Helper()
	status, body := s.request(t, http.MethodPost, "/api/tools/sso/introspect/", "", map[string]any{"token": session})
	require.Equal(t, http.StatusOK, status, "%v", body)
	return body["active"] == true
}

// What ends somebody's right to be in a tool reaches the tool, whichever server it asks and whoever ended it.
func TestSessionsInToolsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.serveTwo(t)
	owner, waiter := signUp(t, a, "owner@example.com"), signUp(t, a, "waiter@example.com")
	join(t, a, owner, waiter, clerkMember)
	tool := firstTool(t, a, owner)
	r := a.as(t, owner, http.MethodPost, "/api/tools/access/", map[string]any{"member_id": memberID(t, a, owner, waiter.Email), "tool_id": tool})
	require.Equal(t, http.StatusCreated, r.Status, "%s", r)
	hers, his := a.opens(t, owner, owner, tool), a.opens(t, waiter, owner, tool)
	for _, s := range []*server{a, b} {
		require.True(t, s.present(t, hers))
		require.True(t, s.present(t, his))
	}
	const grants = "SELECT count(*)::int FROM public.oidc_grants WHERE end_reason = $1"
	for _, signIn := range []string{owner.Session, waiter.Session} {
		execute(t, a.DatabaseURL, `INSERT INTO public.oidc_grants (tool_id, client_id, user_id, tenant_id, scopes, created_at, expires_at, clerk_session_id)
SELECT 1, 'pos', user_id, tenant_id, '{openid}', now(), now() + interval '1 day', '`+signIn+`' FROM public.memberships LIMIT 1`)
	}
	a.clerk(t, http.MethodPost, "/v1/sessions/"+owner.Session+"/revoke", nil, &struct{}{})
	for _, s := range []*server{a, b} {
		await(t, patience, "the sign-out reaches the tools", func() bool { return !s.present(t, hers) })
		require.True(t, s.present(t, his), "somebody else's sign-in")
	}
	require.Equal(t, 1, number(t, a.DatabaseURL, grants, "signed_out"), "with them, what tools signed in over OpenID")
	require.Equal(t, 1, number(t, a.DatabaseURL, grants, ""))
	shutOutMember(t, a, owner, waiter)
	require.False(t, a.present(t, his), "at once where it was done")
	await(t, patience, "the other server hears of it", func() bool { return !b.present(t, his) })
}
