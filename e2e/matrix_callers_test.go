package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// caller is a kind of somebody who calls, with what they are in the restaurant that they call about.
type caller struct {
	name        string
	token       string
	cookie      string // a superuser's
	works       bool   // active on the staff
	owner       bool
	permissions map[string]bool // of the role; "*" is all of them
}

func (c *caller) signedIn() bool  { return c.token != "" || c.cookie != "" }
func (c *caller) superuser() bool { return c.cookie != "" }

func (c *caller) may(permission string) bool {
	if granted, ok := c.permissions[permission]; ok {
		return granted
	}
	return c.permissions["*"]
}

// What an admission says. Anything else is the handler's own answer.
const (
	admitted     = "admitted"
	unknown      = "401"                   // nobody knows who is asking
	nowhere      = "404 of the restaurant" // as if it did not exist
	notOwner     = "403 owner_only"
	notPermitted = "403 permission_denied"
	notSuperuser = "403 superuser_only"
	notProved    = "refused for want of a proof"
)

// declared is what the rule of a route says about a caller.
func (r *rule) declared(c *caller) string {
	switch {
	case r.who == "public":
		return admitted
	case r.who == "":
		return notProved
	case !c.signedIn():
		return unknown
	case r.who == "signed-in", c.superuser():
		return admitted
	case r.who == "superuser":
		return notSuperuser
	default:
		return r.declaredInside(c)
	}
}

func (r *rule) declaredInside(c *caller) string {
	switch {
	case !c.works, r.who == "owner" && r.param != "" && !c.owner:
		return nowhere
	case r.who == "owner" && !c.owner:
		return notOwner
	case r.permission != "" && !c.may(r.permission):
		return notPermitted
	default:
		return admitted
	}
}

var noRestaurant = regexp.MustCompile(`"detail":"(?:Restaurant|This restaurant) was not found\."`)

// met is what an answer says about the admission.
func met(r *response) string {
	code, _ := r.object()["code"].(string)
	switch {
	case r.Status == http.StatusUnauthorized:
		return unknown
	case r.Status == http.StatusForbidden && slices.Contains([]string{notOwner, notPermitted, notSuperuser}, "403 "+code):
		return "403 " + code
	case r.Status == http.StatusNotFound && noRestaurant.Match(r.Body):
		return nowhere
	default:
		return admitted
	}
}

// newCallers fills the restaurant of v with one member of each kind.
func newCallers(t *testing.T, w *world, s *server, v *victim, waiter *person, permissions []string) []*caller {
	t.Helper()
	manager, gone := signUp(t, s, "manager@example.com"), signUp(t, s, "gone@example.com")
	join(t, s, v.person, manager, clerkAdmin)
	join(t, s, v.person, gone, clerkAdmin)
	shutOutMember(t, s, v.person, gone)
	callers := []*caller{
		{name: "nobody"},
		{name: "the owner of another restaurant", token: signUp(t, s, "stranger@example.com").token},
		{name: "a deactivated manager", token: gone.token, permissions: map[string]bool{"*": true}},
		{name: "a superuser", cookie: newSuperuser(t, w, s)},
		{name: "the owner", token: v.token, works: true, owner: true, permissions: map[string]bool{"*": true}},
		{name: "a manager", token: manager.token, works: true, permissions: permissionsOf(t, s, v, "Manager")},
		{name: "a waiter", token: waiter.token, works: true, permissions: permissionsOf(t, s, v, "Waiter")},
	}
	for i, permission := range permissions {
		callers = append(callers, withOnePermission(t, s, v, i, permission))
	}
	return callers
}

func newSuperuser(t *testing.T, w *world, s *server) string {
	t.Helper()
	r := cliWithInput(t, w.Env, operator+"\n"+firstPassword+"\n", "createsuperuser")
	require.Zero(t, r.code, "%s", r.stderr)
	answer, cookie := login(t, s, operator, firstPassword)
	require.Equal(t, http.StatusOK, answer.Status, "%s", answer)
	return cookie
}

// permissionsOf reads what a role grants: true or a level.
func permissionsOf(t *testing.T, s *server, v *victim, role string) map[string]bool {
	t.Helper()
	type row struct {
		Name        string
		Permissions map[string]any
	}
	granted := map[string]bool{}
	for _, r := range results[row](t, s.as(t, v.person, http.MethodGet, "/api/staff/roles/", nil)) {
		if r.Name != role {
			continue
		}
		for name, value := range r.Permissions {
			granted[name] = value != false && value != ""
		}
	}
	require.NotEmpty(t, granted, "role %s", role)
	return granted
}

// withOnePermission hires somebody whose role grants one thing.
func withOnePermission(t *testing.T, s *server, v *victim, number int, permission string) *caller {
	t.Helper()
	p := signUp(t, s, fmt.Sprintf("single%d@example.com", number))
	join(t, s, v.person, p, clerkMember)
	var role struct{ ID int64 }
	s.as(t, v.person, http.MethodPost, "/api/staff/roles/", map[string]any{
		"name": "Only " + permission, "permissions": map[string]any{permission: true},
	}).read(t, http.StatusCreated, &role)
	path := fmt.Sprintf("/api/staff/members/%d/", memberID(t, s, v.person, p.Email))
	r := s.as(t, v.person, http.MethodPatch, path, map[string]any{"role_id": role.ID})
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
	return &caller{name: "a role with only " + permission, token: p.token, works: true, permissions: map[string]bool{permission: true}}
}

// permissionsAsked are those that the document's routes need.
func permissionsAsked(all []operation) []string {
	var names []string
	for i := range all {
		if p := all[i].access.permission; p != "" && !slices.Contains(names, p) {
			names = append(names, p)
		}
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
