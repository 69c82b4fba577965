package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// The plans, as the migration numbers them.
const (
	basicPlan      = 1
	enterprisePlan = 3
)

// switchSubscription activates or deactivates a restaurant's subscription as an operator does.
func switchSubscription(t *testing.T, s *server, cookie string, tenant int64, to string, body any) {
	t.Helper()
	r := s.do(t, call{
		Method: http.MethodPost, URL: fmt.Sprintf("/api/tenants/%d/%s_subscription/", tenant, to), Body: body,
		Header: map[string]string{"Cookie": cookie, "Origin": origin},
	})
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
	require.Equal(t, map[string]any{"status": "subscription " + to + "d"}, r.object())
}

// What an operator changes is so on the owner's next request, on the instance that changed it and on another.
func TestWhatThePlanIncludesOpens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	other := w.serve(t, nil)
	cookie := w.operator(t, s)
	p, neighbour := signUp(t, s, "esi@example.com"), signUp(t, s, "kofi@example.com")
	tools := toolIDs(t, s, p)

	for name, code := range map[string]string{"pos": "", "menu": "", "cms": ""} {
		require.Equal(t, code, refusal(t, s, p, tools[name]), "%s on trial", name)
	}
	switchSubscription(t, s, cookie, p.TenantID, "activate", map[string]any{"plan_id": basicPlan})
	for name, code := range map[string]string{"pos": "", "menu": "not_in_plan", "cms": "not_in_plan"} {
		require.Equal(t, code, refusal(t, s, p, tools[name]), "%s on Basic", name)
	}
	soon(t, other, p, tools["menu"], "not_in_plan")
	entitled := s.as(t, p, http.MethodGet, "/api/subscriptions/entitlements/", nil).object()
	require.Equal(t, "Basic", entitled["plan"])
	require.Equal(t, map[string]any{"pos": true, "menu": false, "cms": false}, entitled["tools"])

	switchSubscription(t, s, cookie, p.TenantID, "deactivate", nil)
	require.Equal(t, "subscription_inactive", refusal(t, s, p, tools["pos"]))
	soon(t, other, p, tools["pos"], "subscription_inactive")
	switchSubscription(t, s, cookie, p.TenantID, "activate", nil)
	require.Empty(t, refusal(t, s, p, tools["pos"]))
	require.Equal(t, "not_in_plan", refusal(t, s, p, tools["menu"]), "it keeps its plan")
	require.Empty(t, refusal(t, s, neighbour, toolIDs(t, s, neighbour)["cms"]), "next door nothing changed")
}

// A tool asks with its own credentials what a restaurant that has it may have, and has.
func TestAToolAsksForTheLimits(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	p, waiter := signUp(t, s, "esi@example.com"), signUp(t, s, "kofi@example.com")
	secret := credentials(t, s)
	asks := func(secret, restaurant string) *response {
		return s.do(t, call{
			Method: http.MethodGet, URL: "/api/subscriptions/entitlements/", Tenant: restaurant, Header: basic(posClientID, secret),
		})
	}
	said := asks(secret, p.Slug).object()
	require.EqualValues(t, 50, said["max_staff"], said)
	require.Equal(t, map[string]any{"staff": 1.0}, said["used"])
	join(t, s, p, waiter, clerkMember)
	require.Equal(t, map[string]any{"staff": 2.0}, asks(secret, p.Slug).object()["used"])
	require.Equal(t, s.as(t, p, http.MethodGet, "/api/subscriptions/entitlements/", nil).object(), asks(secret, p.Schema).object())

	require.Equal(t, http.StatusUnauthorized, asks("guess", p.Slug).Status)
	require.Equal(t, http.StatusNotFound, asks(secret, "nowhere").Status)
	require.Equal(t, http.StatusBadRequest, asks(secret, "").Status, "it has to say which")
	r := s.as(t, p, http.MethodDelete, fmt.Sprintf("/api/tools/available/%d/", toolIDs(t, s, p)["pos"]), nil)
	require.Equal(t, http.StatusNoContent, r.Status, "%s", r)
	require.Equal(t, http.StatusNotFound, asks(secret, p.Slug).Status, "a restaurant that does not have it is as none")
}

// A launch token that was made before opens nothing after.
func TestALaunchDoesNotOutliveThePlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	cookie, p := w.operator(t, s), signUp(t, s, "esi@example.com")
	var launch struct{ Token string }
	s.as(t, p, http.MethodPost, "/api/tools/sso/generate/", map[string]any{"tool_id": toolIDs(t, s, p)["cms"]}).read(t, http.StatusOK, &launch)
	switchSubscription(t, s, cookie, p.TenantID, "activate", map[string]any{"plan_id": basicPlan})
	r := s.do(t, call{Method: http.MethodPost, URL: "/api/tools/sso/verify/", Body: map[string]any{"token": launch.Token}})
	require.Equal(t, http.StatusBadRequest, r.Status, "%s", r)
}

func TestTheCommandLineShowsThePlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	p := signUp(t, s, "esi@example.com")
	require.Regexp(t, `(?m)^plan +Enterprise$`, cli(t, w.Env, "tenants", "show", p.Schema).stdout)
	switchSubscription(t, s, w.operator(t, s), p.TenantID, "activate", map[string]any{"plan_id": basicPlan})
	show := cli(t, w.Env, "tenants", "show", p.Schema)
	require.Regexp(t, `(?m)^subscription +active$`, show.stdout)
	require.Regexp(t, `(?m)^plan +Basic$`, show.stdout)
}

// toolIDs are the restaurant's tools by slug.
func toolIDs(t *testing.T, s *server, p *person) map[string]int64 {
	t.Helper()
	type row struct {
		ID   int64
		Slug string
	}
	found := map[string]int64{}
	for _, tool := range results[row](t, s.as(t, p, http.MethodGet, "/api/tools/available/", nil)) {
		found[tool.Slug] = tool.ID
	}
	return found
}

// refusal is the code with which a tool does not open for p, "" when it does.
func refusal(t *testing.T, s *server, p *person, tool int64) string {
	t.Helper()
	r := s.as(t, p, http.MethodPost, "/api/tools/sso/generate/", map[string]any{"tool_id": tool})
	if r.Status == http.StatusOK {
		return ""
	}
	require.Equal(t, http.StatusForbidden, r.Status, "%s", r)
	code, _ := r.object()["code"].(string)
	require.NotEmpty(t, code)
	return code
}

// soon waits until an instance that did not make a change has heard of it.
func soon(t *testing.T, s *server, p *person, tool int64, code string) {
	t.Helper()
	await(t, patience, code+" on another instance", func() bool { return refusal(t, s, p, tool) == code })
}
