package clerk

import (
	"net/http"
	"net/url"
	"strconv"
)

// The cookie that says when somebody last signed in, 0 for nobody, and the parameter that a handshake comes back in. A production
// instance uses a cookie of the parent domain instead, a development instance this.
const (
	clientUATCookie = "__client_uat"
	handshakeParam  = "__clerk_handshake"
)

// shake is how a server-rendered page gets a session token: the browser comes here, where it is known by the client's cookie, and is
// sent back with the cookies that the page's origin should have, signed.
func (s *Server) shake(w http.ResponseWriter, r *http.Request) {
	target, ok := s.redirectTarget(r)
	if !ok || target == "" {
		s.refusePage(w, http.StatusBadRequest, badRedirect)
		return
	}
	back, err := url.Parse(target)
	if err != nil {
		s.refusePage(w, http.StatusBadRequest, badRedirect)
		return
	}
	signed, err := s.handshake(r, back)
	if err != nil {
		s.config.Logger.Error("clerk sandbox: handshake", "error", err)
		s.refusePage(w, http.StatusInternalServerError, "The handshake could not be signed.")
		return
	}
	query := back.Query()
	query.Set(handshakeParam, signed)
	back.RawQuery = query.Encode()
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, back.String(), http.StatusTemporaryRedirect) //nolint:gosec // mayRedirect allowed target
}

// handshake signs the cookies of whom the browser has signed in, or what removes them.
func (s *Server) handshake(r *http.Request, back *url.URL) (string, error) {
	session := s.newestSessionOf(r)
	if session == nil {
		gone := s.cookie(sessionCookie, "") //nolint:gosec // Clerk's scripts read it
		gone.MaxAge = -1
		return s.signCookies(gone, s.cookie(clientUATCookie, "0"))
	}
	party := originOf(back.String())
	token, err := s.sessionToken(session.ID, TokenOptions{AuthorizedParty: party})
	if err != nil {
		return "", err
	}
	since := strconv.FormatInt(session.CreatedAt/1000, 10)
	return s.signCookies(s.cookie(sessionCookie, token), s.cookie(clientUATCookie, since))
}

func (s *Server) signCookies(cookies ...*http.Cookie) (string, error) {
	lines := make([]string, len(cookies))
	for i, cookie := range cookies {
		lines[i] = cookie.String()
	}
	return s.sign(TokenOptions{}, map[string]any{"handshake": lines})
}

// resume sends a browser that is signed in already to where it wanted to go, with a fresh token, as Clerk's sign-in page does. It
// reports false when there is nobody or nowhere.
func (s *Server) resume(w http.ResponseWriter, r *http.Request, target string) bool {
	session := s.newestSessionOf(r)
	if session == nil || target == "" {
		return false
	}
	if _, err := s.freshToken(w, r, session); err != nil {
		return false // such as for a user who was deleted: they can sign in as another
	}
	http.Redirect(w, r, target, http.StatusSeeOther) //nolint:gosec // mayRedirect allowed target
	return true
}
