package clerk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// Cookies and parameters of a handshake, as Clerk's SDKs spell them (github.com/clerk/javascript,
// packages/backend/src/constants.ts).
const (
	handshakeName  = "__clerk_handshake" // cookie in production, parameter at a development instance
	devBrowserName = "__clerk_db_jwt"    // names the browser to a development instance, whose cookies are a third party's
	sessionName    = "__session"
	// maxHandshakeBytes bounds a handshake: a few cookies, each of at most 4 KiB.
	maxHandshakeBytes = 32 << 10
)

// Frontend is where browsers deal with Clerk themselves: the sign-in page, and the handshake by which a server-rendered page
// gets a fresh session token. Tokens live a minute; on pages with Clerk's script it renews them, on others the browser is sent
// to the Frontend API, which knows it by a cookie of its own, and comes back with what the session cookie should be.
type Frontend struct {
	api      string
	signIn   string
	verifier *Verifier
}

// FrontendConfig says where a Frontend is.
type FrontendConfig struct {
	API       string    // the Frontend API's URL, which is the issuer of session tokens; required
	SignInURL string    // the page to sign in at; "": the instance's Account Portal
	Verifier  *Verifier // checks handshakes; required
}

// NewFrontend makes a frontend, or says what its configuration lacks.
func NewFrontend(c FrontendConfig) (*Frontend, error) {
	if u, err := url.Parse(c.API); err != nil || !isWeb(u) || c.Verifier == nil {
		return nil, errors.New("clerk: a frontend needs the Frontend API's URL and a verifier")
	}
	api := strings.TrimRight(c.API, "/")
	if c.SignInURL == "" {
		c.SignInURL = accountPortal(api)
	}
	if u, err := url.Parse(c.SignInURL); err != nil || c.SignInURL != "" && !isWeb(u) {
		return nil, errors.New("clerk: the sign-in page must be http:// or https:// and a host")
	}
	return &Frontend{api: api, signIn: c.SignInURL, verifier: c.Verifier}, nil
}

// accountPortal is the sign-in page that Clerk hosts for an instance: accounts.<domain> beside clerk.<domain>, and
// <name>.accounts.dev for a development instance (clerk.com/docs/guides/account-portal/overview). It is "" where neither rule fits.
func accountPortal(api string) string {
	u, err := url.Parse(api)
	if err != nil || u.Path != "" {
		return ""
	}
	if name, ok := strings.CutSuffix(u.Host, ".clerk.accounts.dev"); ok {
		return u.Scheme + "://" + name + ".accounts.dev/sign-in"
	}
	if domain, ok := strings.CutPrefix(u.Host, "clerk."); ok {
		return u.Scheme + "://accounts." + domain + "/sign-in"
	}
	return ""
}

// SignInURL is where somebody signs in to come back to an address of ours; "" when there is no such page.
func (f *Frontend) SignInURL(back string) string {
	if f.signIn == "" {
		return ""
	}
	return withQuery(f.signIn, url.Values{"redirect_url": {back}})
}

// HandshakeURL is where a browser gets a fresh session token, or the word that nobody is signed in, and comes back to an address of
// ours with it. R is the request that leads there.
func (f *Frontend) HandshakeURL(back string, r *http.Request) string {
	query := url.Values{"redirect_url": {back}, "suffixed_cookies": {"false"}, "__clerk_hs_reason": {"session-token-expired"}}
	if browser := devBrowser(r); browser != "" {
		query.Set(devBrowserName, browser)
	}
	return withQuery(f.api+"/v1/client/handshake", query)
}

func devBrowser(r *http.Request) string {
	if value := r.URL.Query().Get(devBrowserName); value != "" {
		return value
	}
	if cookie, err := r.Cookie(devBrowserName); err == nil {
		return cookie.Value
	}
	return ""
}

func withQuery(address string, add url.Values) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // it was parsed before
	}
	query := u.Query()
	maps.Copy(query, add)
	u.RawQuery = query.Encode()
	return u.String()
}

// Handshake takes what the Frontend API gave the browser along: the cookies to pass on, in Clerk's own words, and the session
// token among them. None of it is no error, and the token is "" when nobody is signed in. It fails with Unauthenticated for a
// handshake that Clerk did not sign.
func (f *Frontend) Handshake(ctx context.Context, r *http.Request) (cookies []string, token string, err error) {
	raw := r.URL.Query().Get(handshakeName)
	if cookie, err := r.Cookie(handshakeName); raw == "" && err == nil {
		raw = cookie.Value
	}
	if raw == "" {
		return nil, "", nil
	}
	cookies, err = f.verifier.handshake(ctx, raw)
	if err != nil {
		return nil, "", err
	}
	for _, line := range cookies {
		if cookie, err := http.ParseSetCookie(line); err == nil && cookie.Name == sessionName && cookie.MaxAge >= 0 {
			token = cookie.Value
		}
	}
	return cookies, token, nil
}

// handshake checks the signature, as Clerk's SDKs do: a handshake has no times of its own, the session token in it has.
func (v *Verifier) handshake(ctx context.Context, raw string) ([]string, error) {
	if len(raw) > maxHandshakeBytes {
		return nil, errToken.Because(fmt.Errorf("a handshake of %d bytes", len(raw)))
	}
	parsed, err := parseToken(raw)
	if err != nil {
		return nil, errToken.Because(err)
	}
	key, _, err := v.keys.lookup(ctx, parsed.Headers[0].KeyID)
	if err != nil {
		return nil, err
	}
	var said struct {
		Cookies []string        `json:"handshake"`
		Subject json.RawMessage `json:"sub"`
	}
	if err := parsed.Claims(key, &said); err != nil {
		return nil, errToken.Because(err)
	}
	if said.Cookies == nil || said.Subject != nil {
		return nil, errToken.Because(errors.New("it is no handshake"))
	}
	return said.Cookies, nil
}

// WithSession is r as if the browser had the session token already.
func WithSession(r *http.Request, token string) *http.Request {
	clone := r.Clone(r.Context())
	clone.Header.Del("Cookie")
	for _, cookie := range r.Cookies() {
		if cookie.Name != sessionName {
			clone.AddCookie(cookie)
		}
	}
	clone.AddCookie(&http.Cookie{Name: sessionName, Value: token}) //nolint:gosec // G124: sent to nobody
	return clone
}
