package e2e

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// An owner invites an address, Clerk's email leads to its sign-up page, and whoever signs up there works in the restaurant and has
// none of their own. Somebody with an account is asked in the console, and the restaurant can be handed over to them.
func TestInvitationsFromEndToEnd(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t, nil)
	owner, colleague := signUp(t, s, "owner@example.com"), signUp(t, s, "colleague@example.com")
	const email = "Nana@Example.com"
	r := s.as(t, owner, http.MethodPost, "/api/staff/members/", map[string]any{"role_id": 3, "email": email, "first_name": "Nana"})
	require.Equal(t, http.StatusCreated, r.Status, "%s", r)

	nana := &person{Email: strings.ToLower(email)}
	form := url.Values{"__clerk_ticket": {ticketFor(t, s, nana.Email)}, "email_address": {nana.Email}, "first_name": {"Nana"}}
	signed, err := http.PostForm(s.Clerk+"/sign-up", form)
	require.NoError(t, err)
	require.NoError(t, signed.Body.Close())
	var found []struct{ ID string }
	s.clerk(t, http.MethodGet, "/v1/users?email_address="+nana.Email, nil, &found)
	require.Len(t, found, 1)
	nana.ClerkID = found[0].ID
	signIn(t, s, nana)
	findRestaurant(t, s, nana)
	require.Equal(t, owner.TenantID, nana.TenantID, "the owner's, and no other")
	type tenant struct{ ID int64 }
	require.Len(t, results[tenant](t, s.as(t, nana, http.MethodGet, "/api/tenants/", nil)), 1)

	r = s.as(t, owner, http.MethodPost, "/api/staff/members/", map[string]any{"role_id": 2, "email": colleague.Email})
	require.Equal(t, http.StatusCreated, r.Status, "%s", r)
	require.Contains(t, string(s.as(t, colleague, http.MethodGet, "/api/staff/invitations/", nil).Body), owner.Slug)
	accept := "/api/staff/invitations/" + strconv.FormatInt(owner.TenantID, 10) + "/accept/"
	require.Equal(t, http.StatusNotFound, s.as(t, nana, http.MethodPost, accept, nil).Status)
	require.Equal(t, http.StatusOK, s.as(t, colleague, http.MethodPost, accept, nil).Status)

	member := memberID(t, s, owner, colleague.Email)
	r = s.as(t, owner, http.MethodPost, "/api/staff/ownership/", map[string]any{"member_id": member})
	require.Equal(t, http.StatusCreated, r.Status, "%s", r)
	r = s.do(t, call{Method: http.MethodPost, URL: "/api/staff/ownership/accept/", Token: colleague.token, Tenant: owner.Schema})
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
	profile := "/api/tenants/" + strconv.FormatInt(owner.TenantID, 10) + "/"
	require.Equal(t, http.StatusOK, s.as(t, colleague, http.MethodGet, profile, nil).Status)
	require.Equal(t, http.StatusNotFound, s.as(t, owner, http.MethodGet, profile, nil).Status, "the next request")
}

// ticketFor waits for the invitation to reach Clerk, and gives what its link carries.
func ticketFor(t *testing.T, s *server, email string) string {
	t.Helper()
	var list []struct{ URL string }
	await(t, patience, "the invitation at Clerk", func() bool {
		s.clerk(t, http.MethodGet, "/v1/invitations?status=pending&email_address="+email, nil, &list)
		return len(list) == 1
	})
	link, err := url.Parse(list[0].URL)
	require.NoError(t, err)
	ticket := link.Query().Get("__clerk_ticket")
	require.NotEmpty(t, ticket)
	return ticket
}
