package oidc_test

import (
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/tabletap/console/internal/access"
)

// browser keeps cookies and follows redirects until a page, or until one leads to the tool. The provider and the stand-in for Clerk
// are on one host, so they share cookies, as `tabletap dev` does.
type browser struct {
	t      *testing.T
	f      *fixture
	client *http.Client
	at     string // the address of the page
	page   string
	answer *http.Response
}

func (f *fixture) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{t: t, f: f, client: &http.Client{Jar: jar, CheckRedirect: stay}}
}

// open goes to an address and where it leads.
func (b *browser) open(address string) *browser {
	b.t.Helper()
	b.travel(http.MethodGet, address, "")
	return b
}

// travel follows redirects, of which a sign-in has a handful.
func (b *browser) travel(method, address, form string, header ...string) {
	b.t.Helper()
	for range 12 {
		if strings.HasPrefix(address, "http://tool.example/") {
			b.at, b.page = address, ""
			return
		}
		r, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form))
		require.NoError(b.t, err)
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		b.answer, b.page = send(b.t, b.client, r, header...)
		b.at = address
		location, err := b.answer.Location()
		if err != nil {
			b.refreshed()
			return
		}
		method, address, form = http.MethodGet, location.String(), ""
	}
	b.t.Fatalf("it goes round in circles at %s", address)
}

// refreshed follows a page that leads on by itself.
func (b *browser) refreshed() {
	_, to, ok := strings.Cut(b.answer.Header.Get("Refresh"), "url=")
	if ok {
		require.Contains(b.t, html.UnescapeString(b.page), to, "for browsers that do not")
		b.at, b.page = to, ""
	}
}

// submit sends the form of our page as the page would.
func (b *browser) submit(values url.Values) *browser {
	b.t.Helper()
	b.travel(http.MethodPost, b.f.issuer+"/oauth/login", values.Encode(), "Origin", b.f.issuer)
	return b
}

var hidden = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)

// form is the hidden fields of the page.
func (b *browser) form() url.Values {
	values := url.Values{}
	for _, field := range hidden.FindAllStringSubmatch(b.page, -1) {
		values.Set(field[1], html.UnescapeString(field[2]))
	}
	return values
}

// signIn is what somebody does on the stand-in's page.
func (b *browser) signIn(who *access.Actor) *browser {
	b.t.Helper()
	require.True(b.t, strings.HasPrefix(b.at, b.f.clerk.Issuer()+"/sign-in"), "%s %s", b.at, b.page)
	values := b.form()
	values.Set("user_id", who.ClerkUserID)
	b.travel(http.MethodPost, b.f.clerk.Issuer()+"/sign-in", values.Encode(), "Origin", b.f.clerk.Issuer())
	return b
}

// choose takes a restaurant on our page.
func (b *browser) choose(tenant *access.Tenant) *browser {
	b.t.Helper()
	values := b.form()
	require.NotEmpty(b.t, values.Get("id"), "%s %s", b.at, b.page)
	values.Set("tenant", itoa(int64(tenant.ID)))
	return b.submit(values)
}

// back is what the tool is told at its redirect address.
func (b *browser) back() url.Values {
	b.t.Helper()
	require.True(b.t, strings.HasPrefix(b.at, callback+"?"), "%s %s", b.at, b.page)
	u, err := url.Parse(b.at)
	require.NoError(b.t, err)
	return u.Query()
}

func (b *browser) code(p *party) string {
	b.t.Helper()
	said := b.back()
	require.Empty(b.t, said.Get("error"))
	require.Equal(b.t, p.state, said.Get("state"))
	return said.Get("code")
}

// signedIn goes all the way for somebody who works in one restaurant.
func (p *party) signedIn(t *testing.T, who *access.Actor, tenant *access.Tenant) (*browser, *oauth2.Token) {
	t.Helper()
	b := p.f.browser(t).open(p.authURL()).signIn(who).choose(tenant)
	token, err := p.exchange(t, b.code(p))
	require.NoError(t, err)
	return b, token
}
