package e2e

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The matrix: every operation of the document for every kind of caller, and each answer is the one that the operation declares.
// What is sent is such that nothing changes even for those who may: ids that nobody has, and bodies that are no JSON.
func TestEveryRouteAdmitsWhomItDeclares(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	waiter := signUp(t, s, "waiter@example.com")
	v := newVictim(t, s, waiter)
	all := operations(t, s)
	permissions := permissionsAsked(all)
	require.NotEmpty(t, permissions)
	callers := newCallers(t, w, s, v, waiter, permissions)
	seen := map[string]int{}
	for i := range all {
		for _, c := range callers {
			want := all[i].access.declared(c)
			seen[want]++
			checkAdmission(t, s, v, &all[i], c, want)
		}
	}
	for _, answer := range []string{admitted, unknown, nowhere, notOwner, notPermitted, notSuperuser, notProved} {
		require.Positive(t, seen[answer], "no route answers %q: the matrix sees too little", answer)
	}
}

func checkAdmission(t *testing.T, s *server, v *victim, o *operation, c *caller, want string) {
	t.Helper()
	if want == admitted && endsWhatCalls[o.method+" "+o.path] {
		return
	}
	r := s.do(t, v.probe(t, s, o, c, want))
	got := met(r)
	if want == notProved || want == unknown && o.access.proof != "" {
		require.Contains(t, []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden}, r.Status, "%s as %s: %s", o, c.name, r)
		return
	}
	if want == admitted && o.access.proof != "" {
		return // whoever is let in by who they are may still be asked for the proof
	}
	require.Equal(t, want, got, "%s as %s: %s", o, c.name, r)
	require.Less(t, r.Status, http.StatusInternalServerError, "%s as %s: %s", o, c.name, r)
	require.Contains(t, o.statuses, r.Status, "%s as %s: the document does not name this status: %s", o, c.name, r)
	if want == admitted && o.method == http.MethodGet && r.Status != http.StatusOK {
		require.NotEmpty(t, r.object()["code"], "%s as %s: %s", o, c.name, r)
	}
}

// endsWhatCalls are operations that would end the session of who calls.
var endsWhatCalls = map[string]bool{"POST /api/auth/logout/": true}

// probe is a call that finds out who is let in and changes nothing.
func (v *victim) probe(t *testing.T, s *server, o *operation, c *caller, want string) call {
	t.Helper()
	at := v
	if want == admitted && o.access.tenantInPath(o.path) && o.body == nil && o.method != http.MethodGet {
		at = v.spare(t, s)
	}
	probe := call{Method: o.method, URL: at.fill(t, o.path), Token: c.token}
	if o.access.tenant() {
		probe.Tenant = at.Schema
	}
	if c.cookie != "" {
		probe.Header = map[string]string{"Cookie": c.cookie, "Origin": origin}
	}
	if o.method == http.MethodGet {
		return probe
	}
	if o.body != nil {
		probe.Body = "{"
	}
	probe.URL = at.fill(t, nobodysIDs(o.path, o.access.param))
	return probe
}

// tenantInPath says whether the path names a restaurant, whoever may call.
func (r *rule) tenantInPath(path string) bool {
	return strings.HasPrefix(path, "/api/tenants/{id}/") || strings.HasPrefix(path, "/api/admin/tenants/{id}/")
}

var pathParameter = regexp.MustCompile(`\{[a-z_]+\}`)

// nobodysIDs replaces the ids of a path, except a restaurant's, by one that nothing has.
func nobodysIDs(path, restaurant string) string {
	return pathParameter.ReplaceAllStringFunc(path, func(p string) string {
		if p == "{"+restaurant+"}" || strings.HasPrefix(path, "/api/tenants/"+p) || strings.HasPrefix(path, "/api/admin/tenants/"+p) {
			return p
		}
		return "999999999"
	})
}

// spare is another restaurant of the same owner, for what cannot be tried without being done.
func (v *victim) spare(t *testing.T, s *server) *victim {
	t.Helper()
	var made struct {
		ID     int64
		Schema string `json:"schema_name"`
		Slug   string
	}
	s.as(t, v.person, http.MethodPost, "/api/tenants/", map[string]any{
		"name": "Spare", "contact_email": v.Email,
	}).read(t, http.StatusCreated, &made)
	other, owner := *v, *v.person
	owner.TenantID, owner.Schema, owner.Slug = made.ID, made.Schema, made.Slug
	other.person = &owner
	return &other
}
