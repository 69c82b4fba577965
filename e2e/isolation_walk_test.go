package e2e

import (
	"cmp"
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// victim is a restaurant whose data nobody else may see or change, with something of every kind in it.
type victim struct {
	*person

	marker                             string // in its owner's name, in its schema's name and in all that could be written
	domainID, roleID, memberID, toolID int64
	subscriptionID                     int64
	payment                            string // the reference of the one that was made
	paymentID                          int64
	grantID                            int64  // the waiter's
	entryID                            int64  // of the audit log, written last
	webhookID                          int64  // that made the restaurant
	launch                             string // a launch token that nobody has redeemed
	session                            string // the token of a session in a tool
}

// newVictim fills a restaurant. The waiter is on its staff.
func newVictim(t *testing.T, s *server, waiter *person) *victim {
	t.Helper()
	marker := "zq" + strings.ToLower(rand.Text()[:12])
	v := &victim{person: signUp(t, s, marker+"@example.com"), marker: marker}
	require.Contains(t, v.Schema, marker)
	v.describe(t, s)
	join(t, s, v.person, waiter, clerkMember)
	v.memberID = memberID(t, s, v.person, waiter.Email)
	type row struct{ ID int64 }
	v.roleID = results[row](t, s.as(t, v.person, http.MethodGet, "/api/staff/roles/", nil))[0].ID
	v.toolID = results[row](t, s.as(t, v.person, http.MethodGet, "/api/tools/available/", nil))[0].ID
	v.openTools(t, s)
	v.launch = v.newLaunch(t, s)
	v.webhookID = int64(number(t, s.DatabaseURL, "SELECT id::int FROM public.webhook_inbox WHERE tenant_id = $1", v.TenantID))
	v.entryID = results[row](t, s.as(t, v.person, http.MethodGet, "/api/audit/", nil))[0].ID
	return v
}

// openTools lets the waiter and the waiters into a tool, and the owner stay in it.
func (v *victim) openTools(t *testing.T, s *server) {
	t.Helper()
	var grant struct{ ID int64 }
	s.as(t, v.person, http.MethodPost, "/api/tools/access/", map[string]any{"member_id": v.memberID, "tool_id": v.toolID}).
		read(t, http.StatusCreated, &grant)
	v.grantID = grant.ID
	r := s.as(t, v.person, http.MethodPost, "/api/tools/role-access/", map[string]any{"role_id": v.roleID, "tool_id": v.toolID})
	require.Equal(t, http.StatusCreated, r.Status, "%s", r)
	var who struct{ Session struct{ Token string } }
	s.do(t, call{
		Method: http.MethodPost, URL: "/api/tools/sso/verify/", Body: map[string]any{"token": v.newLaunch(t, s), "session": true},
	}).read(t, http.StatusOK, &who)
	v.session = who.Session.Token
}

func (v *victim) describe(t *testing.T, s *server) {
	t.Helper()
	path := fmt.Sprintf("/api/tenants/%d/", v.TenantID)
	r := s.as(t, v.person, http.MethodPatch, path, map[string]any{
		"name": v.marker, "description": v.marker, "address": v.marker, "website": "https://" + v.marker + ".example/",
		"settings": map[string]any{v.marker: v.marker},
	})
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
	var domain struct{ ID int64 }
	s.as(t, v.person, http.MethodPost, path+"domains/", map[string]any{"domain": v.marker + ".example.com"}).
		read(t, http.StatusCreated, &domain)
	v.domainID = domain.ID
}

// subscribe has the owner pay for what the trial includes, with a card that Paystack charges every month.
func (v *victim) subscribe(t *testing.T, s *server, w *world) {
	t.Helper()
	var page struct{ Reference string }
	s.as(t, v.person, http.MethodPost, "/api/subscriptions/subscribe/", map[string]any{"plan_id": enterprisePlan}).read(t, http.StatusOK, &page)
	_, err := w.Paystack.Pay(page.Reference, paystackCard)
	require.NoError(t, err)
	v.payment = page.Reference
	var paid struct {
		ID     int64
		Status string
	}
	s.as(t, v.person, http.MethodGet, v.fill(t, "/api/subscriptions/payment/verify/"), nil).read(t, http.StatusOK, &paid)
	require.Equal(t, "success", paid.Status)
	v.paymentID = paid.ID
	var subscription struct {
		ID   int64
		Code string `json:"paystack_subscription_code"`
	}
	await(t, patience, "Paystack's subscription", func() bool {
		s.as(t, v.person, http.MethodGet, "/api/subscriptions/subscription/", nil).read(t, http.StatusOK, &subscription)
		return subscription.Code != ""
	})
	v.subscriptionID = subscription.ID
}

// paystackCard is a test card that is paid with and can be charged again.
const paystackCard = "4084084084084081"

func (v *victim) newLaunch(t *testing.T, s *server) string {
	t.Helper()
	var launch struct{ Token string }
	s.as(t, v.person, http.MethodPost, "/api/tools/sso/generate/", map[string]any{"tool_id": v.toolID}).read(t, http.StatusOK, &launch)
	return launch.Token
}

// nobodysPayment stands where operators alone are let in: who is not is refused before anybody looks for it.
const nobodysPayment = 1

// fill puts the victim's ids into a path. For a path with parameters that is not here yet, say which id it takes.
func (v *victim) fill(t *testing.T, path string) string {
	t.Helper()
	for _, known := range []struct {
		prefix string
		ids    map[string]int64
	}{
		{"/api/tenants/{id}/", map[string]int64{"id": v.TenantID, "domain_id": v.domainID}},
		{"/api/staff/roles/{id}/", map[string]int64{"id": v.roleID}},
		{"/api/staff/members/{id}/", map[string]int64{"id": v.memberID}},
		{"/api/staff/invitations/{tenant_id}/", map[string]int64{"tenant_id": v.TenantID}},
		{"/api/subscriptions/plans/{id}/", map[string]int64{"id": enterprisePlan}},
		{"/api/subscriptions/subscriptions/{id}/", map[string]int64{"id": v.subscriptionID}},
		{"/api/admin/tenants/{id}/", map[string]int64{"id": v.TenantID}},
		{"/api/admin/visits/{id}/", map[string]int64{"id": 1}},
		{"/api/admin/users/{id}/", map[string]int64{"id": 1}},
		{"/api/admin/plans/{id}/", map[string]int64{"id": enterprisePlan}},
		{"/api/admin/subscriptions/{id}/", map[string]int64{"id": v.subscriptionID}},
		{"/api/admin/payments/{id}/", map[string]int64{"id": nobodysPayment}},
		{"/api/admin/findings/{id}/", map[string]int64{"id": nobodysPayment}},
		{"/api/subscriptions/payment/{id}/", map[string]int64{"id": v.paymentID}},
		{"/api/tools/available/{id}/", map[string]int64{"id": v.toolID}},
		{"/api/tools/access/{id}/", map[string]int64{"id": v.grantID}},
		{"/api/tools/catalogue/{id}/", map[string]int64{"id": v.toolID, "secret_id": 1}},
		{"/api/audit/{id}/", map[string]int64{"id": v.entryID}},
		{"/api/audit/platform/{id}/", map[string]int64{"id": v.entryID}},
		{"/api/admin/webhooks/{id}/", map[string]int64{"id": v.webhookID}},
	} {
		if strings.HasPrefix(path, known.prefix) {
			for name, id := range known.ids {
				path = strings.ReplaceAll(path, "{"+name+"}", strconv.FormatInt(id, 10))
			}
			break
		}
	}
	path = strings.ReplaceAll(path, "/role-access/{id}/", fmt.Sprintf("/role-access/%d-%d/", v.roleID, v.toolID))
	path = strings.ReplaceAll(path, "/types/{name}/", "/types/"+v.marker+"/")
	require.NotContains(t, path, "{", "this test does not know yet which id goes there")
	return path + v.question(path)
}

// question is the query without which a route has nothing to answer.
func (v *victim) question(path string) string {
	switch path {
	case "/api/subscriptions/payment/verify/":
		return "?reference=" + cmp.Or(v.payment, "nobodys")
	case "/api/analytics/top/":
		return "?of=data.table"
	case "/api/analytics/funnel/":
		return "?steps=menu_view,order"
	}
	return ""
}

// forgeries are proofs that prove nothing, by scheme: an empty one, and others that come close.
var forgeries = map[string][]func(*victim, *call){
	"svix": {
		func(*victim, *call) {},
		func(v *victim, c *call) {
			c.Body = map[string]any{"type": "user.deleted", "object": "event", "data": map[string]any{"id": v.ClerkID, "deleted": true}}
			c.Header = map[string]string{
				"Svix-Id": "msg_forged", "Svix-Timestamp": strconv.FormatInt(now().Unix(), 10),
				"Svix-Signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
			}
		},
	},
	"paystack": {
		func(*victim, *call) {},
		func(v *victim, c *call) {
			c.Body = map[string]any{"event": "charge.success", "data": map[string]any{"reference": v.marker, "status": "success", "amount": 1}}
			c.Header = map[string]string{"X-Paystack-Signature": strings.Repeat("0a", sha512.Size)}
		},
	},
	"tool": {
		func(*victim, *call) {},
		func(_ *victim, c *call) { c.Header = basic("pos", "") },
		func(v *victim, c *call) { c.Header = basic("pos", v.launch) },
		func(v *victim, c *call) { c.Header = basic(v.marker, v.marker) },
	},
	"launch-token": {
		func(*victim, *call) {},
		func(_ *victim, c *call) { c.Body = map[string]any{"token": "x"} },
		func(v *victim, c *call) {
			c.Body = map[string]any{"token": v.launch[:len(v.launch)-4] + "AAAA", "tool_id": v.toolID}
		},
		func(v *victim, c *call) { // for the next tool; it must not be used up by this
			c.Body = map[string]any{"token": v.launch, "tool_id": v.toolID + 1}
		},
	},
	"tool-session": {
		func(_ *victim, c *call) { c.Body = nil },
		func(v *victim, c *call) { // as a tool that there is not, and as nobody's
			c.Body = map[string]any{"token": v.session, "client_id": "ttc_forged", "client_secret": "tsk_forged"}
		},
		func(v *victim, c *call) {
			c.Body, c.Header = map[string]any{"token": v.session}, map[string]string{"Authorization": "Basic dHRjX2ZvcmdlZDp0c2tfZm9yZ2Vk"}
		},
	},
}

// basic is a program's credentials.
func basic(id, secret string) map[string]string {
	return map[string]string{"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))}
}

// harmless fails for an answer that tells anything of the victim, and for one that is our own failure.
func (v *victim) harmless(t *testing.T, o *operation, r *response) {
	t.Helper()
	require.Less(t, r.Status, http.StatusInternalServerError, "%s: %s", o, r)
	said := fmt.Sprint(r.Header) + string(r.Body)
	require.NotContains(t, said, v.marker, "%s", o)
	require.NotContains(t, said, v.Schema, "%s", o)
}

// snapshot is all that the owner can read of the restaurant.
func (v *victim) snapshot(t *testing.T, s *server, all []operation) map[string]string {
	t.Helper()
	seen := map[string]string{}
	for i := range all {
		o := &all[i]
		if o.method != http.MethodGet || !o.access.tenant() {
			continue
		}
		r := s.as(t, v.person, http.MethodGet, v.fill(t, o.path), nil)
		require.Equal(t, http.StatusOK, r.Status, "%s: the owner may, or the walk proves nothing: %s", o, r)
		if o.path != "/api/subscriptions/subscription/card-link/" { // another one each time
			seen[o.path] = string(r.Body)
		}
	}
	return seen
}
