package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// A person in a browser signs in to a tool that knows nothing of TableTap but its address: through the stand-in's sign-in page and our
// choice of restaurants, back with claims, again without being asked, out, and to a tool that is closed to them.
func TestABrowserSignsInToATool(t *testing.T) {
	t.Parallel()
	s := startDev(t)
	akua := &person{Email: "akua@mamas-kitchen.example"}
	var found []struct{ ID string }
	s.clerk(t, http.MethodGet, "/v1/users?email_address="+url.QueryEscape(akua.Email), nil, &found)
	akua.ClerkID = found[0].ID
	signIn(t, s, akua)
	var second struct{ Slug, Name string }
	s.as(t, akua, http.MethodPost, "/api/tenants/", map[string]any{"name": "Chez Akua", "contact_email": akua.Email, "slug": "chez-akua"}).
		read(t, http.StatusCreated, &second)

	tool := startTool(t, s.URL)
	execute(t, s.DatabaseURL, `UPDATE public.tools SET client_id = 'pos', redirect_uris = '{`+tool.URL+`/callback}',
post_logout_redirect_uris = '{`+tool.URL+`/goodbye}' WHERE slug = 'pos'`)
	execute(t, s.DatabaseURL, `INSERT INTO public.tool_secrets (tool_id, secret_hash, hint, created_at)
SELECT id, sha256('`+toolSecret+`'), '', now() FROM public.tools WHERE slug = 'pos'`)

	b := startChrome(t)
	b.open(tool.URL + "/")
	require.True(t, strings.HasPrefix(b.at(), s.URL+"/sandbox/clerk/sign-in?redirect_url="), b.at())
	b.shot("1-sign-in")
	b.click(`//button[contains(., 'Akua')]`)
	require.Contains(t, b.text(), "Which restaurant are you working in?")
	require.Contains(t, b.text(), akua.Email)
	b.styled()
	b.shot("2-choose")
	b.click(`//button[contains(., 'Chez Akua')]`)
	claims := tool.claims(t, b)
	require.Equal(t, []any{"Chez Akua", "chez-akua", "Owner", "Akua Mensah", akua.Email},
		[]any{claims["tenant_name"], second.Slug, claims["role"], claims["name"], claims["email"]})
	require.Equal(t, map[string]any{"*": true}, claims["permissions"])
	b.shot("3-signed-in")

	// A minute later the session token is gone, and Clerk knows the browser still.
	b.forget(s.URL, "__session")
	b.open(tool.URL + "/?tenant=chez-akua")
	require.Equal(t, "Chez Akua", tool.claims(t, b)["tenant_name"], "nothing was asked")

	b.open(tool.URL + "/sign-out")
	require.Equal(t, tool.URL+"/goodbye", b.at())

	s.switchOff(t, "pos")
	b.open(tool.URL + "/?tenant=chez-akua")
	require.Contains(t, b.text(), "tool_inactive")
	b.shot("4-refused")
	b.click(`//button[contains(., 'without signing in')]`)
	require.Equal(t, "access_denied", b.text())

	b.open(s.URL + "/oauth/authorize?client_id=pos&response_type=code&scope=openid&redirect_uri=https%3A%2F%2Fevil.example%2F")
	require.Contains(t, b.text(), "This sign-in cannot begin")
	require.True(t, strings.HasPrefix(b.at(), s.URL), b.at())
	b.shot("5-problem")
}

// The page for somebody who works in one restaurant, in the dark and on a phone; and declining it.
func TestAPersonMayDecline(t *testing.T) {
	t.Parallel()
	s := startDev(t)
	tool := startTool(t, s.URL)
	execute(t, s.DatabaseURL, `UPDATE public.tools SET client_id = 'pos', is_public_client = true, redirect_uris = '{`+tool.URL+`/callback}' WHERE slug = 'pos'`)
	b := startChrome(t, chromedp.WindowSize(390, 760), chromedp.Flag("blink-settings", "preferredColorScheme=0"))
	b.open(tool.URL + "/")
	b.click(`//button[contains(., 'Kofi')]`)
	require.Contains(t, b.text(), "Sign in to POS?")
	b.shot("6-confirm")
	b.click(`//button[contains(., 'without signing in')]`)
	require.Equal(t, "access_denied", b.text())
}

// claims is what the tool shows of the ID token.
func (tool *tool) claims(t *testing.T, b *chrome) map[string]any {
	t.Helper()
	require.True(t, strings.HasPrefix(b.at(), tool.URL+"/callback?"), "%s: %s", b.at(), b.text())
	claims := map[string]any{}
	require.NoError(t, json.Unmarshal([]byte(b.text()), &claims), b.text())
	return claims
}

// switchOff takes a tool out of use on the whole platform, as the operator whom dev makes.
func (s *server) switchOff(t *testing.T, slug string) {
	t.Helper()
	found := screenSuperuser.FindStringSubmatch(s.out())
	require.NotNil(t, found, s.out())
	_, cookie := login(t, s, found[1], found[2])
	id := number(t, s.DatabaseURL, "SELECT id::int FROM public.tools WHERE slug = $1", slug)
	r := s.do(t, call{
		Method: http.MethodPatch, URL: fmt.Sprintf("/api/tools/catalogue/%d/", id), Body: map[string]any{"is_active": false},
		Header: map[string]string{"Cookie": cookie, "Origin": s.URL},
	})
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
}

var screenSuperuser = regexp.MustCompile(`(?m)^ +Superuser +(\S+), password (\S+)$`)
