package e2e

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// openWithoutProof are operations that change nothing for anybody but the caller, and that anyone may call.
var openWithoutProof = map[string]string{
	"POST /api/auth/logout/": "ends the session whose cookie came along, and is content when none did",
}

// The walk: every operation of the document, as nobody, as the owner of another restaurant, as a member who was shut out, and as a
// waiter. What they send is aimed at one restaurant, of which nothing may be seen and nothing may change.
func TestNobodyGetsIntoAnothersRestaurant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	waiter, gone, stranger := signUp(t, s, "waiter@example.com"), signUp(t, s, "gone@example.com"), signUp(t, s, "stranger@example.com")
	v := newVictim(t, s, waiter)
	v.subscribe(t, s, w)
	join(t, s, v.person, gone, clerkAdmin)
	shutOutMember(t, s, v.person, gone)
	all := operations(t, s)
	before := v.snapshot(t, s, all)

	for i := range all {
		o := &all[i]
		walkAsNobody(t, s, v, o)
		for _, who := range []*person{stranger, gone} {
			walkAsOutsider(t, s, v, o, who)
		}
		walkAsWaiter(t, s, v, o, waiter)
	}
	walkWithMixedIDs(t, s, v, all, stranger)

	require.Equal(t, before, v.snapshot(t, s, all), "somebody changed the restaurant")
	status, body := s.request(t, http.MethodPost, "/api/tools/sso/verify/", "", map[string]any{"token": v.launch, "tool_id": v.toolID})
	require.Equal(t, http.StatusOK, status, "the launch token is not used up: %v", body)
	_, body = s.request(t, http.MethodPost, "/api/tools/sso/introspect/", "", map[string]any{"token": v.session})
	require.Equal(t, true, body["active"], "nobody ended the session: %v", body)
}

// aimed is a call of the operation at the victim's restaurant.
func (v *victim) aimed(t *testing.T, o *operation) call {
	t.Helper()
	return call{Method: o.method, URL: v.fill(t, o.path), Tenant: v.Schema, Body: example(o.body)}
}

func walkAsNobody(t *testing.T, s *server, v *victim, o *operation) {
	t.Helper()
	if o.access.who == "public" {
		c := v.aimed(t, o)
		r := s.do(t, c)
		v.harmless(t, o, r)
		if o.method != http.MethodGet && openWithoutProof[o.method+" "+o.path] == "" {
			require.GreaterOrEqual(t, r.Status, http.StatusBadRequest, "%s without a proof: %s", o, r)
		}
		return
	}
	for _, forge := range forgeries[o.access.proof] {
		c := v.aimed(t, o)
		forge(v, &c)
		r := s.do(t, c)
		v.harmless(t, o, r)
		// 429 is a failed proof as well, after thirty of them.
		refusals := []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests}
		require.Contains(t, refusals, r.Status, "%s with a forged proof: %s", o, r)
	}
	if o.access.who == "" {
		return
	}
	for _, token := range []string{"", "x", "eyJhbGciOiJub25lIn0.e30."} {
		c := v.aimed(t, o)
		c.Token = token
		r := s.do(t, c)
		v.harmless(t, o, r)
		require.Equal(t, http.StatusUnauthorized, r.Status, "%s with token %q: %s", o, token, r)
		require.Equal(t, "Bearer", r.Header.Get("WWW-Authenticate"), "%s", o)
	}
}

// walkAsOutsider is for somebody who is signed in and has nothing to do with the restaurant, or not any more. They name it in all
// the ways there are.
func walkAsOutsider(t *testing.T, s *server, v *victim, o *operation, who *person) {
	t.Helper()
	missing := v.aimed(t, o)
	missing.Token, missing.Tenant, missing.URL = who.token, "no-such-restaurant", strings.ReplaceAll(missing.URL, fmt.Sprintf("/tenants/%d/", v.TenantID), "/tenants/999999/")
	absent := s.do(t, missing)
	for _, name := range []string{v.Schema, v.Slug, strconv.FormatInt(v.TenantID, 10), ""} {
		c := v.aimed(t, o)
		c.Token, c.Tenant = who.token, name
		if name == "" {
			c.Host = v.Schema + ".localhost"
		}
		r := s.do(t, c)
		v.harmless(t, o, r)
		switch {
		case o.access.tenant():
			require.Equal(t, http.StatusNotFound, r.Status, "%s as %s, naming %q: %s", o, who.Email, name, r)
			require.Equal(t, string(absent.Body), string(r.Body), "%s tells that the restaurant exists", o)
		case o.access.who == "superuser":
			require.Equal(t, http.StatusForbidden, r.Status, "%s as %s: %s", o, who.Email, r)
		case o.access.who == "":
			require.GreaterOrEqual(t, r.Status, http.StatusBadRequest, "%s as %s, without a proof: %s", o, who.Email, r)
		}
	}
}

// walkAsWaiter is for somebody who works there and may not do everything.
func walkAsWaiter(t *testing.T, s *server, v *victim, o *operation, waiter *person) {
	t.Helper()
	if !o.access.tenant() && o.access.who != "superuser" {
		return
	}
	_, place := s.request(t, http.MethodGet, "/api/auth/tenant/", waiter.token, nil)
	require.Empty(t, place["role"], "two restaurants and no choice")
	c := v.aimed(t, o)
	c.Token = waiter.token
	switch a := o.access; {
	case a.who == "owner" && a.param != "":
		require.Equal(t, http.StatusNotFound, s.do(t, c).Status, "%s as a waiter", o)
	case a.who == "owner", a.who == "superuser", a.permission != "" && !waiterMay[a.permission]:
		r := s.do(t, c)
		require.Equal(t, http.StatusForbidden, r.Status, "%s as a waiter: %s", o, r)
	case o.method == http.MethodGet:
		r := s.do(t, c)
		require.Equal(t, http.StatusOK, r.Status, "%s as a waiter: %s", o, r)
	}
}

// waiterMay is what the role of a new restaurant grants, of the permissions that this service asks for itself.
var waiterMay = map[string]bool{"staff.view": true, "tools.view": true}

// walkWithMixedIDs uses the victim's objects through the caller's own restaurant, where those ids may be others' or nobody's.
func walkWithMixedIDs(t *testing.T, s *server, v *victim, all []operation, stranger *person) {
	t.Helper()
	mixed := *v
	own := *v.person
	own.TenantID, mixed.person = stranger.TenantID, &own
	for i := range all {
		o := &all[i]
		if o.method != http.MethodGet && !strings.Contains(strings.Replace(o.path, "{id}", "", 1), "{") {
			continue // it would change the stranger's own, as it should
		}
		if !o.access.tenant() {
			continue
		}
		c := mixed.aimed(t, o)
		c.Token, c.Tenant = stranger.token, ""
		r := s.do(t, c)
		v.harmless(t, o, r)
		if strings.Contains(o.path, "{domain_id}") || o.path == "/api/audit/{id}/" || // ids that are nobody else's
			strings.HasPrefix(o.path, "/api/subscriptions/payment/{id}/") {
			require.Equal(t, http.StatusNotFound, r.Status, "%s with another's id: %s", o, r)
		}
	}
}
