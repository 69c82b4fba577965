package console

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SessionPath is where a browser gets a fresh session token for the pages, or is sent to sign in.
const SessionPath = "/session"

// Clerk is where browsers deal with Clerk: its sign-in page, and the handshake that renews a session token, which lives a minute.
type Clerk interface {
	// SignInURL is where somebody signs in to come back to an address of ours, "" when nobody knows.
	SignInURL(back string) string
	// HandshakeURL is where a browser gets a fresh token and comes back with it.
	HandshakeURL(back string, r *http.Request) string
	// Handshake takes what came back: the cookies to pass on and the token among them, if any.
	Handshake(ctx context.Context, r *http.Request) (cookies []string, token string, err error)
}

// Session keeps browsers signed in.
type Session struct {
	Clerk   Clerk
	BaseURL string // ours, to which Clerk leads back
	// Origins are those that serve the same pages elsewhere, such as http://localhost:3000 while somebody works on them.
	Origins []string
	Logger  *slog.Logger
	// SignedIn says for how long yet a request is somebody's, 0 when it is nobody's; a token that a handshake has brought counts instead
	// of its cookie.
	SignedIn func(ctx context.Context, r *http.Request, token string) (time.Duration, error)
}

// The way leads over Clerk's pages and comes back here a step further each time, so that it ends: a token that is good; a handshake,
// which renews it; the sign-in page; a handshake after it.
const (
	stepFirst = iota
	stepHandshaken
	stepSignedIn
	stepLast
)

var (
	errNowhere   = errors.New("this server does not know where people sign in: set CLERK_SIGN_IN_URL")
	errNotSigned = errors.New("clerk did not say that you are signed in")
)

// ServeHTTP leads to the page that ?back= names once somebody is signed in. With ?quiet= it never shows a page: it is for scripts, which
// hear for how many seconds somebody is signed in, 0 when they have to sign in.
func (s *Session) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		http.Error(w, "This method is not allowed here.", http.StatusMethodNotAllowed)
		return
	}
	left, err := s.signedIn(w, r)
	switch {
	case err != nil:
		s.Logger.ErrorContext(r.Context(), "console: who is signed in", "error", err)
		http.Error(w, "Whether you are signed in could not be found out. Try again in a moment.", http.StatusServiceUnavailable)
	case left > 0 && quiet(r):
		s.tell(w, left)
	case left > 0:
		redirect(w, r, s.back(r))
	default:
		s.sendAway(w, r)
	}
}

// signedIn believes a handshake only in the browser whose walk brought it: a link with somebody else's would sign people in as them.
func (s *Session) signedIn(w http.ResponseWriter, r *http.Request) (time.Duration, error) {
	if walk := walkOf(r); walk == "" || walk != r.URL.Query().Get("walk") {
		return s.SignedIn(r.Context(), r, "")
	}
	cookies, token, err := s.Clerk.Handshake(r.Context(), r)
	if err != nil {
		s.Logger.InfoContext(r.Context(), "console: a handshake was not believed", "error", err)
		token = ""
	}
	for _, cookie := range cookies {
		w.Header().Add("Set-Cookie", cookie)
	}
	return s.SignedIn(r.Context(), r, token)
}

// tell answers a script. That nobody is signed in is an answer and no failure, which browsers would put on their console.
func (s *Session) tell(w http.ResponseWriter, left time.Duration) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, "{\"signed_in_for\":%d}\n", int(left.Seconds())) // whoever left does not hear it
}

// sendAway sends the browser on to where it may become signed in.
func (s *Session) sendAway(w http.ResponseWriter, r *http.Request) {
	step := stepOf(r)
	again := url.Values{"back": {s.back(r)}, "step": {strconv.Itoa(step + 1)}, "walk": {s.walk(w, r)}}
	if quiet(r) {
		again.Set("quiet", "1")
	}
	here := s.BaseURL + SessionPath + "?" + again.Encode()
	switch {
	case step == stepFirst, step == stepSignedIn:
		redirect(w, r, s.Clerk.HandshakeURL(here, r))
	case quiet(r):
		s.tell(w, 0)
	case step == stepLast:
		http.Error(w, errNotSigned.Error(), http.StatusUnauthorized)
	default:
		to := s.Clerk.SignInURL(here)
		if to == "" {
			http.Error(w, errNowhere.Error(), http.StatusServiceUnavailable)
			return
		}
		redirect(w, r, to)
	}
}

// walkCookie names the browser that went to Clerk, for as long as it may be away.
const (
	walkCookie  = "tabletap_walk"
	walkSeconds = 30 * 60
)

func walkOf(r *http.Request) string {
	cookie, err := r.Cookie(walkCookie)
	if err != nil || len(cookie.Value) != len(rand.Text()) {
		return ""
	}
	return cookie.Value
}

// walk is the browser's, or a fresh one: several pages of a browser may be on their way at once.
func (s *Session) walk(w http.ResponseWriter, r *http.Request) string {
	value := cmp.Or(walkOf(r), rand.Text())
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // G124: without TLS, as in development, a Secure cookie would not come back
		Name: walkCookie, Value: value, Path: SessionPath, MaxAge: walkSeconds, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: strings.HasPrefix(s.BaseURL, "https:"),
	})
	return value
}

func stepOf(r *http.Request) int {
	step, err := strconv.Atoi(r.URL.Query().Get("step"))
	if err != nil || step < stepFirst || step > stepLast {
		return stepFirst
	}
	return step
}

func quiet(r *http.Request) bool { return r.URL.Query().Get("quiet") != "" }

// notPages are what this origin serves besides the console.
var notPages = []string{"/api/", "/oauth/", "/sandbox/", "/session/", "/.well-known/"}

// back is the page to lead to, which is one of the console's, here or at an origin that we know: the address is on every site's link
// that wants it.
func (s *Session) back(r *http.Request) string {
	asked := r.URL.Query().Get("back")
	u, err := url.Parse(asked)
	if err != nil {
		return "/"
	}
	away := u.Scheme != "" || u.Host != ""
	if away && (u.User != nil || !slices.Contains(s.Origins, u.Scheme+"://"+u.Host)) || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") ||
		strings.ContainsAny(u.Path, `\`) || path.Clean(u.Path) != strings.TrimSuffix(u.Path, "/") && u.Path != "/" {
		return "/"
	}
	if slices.ContainsFunc(notPages, func(prefix string) bool { return strings.HasPrefix(u.Path+"/", prefix) }) {
		return "/"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}).String()
}

func redirect(w http.ResponseWriter, r *http.Request, to string) {
	http.Redirect(w, r, to, http.StatusSeeOther) // Clerk's address, or a page of ours
}
