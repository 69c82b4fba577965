package clerk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

const page = "https://console.example.com/oauth/login?id=1"

// shaken goes through a handshake and gives the cookies that came of it.
func (b *browser) shaken() []any {
	b.t.Helper()
	response, body := b.do("GET", "/v1/client/handshake?redirect_url="+url.QueryEscape(page), "")
	require.Equal(b.t, http.StatusTemporaryRedirect, response.StatusCode, body)
	back, err := response.Location()
	require.NoError(b.t, err)
	require.True(b.t, strings.HasPrefix(back.String(), "https://console.example.com/oauth/login?"), back)
	require.Equal(b.t, "1", back.Query().Get("id"))
	return part(b.t, back.Query().Get("__clerk_handshake"), 1)["handshake"].([]any)
}

func TestHandshake(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t, func(c *clerk.Config) { c.AllowedRedirects = []string{"https://console.example.com"} })
	ada, b := newUser(t, s, "ada@example.com"), newBrowser(t, s.Issuer())
	cookies := b.shaken()
	require.Regexp(t, "^__session=; .*Max-Age=0", cookies[0], "nobody is signed in")
	require.Regexp(t, "^__client_uat=0; ", cookies[1])

	b.do("POST", "/sign-in", "user_id="+ada.ID)
	cookies = b.shaken()
	set, err := http.ParseSetCookie(cookies[0].(string))
	require.NoError(t, err)
	claims, err := verify(t, s, set.Value)
	require.NoError(t, err)
	require.Equal(t, ada.ID, claims.Subject)
	require.Equal(t, "https://console.example.com", part(t, set.Value, 1)["azp"], "for the page that asked")
	require.NotRegexp(t, "^__client_uat=0;", cookies[1])

	for _, elsewhere := range []string{"", "https://evil.example/", "https://console.example.com.evil.example/", "//evil.example"} {
		response, _ := b.do("GET", "/v1/client/handshake?redirect_url="+url.QueryEscape(elsewhere), "")
		require.Equal(t, http.StatusBadRequest, response.StatusCode, elsewhere)
	}
}

// Whoever is signed in already is sent on, with a fresh token, as at Clerk's own page.
func TestTheSignInPageKnowsItsBrowser(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t, func(c *clerk.Config) { c.AllowedRedirects = []string{"https://console.example.com"} })
	ada, b := newUser(t, s, "ada@example.com"), newBrowser(t, s.Issuer())
	to := "/sign-in?redirect_url=" + url.QueryEscape(page)
	response, body := b.do("GET", to, "")
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Contains(t, body, "Ada")
	b.do("POST", "/sign-in", "user_id="+ada.ID)
	first := b.cookies()["__session"]
	response, _ = b.do("GET", to, "")
	require.Equal(t, page, response.Header.Get("Location"))
	require.NotEqual(t, first, b.cookies()["__session"])
	response, _ = b.do("GET", "/sign-in", "")
	require.Equal(t, http.StatusOK, response.StatusCode, "with nowhere to go, one may sign in as somebody else")
	b.do("POST", "/sign-out", "")
	response, _ = b.do("GET", to, "")
	require.Equal(t, http.StatusOK, response.StatusCode)
}
