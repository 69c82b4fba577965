package e2e

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// person is somebody who is signed in at Clerk.
type person struct {
	Email   string
	ClerkID string // user_…
	Session string // sess_…
	token   string // a session token that outlives the test
	Org     string // org_…, once the person has made one

	// Of the restaurant that the sign-up made; zero for somebody without one.
	TenantID int64
	Schema   string
	Slug     string
}

// clerk asks the stand-in's Backend API.
func (s *server) clerk(t *testing.T, method, path string, body, into any) {
	t.Helper()
	r := do(t, call{Method: method, URL: s.Clerk + path, Token: clerkKey, Body: body})
	r.read(t, http.StatusOK, into)
}

// newUser makes a user at Clerk and signs them in. The webhook that makes their restaurant is on its way then.
func newUser(t *testing.T, s *server, email string) *person {
	t.Helper()
	p := &person{Email: email}
	var user struct{ ID string }
	name, _, _ := strings.Cut(email, "@")
	s.clerk(t, http.MethodPost, "/v1/users", map[string]any{
		"email_address": []string{email}, "first_name": name, "last_name": "Serwaa",
	}, &user)
	p.ClerkID = user.ID
	signIn(t, s, p)
	return p
}

// signIn gives p a session and a token of it.
func signIn(t *testing.T, s *server, p *person) {
	t.Helper()
	var session struct{ ID string }
	s.clerk(t, http.MethodPost, "/v1/sessions", map[string]any{"user_id": p.ClerkID}, &session)
	p.Session = session.ID
	var token struct{ JWT string }
	s.clerk(t, http.MethodPost, "/v1/sessions/"+p.Session+"/tokens", map[string]any{"expires_in_seconds": 3600}, &token)
	p.token = token.JWT
}

// signUp makes a user at Clerk and waits for the restaurant that comes of it.
func signUp(t *testing.T, s *server, email string) *person {
	t.Helper()
	p := newUser(t, s, email)
	findRestaurant(t, s, p)
	return p
}

// findRestaurant waits until p has a restaurant.
func findRestaurant(t *testing.T, s *server, p *person) {
	t.Helper()
	var answer *response
	await(t, patience, "the restaurant of "+p.Email, func() bool {
		answer = s.do(t, call{Method: http.MethodGet, URL: "/api/auth/tenant/", Token: p.token})
		return answer.Status == http.StatusOK
	})
	var tenant struct {
		ID     int64  `json:"tenant_id"`
		Schema string `json:"schema_name"`
		Slug   string `json:"slug"`
	}
	answer.read(t, http.StatusOK, &tenant)
	require.NotEmpty(t, tenant.Schema)
	p.TenantID, p.Schema, p.Slug = tenant.ID, tenant.Schema, tenant.Slug
}

// as sends p's request for p's own restaurant.
func (s *server) as(t *testing.T, p *person, method, path string, body any) *response {
	t.Helper()
	return s.do(t, call{Method: method, URL: path, Token: p.token, Body: body})
}

// Roles of organizations at Clerk, and what they make of a member of the staff.
const (
	clerkMember = "org:member" // Waiter
	clerkAdmin  = "org:admin"  // Manager
)

// join makes p a member of the owner's organization at Clerk, which is made first, and waits until p is on the staff.
func join(t *testing.T, s *server, owner, p *person, role string) {
	t.Helper()
	if owner.Org == "" {
		makeOrganization(t, s, owner)
	}
	body := map[string]any{"user_id": p.ClerkID, "role": role}
	s.clerk(t, http.MethodPost, "/v1/organizations/"+owner.Org+"/memberships", body, &struct{}{})
	await(t, patience, p.Email+" joins the staff", func() bool {
		return s.do(t, call{Method: http.MethodGet, URL: "/api/auth/tenant/", Token: p.token, Tenant: owner.Schema}).Status == http.StatusOK
	})
}

// makeOrganization waits until the organization leads to the owner's restaurant.
func makeOrganization(t *testing.T, s *server, owner *person) {
	t.Helper()
	var org struct{ ID string }
	s.clerk(t, http.MethodPost, "/v1/organizations", map[string]any{"name": owner.Slug, "created_by": owner.ClerkID}, &org)
	owner.Org = org.ID
	await(t, patience, "the link between organization and restaurant", func() bool {
		_, tenant := s.request(t, http.MethodGet, "/api/tenants/"+strconv.FormatInt(owner.TenantID, 10)+"/", owner.token, nil)
		return tenant["clerk_organization_id"] == org.ID
	})
}

// memberID finds somebody's row on the staff of the owner's restaurant.
func memberID(t *testing.T, s *server, owner *person, email string) int64 {
	t.Helper()
	type row struct {
		ID   int64 `json:"id"`
		User struct {
			Email string `json:"email"`
		} `json:"user"`
	}
	for _, m := range results[row](t, s.do(t, call{Method: http.MethodGet, URL: "/api/staff/members/", Token: owner.token, Tenant: owner.Schema})) {
		if m.User.Email == email {
			return m.ID
		}
	}
	require.FailNow(t, "not on the staff", "%s in %s", email, owner.Schema)
	return 0
}

// shutOutMember deactivates somebody on the owner's staff.
func shutOutMember(t *testing.T, s *server, owner, p *person) {
	t.Helper()
	path := "/api/staff/members/" + strconv.FormatInt(memberID(t, s, owner, p.Email), 10) + "/deactivate/"
	r := s.do(t, call{Method: http.MethodPost, URL: path, Token: owner.token, Tenant: owner.Schema})
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
}
