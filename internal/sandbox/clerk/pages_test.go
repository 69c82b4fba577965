package clerk_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/clerk/clerk-sdk-go/v2/invitation"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

// browser keeps cookies and does not follow redirects.
type browser struct {
	t      *testing.T
	client *http.Client
	base   string
}

func newBrowser(t *testing.T, base string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{t: t, base: base, client: &http.Client{Jar: jar, CheckRedirect: stay}}
}

func (b *browser) do(method, path, body string, header ...string) (*http.Response, string) {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, strings.NewReader(body))
	require.NoError(b.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := b.client.Do(request)
	require.NoError(b.t, err)
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	require.NoError(b.t, err)
	return response, string(raw)
}

func (b *browser) cookies() map[string]string {
	b.t.Helper()
	at, err := url.Parse(b.base)
	require.NoError(b.t, err)
	values := map[string]string{}
	for _, cookie := range b.client.Jar.Cookies(at) {
		values[cookie.Name] = cookie.Value
	}
	return values
}

func TestSignUpStayAndSignOut(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	b := newBrowser(t, s.Issuer())

	_, page := b.do("GET", "/sign-in", "")
	require.Contains(t, page, "There are no users yet")
	response, _ := b.do("POST", "/sign-up", "first_name=Ad%C3%A9&last_name=Obi&email_address=Ada@example.com")
	require.Equal(t, http.StatusSeeOther, response.StatusCode)
	require.Equal(t, "/signed-in", response.Header.Get("Location"))
	requireCookies(t, response)
	ada := s.UserByEmail("ada@example.com")
	require.Equal(t, "Adé Obi", ada.Name())

	_, page = b.do("GET", "/signed-in", "")
	token := regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]+`).FindString(page)
	claims, err := verify(t, s, token)
	require.NoError(t, err)
	require.Equal(t, ada.ID, claims.Subject)

	response, body := b.do("POST", "/v1/client/sessions/"+claims.SessionID+"/tokens", "", "Origin", "http://localhost:5173")
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Contains(t, body, `"object":"token"`)
	require.Equal(t, "http://localhost:5173", part(t, b.cookies()["__session"], 1)["azp"])
	_, body = b.do("GET", "/v1/client", "")
	require.Contains(t, body, claims.SessionID)

	response, _ = b.do("POST", "/sign-out", "")
	require.Equal(t, "/sign-in", response.Header.Get("Location"))
	require.Empty(t, b.cookies())
	_, err = s.SessionToken(claims.SessionID)
	require.ErrorContains(t, err, "resource_not_found")
	require.Len(t, s.Webhooks().All("session.removed"), 1)
	response, _ = b.do("GET", "/signed-in", "")
	require.Equal(t, "/sign-in", response.Header.Get("Location"))
}

func requireCookies(t *testing.T, response *http.Response) {
	t.Helper()
	found := map[string]*http.Cookie{}
	for _, cookie := range response.Cookies() {
		require.Equal(t, "/", cookie.Path)
		require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
		found[cookie.Name] = cookie
	}
	require.False(t, found["__session"].HttpOnly, "Clerk's scripts read it")
	require.True(t, found["__client"].HttpOnly)
}

func TestSignInAsAListedUser(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	b, ada := newBrowser(t, s.Issuer()), newUser(t, s, "ada@example.com")
	_, err := s.CreateUser(clerk.UserParams{EmailAddresses: []string{"x@example.com"}, FirstName: "<script>alert(1)</script>"})
	require.NoError(t, err)
	response, page := b.do("GET", "/sign-in?redirect_url=%2Fmenu%3Fa%3D1", "")
	require.Contains(t, page, ada.ID)
	require.NotContains(t, page, "<script")
	require.Contains(t, response.Header.Get("Content-Security-Policy"), "default-src 'none'")
	require.NotRegexp(t, `(src|href)="(https?:)?//`, page, "nothing comes from another host")

	form := url.Values{"user_id": {ada.ID}, "redirect_url": {"/menu?a=1"}}.Encode()
	response, _ = b.do("POST", "/sign-in", form)
	require.Equal(t, "/menu?a=1", response.Header.Get("Location"))
	first := part(t, b.cookies()["__session"], 1)["sid"].(string)
	b.do("POST", "/sign-in", form)
	require.NotEqual(t, first, part(t, b.cookies()["__session"], 1)["sid"])
	_, err = s.SessionToken(first)
	require.Error(t, err, "signing in again ends the session before")
	response, page = b.do("POST", "/sign-in", "user_id=user_nobody")
	require.Equal(t, http.StatusNotFound, response.StatusCode)
	require.Contains(t, page, "No user was found")
}

func TestRedirectsStayWhereTheyMay(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t, func(c *clerk.Config) {
		c.AllowedRedirects = []string{"http://localhost:5173", "https://pos.example/app"}
	})
	b, ada := newBrowser(t, s.Issuer()), newUser(t, s, "ada@example.com")
	for target, fine := range map[string]bool{
		"/": true, "/a/b?c=d#e": true, s.Issuer() + "/x": true, "http://localhost:5173": true, "http://localhost:5173/x": true,
		"https://pos.example/app": true, "https://pos.example/app/x": true, "https://pos.example/app?x": true,
		"https://pos.example/apple": false, "https://pos.example/": false, "http://localhost:51730/": false,
		"//evil.example": false, `/\evil.example`: false, "/\t/evil.example": false, "https://evil.example": false,
		"javascript:alert(1)": false, "http://localhost:5173@evil.example/": false, "evil.example": false,
	} {
		form := url.Values{"user_id": {ada.ID}, "redirect_url": {target}}.Encode()
		response, _ := b.do("POST", "/sign-in", form)
		shown, _ := b.do("GET", "/sign-in?"+form, "")
		if fine {
			require.Equal(t, target, response.Header.Get("Location"), target)
			require.Equal(t, target, shown.Header.Get("Location"), "signed in by now, so sent on at once")
		} else {
			require.Equal(t, http.StatusBadRequest, response.StatusCode, target)
			require.Equal(t, http.StatusBadRequest, shown.StatusCode, target)
		}
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	b, ada := newBrowser(t, s.Issuer()), newUser(t, s, "ada@example.com")
	for _, path := range []string{"/sign-in", "/sign-up", "/sign-out", "/v1/client/sessions/sess_x/touch"} {
		response, _ := b.do("POST", path, "user_id="+ada.ID, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
		require.Equal(t, http.StatusForbidden, response.StatusCode, path)
	}
	require.Empty(t, b.cookies())
	response, _ := b.do("GET", "/sign-out", "")
	require.Equal(t, http.StatusOK, response.StatusCode, "a link only asks")
}

func TestBadForms(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	b := newBrowser(t, s.Issuer())
	newUser(t, s, "ada@example.com")
	for body, want := range map[string]struct {
		status int
		text   string
	}{
		"email_address=ada@example.com&first_name=Twin": {422, "That email address is taken"},
		"email_address=nobody":                          {422, "must be a valid email address"},
		"email_address=%zz":                             {400, "could not be read"},
		"first_name=" + strings.Repeat("a", 70_000):     {413, "too large"},
	} {
		response, page := b.do("POST", "/sign-up", body)
		require.Equal(t, want.status, response.StatusCode, want.text)
		require.Contains(t, page, want.text)
	}
	require.Empty(t, b.cookies())
}

func TestFrontendNeedsItsOwnClient(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	ada := newUser(t, s, "ada@example.com")
	foreign := newSession(t, s, ada.ID, "")
	b := newBrowser(t, s.Issuer())
	response, _ := b.do("POST", "/v1/client/sessions/"+foreign.ID+"/tokens", "")
	require.Equal(t, http.StatusUnauthorized, response.StatusCode)
	b.do("POST", "/sign-in", "user_id="+ada.ID)
	response, _ = b.do("POST", "/v1/client/sessions/"+foreign.ID+"/tokens", "")
	require.Equal(t, http.StatusNotFound, response.StatusCode, "a session of another browser")
}

func TestBrowserChoosesItsOrganization(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	b, ada := newBrowser(t, s.Issuer()), newUser(t, s, "ada@example.com")
	o := newOrganization(t, s, "Mama Put", ada.ID)
	b.do("POST", "/sign-in", "user_id="+ada.ID)
	sid := part(t, b.cookies()["__session"], 1)["sid"].(string)
	response, body := b.do("POST", "/v1/client/sessions/"+sid+"/touch", "active_organization_id="+o.ID)
	require.Equal(t, http.StatusOK, response.StatusCode, body)
	b.do("POST", "/v1/client/sessions/"+sid+"/tokens", "")
	require.Equal(t, o.ID, part(t, b.cookies()["__session"], 1)["o"].(map[string]any)["id"])
}

func TestInvitationLink(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	redirect := "https://tool.example/welcome"
	made, err := invitation.NewClient(sdkConfig(s)).Create(t.Context(), &invitation.CreateParams{
		EmailAddress: "new@example.com", RedirectURL: &redirect,
	})
	require.NoError(t, err)
	link, err := url.Parse(made.URL)
	require.NoError(t, err)
	ticket := link.Query().Get("__clerk_ticket")
	b := newBrowser(t, s.Issuer())
	shown, page := b.do("GET", link.RequestURI(), "")
	require.Contains(t, page, "You are invited as <strong>new@example.com")
	require.Contains(t, shown.Header.Get("Content-Security-Policy"), "form-action 'self' https://tool.example")

	response, _ := b.do("POST", "/sign-up", "email_address=other@example.com&__clerk_ticket="+ticket)
	require.Equal(t, http.StatusNotFound, response.StatusCode, "the invitation is somebody else's")
	require.Nil(t, s.UserByEmail("other@example.com"))
	response, _ = b.do("POST", "/sign-up", "email_address=new@example.com&__clerk_ticket="+ticket)
	require.Equal(t, redirect, response.Header.Get("Location"))
	response, _ = b.do("GET", link.RequestURI(), "")
	require.Equal(t, http.StatusNotFound, response.StatusCode, "it can be accepted once")
}

func TestMountedUnderAPrefix(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s := clerktest.New(t, func(c *clerk.Config) { c.BaseURL = server.URL + "/sandbox/clerk" })
	mux.Handle("/sandbox/clerk/", http.StripPrefix("/sandbox/clerk", s.Handler()))
	b := newBrowser(t, server.URL)
	response, _ := b.do("GET", "/sandbox/clerk/", "")
	require.Equal(t, "/sandbox/clerk/sign-in", response.Header.Get("Location"))
	_, page := b.do("GET", "/sandbox/clerk/sign-in", "")
	require.Contains(t, page, `action="/sandbox/clerk/sign-up"`)
	style := regexp.MustCompile(`/sandbox/clerk/assets/[\w.]+css`).FindString(page)
	response, _ = b.do("GET", style, "")
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Contains(t, response.Header.Get("Content-Type"), "text/css")
	response, _ = b.do("POST", "/sandbox/clerk/sign-up", "email_address=ada@example.com")
	require.Equal(t, "/sandbox/clerk/signed-in", response.Header.Get("Location"))
	status, _ := call(t, s, "GET", "/users/count", "")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, s.Issuer()+"/v1", s.APIURL())
}
