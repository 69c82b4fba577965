package tooltap

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// launchParameter is where the console puts a launch token into the tool's address.
const launchParameter = "token"

type identityKey struct{}

// IdentityFrom finds who is asking, in the context of a request that came through Client.Middleware.
func IdentityFrom(ctx context.Context) (*Identity, bool) {
	who, ok := ctx.Value(identityKey{}).(*Identity)
	return who, ok
}

// LaunchHandler serves the address that the console opens. A GET with a launch token in its query is redeemed: the session goes into a
// cookie that scripts cannot read, and the browser is sent to the same address without the token, so that it stays in no history and
// no log of the next site. A token that opens nothing is answered by Config.Denied. Every other request goes to next; nil answers it
// with Config.Denied.
func (c *Client) LaunchHandler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := r.URL.Query().Get(launchParameter)
		switch {
		case token == "" || r.Method != http.MethodGet:
			if next == nil {
				c.deny(w, r)
				return
			}
			next.ServeHTTP(w, r)
		case strings.Contains(r.Header.Get("Sec-Purpose"), "prefetch"):
			// Looking ahead must not use the token up.
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			c.serveLaunch(w, r, token)
		}
	})
}

func (c *Client) serveLaunch(w http.ResponseWriter, r *http.Request, token string) {
	noStore(w)
	_, session, err := c.Redeem(r.Context(), token)
	switch {
	case errors.Is(err, ErrInvalidToken):
		c.deny(w, r)
	case err != nil:
		away(w, err)
	default:
		c.setCookie(w, r, session.Token, session.ExpiresAt)
		http.Redirect(w, r, withoutToken(r.URL), http.StatusSeeOther) //nolint:gosec // G710: a path of this very host, see there
	}
}

// withoutToken is the path and query of u without the launch token. It begins with exactly one slash: with two it would lead to another
// host.
func withoutToken(u *url.URL) string {
	query := u.Query()
	query.Del(launchParameter)
	clean := url.URL{Path: "/" + strings.TrimLeft(u.Path, `/\`), RawQuery: query.Encode()}
	return clean.RequestURI()
}

// Middleware lets requests through whose session is alive, with the Identity in their context. Others are answered by Config.Denied, and
// with 503 when the console does not say.
func (c *Client) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := c.cookie(r)
		if token == "" {
			c.deny(w, r)
			return
		}
		in, err := c.Introspect(r.Context(), token)
		switch {
		case err != nil:
			away(w, err)
		case !in.Active:
			c.clearCookie(w, r)
			c.deny(w, r)
		default:
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), identityKey{}, &in.Identity)))
		}
	})
}

// SignOutHandler ends the session at the console, forgets the cookie and sends the browser to an address; "" is the console's. It takes
// POST only, and not from pages of other sites, or those could sign people out.
func (c *Client) SignOutHandler(to string) http.Handler {
	if to == "" {
		to = c.cfg.BaseURL + "/"
	}
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		noStore(w)
		c.clearCookie(w, r)
		if err := c.Revoke(r.Context(), c.cookie(r)); err != nil {
			away(w, err)
			return
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
	}))
}

func (c *Client) cookie(r *http.Request) string {
	cookie, err := r.Cookie(c.cfg.Cookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// setCookie is Lax, not Strict: a launch comes from the console, and a browser sends no Strict cookie along where a journey of redirects
// began elsewhere.
func (c *Client) setCookie(w http.ResponseWriter, r *http.Request, value string, expires time.Time) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // G124: Secure wherever there is TLS; a tool on localhost has none
		Name: c.cfg.Cookie, Value: value, Path: "/", Expires: expires, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: c.cfg.SecureCookie || r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https"),
	})
}

func (c *Client) clearCookie(w http.ResponseWriter, r *http.Request) {
	c.setCookie(w, r, "", time.Unix(1, 0))
}

func noStore(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
}

// away says that nobody can be let in because the console does not answer, or not to this tool.
func away(w http.ResponseWriter, err error) {
	wait := 5 * time.Second
	if refused, ok := errors.AsType[*APIError](err); ok && refused.RetryAfter > 0 {
		wait = refused.RetryAfter
	}
	w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())))
	http.Error(w, "The console does not answer. Try again in a moment.", http.StatusServiceUnavailable)
}

func (c *Client) deny(w http.ResponseWriter, r *http.Request) {
	noStore(w)
	if c.cfg.Denied != nil {
		c.cfg.Denied.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	w.WriteHeader(http.StatusUnauthorized)
	_ = deniedPage.Execute(w, c.cfg.BaseURL+"/") // whoever asked has gone
}

var deniedPage = template.Must(template.New("denied").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Open this from the console</title>
<style>
	:root { color-scheme: light dark; }
	body { font: 1rem/1.5 system-ui, sans-serif; display: grid; min-height: 90vh; place-content: center; text-align: center; padding: 0 1rem; }
	a { color: inherit; font-weight: 600; }
</style>
<h1>Nobody is signed in here</h1>
<p>The session has ended, or the link was used already.</p>
<p><a href="{{.}}">Open this tool from the console</a></p>
</html>
`))
