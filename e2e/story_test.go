package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var screenAccounts = regexp.MustCompile(`(?m)^  (Owner|Superuser) +.*$`)

// accounts are the lines of dev's screen about who there is.
func (s *server) accounts() []string { return screenAccounts.FindAllString(s.out(), -1) }

// One data folder through three starts: a first day, a second start that keeps it, and one that starts over.
func TestDevTellsTheStory(t *testing.T) {
	t.Parallel()
	s := startDev(t)
	require.Empty(t, s.errors())
	requireScreen(t, s)
	r := cli(t, nil, "check", "--url", s.URL)
	require.Zero(t, r.code, "%s%s", r.stdout, r.stderr)
	esi := signUp(t, s, "esi@example.com")
	theStory(t, s, esi)
	demo := demoTenants(t, s)
	require.Len(t, demo, 3, "two demo restaurants and hers")
	before, accounts := s.DataDir, s.accounts()
	require.Len(t, accounts, 3)
	s.stop(t)

	s = startDev(t, "--data-dir", before)
	require.Equal(t, accounts, s.accounts(), "the same people, and the same password")
	signInAsOperator(t, s)
	signIn(t, s, esi)
	again := *esi
	findRestaurant(t, s, &again)
	require.Equal(t, esi.TenantID, again.TenantID)
	require.Equal(t, demo, demoTenants(t, s))
	s.stop(t)

	s = startDev(t, "--data-dir", before, "--reset")
	require.Len(t, demoTenants(t, s), 2, "only the demo's")
	status, _ := s.request(t, http.MethodGet, "/api/auth/profile/", esi.token, nil)
	require.Equal(t, http.StatusUnauthorized, status, "the stand-in's keys are new")
	require.NotEqual(t, accounts[2], s.accounts()[2], "and so is the password")
	s.stop(t)
}

func requireScreen(t *testing.T, s *server) {
	t.Helper()
	require.Contains(t, s.out(), "TableTap Console "+builtVersion+" is running.")
	require.Contains(t, s.out(), "tabletap check --url "+s.URL+"\n", "the commands that are named work as they stand")
	for _, page := range []string{"/", "/api/docs/", "/admin"} {
		require.Contains(t, s.out(), s.URL+page)
		require.Equal(t, http.StatusOK, s.do(t, call{Method: http.MethodGet, URL: page}).Status, page)
	}
	require.Equal(t, 2, number(t, s.DatabaseURL, "SELECT count(*)::int FROM public.tenants"), "the printed address leads to the database")
}

// demoTenants are the names of the restaurants that the operator of the screen sees.
func demoTenants(t *testing.T, s *server) []string {
	t.Helper()
	type row struct {
		ID   int64
		Name string
	}
	var names []string
	r := s.do(t, call{Method: http.MethodGet, URL: "/api/tenants/", Header: map[string]string{"Cookie": signInAsOperator(t, s)}})
	for _, tenant := range results[row](t, r) {
		names = append(names, fmt.Sprint(tenant.ID, " ", tenant.Name))
	}
	return names
}

// signInAsOperator uses the address and the password of the screen.
func signInAsOperator(t *testing.T, s *server) (cookie string) {
	t.Helper()
	email, password, ok := strings.Cut(s.accounts()[2], ", password ")
	require.True(t, ok)
	r, cookie := login(t, s, strings.Fields(email)[1], password)
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
	return cookie
}

// theStory is a restaurant's first day: who she is, her restaurant, its roles and tools, the POS opened once and not twice.
func theStory(t *testing.T, s *server, p *person) {
	t.Helper()
	status, profile := s.request(t, http.MethodGet, "/api/auth/profile/", p.token, nil)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, p.Email, profile["email"])
	status, tenant := s.request(t, http.MethodGet, "/api/auth/tenant", p.token, nil) // without the slash, too
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "Owner", tenant["role"])
	require.Equal(t, map[string]any{"*": true}, tenant["permissions"])
	require.Equal(t, "trial", tenant["subscription_status"])

	type named struct {
		ID   int64
		Name string
	}
	var roles []string
	for _, role := range results[named](t, s.as(t, p, http.MethodGet, "/api/staff/roles/", nil)) {
		roles = append(roles, role.Name)
	}
	require.ElementsMatch(t, []string{"Owner", "Manager", "Waiter"}, roles)
	tools := results[named](t, s.as(t, p, http.MethodGet, "/api/tools/available/", nil))
	require.Len(t, tools, 3)
	for _, tool := range tools {
		openTool(t, s, p, tool.ID)
	}
}

func openTool(t *testing.T, s *server, p *person, tool int64) {
	t.Helper()
	var launch struct {
		Token string
		URL   string `json:"launch_url"`
	}
	s.as(t, p, http.MethodPost, "/api/tools/sso/generate/", map[string]any{"tool_id": tool}).read(t, http.StatusOK, &launch)
	require.Contains(t, launch.URL, launch.Token)
	verify := call{Method: http.MethodPost, URL: "/api/tools/sso/verify/", Body: map[string]any{"token": launch.Token}}
	first := s.do(t, verify)
	require.Equal(t, http.StatusOK, first.Status, "%s", first)
	require.Equal(t, true, first.object()["valid"])
	require.Equal(t, p.Schema, first.object()["tenant_schema"])
	second := s.do(t, verify)
	require.Equal(t, http.StatusBadRequest, second.Status, "%s", second)
	require.NotEmpty(t, second.object()["error"])
}

// check says what is wrong with a server that is not there, in one line a step, and fails.
func TestCheckOfNothing(t *testing.T) {
	t.Parallel()
	r := cli(t, nil, "check", "--url", "http://127.0.0.1:1")
	require.Equal(t, 1, r.code)
	require.NotContains(t, r.stdout+r.stderr, "goroutine ")
	require.Contains(t, r.stdout+r.stderr, "127.0.0.1:1")
}
