package clerk

import (
	"cmp"
	"net/http"
)

// showSignedIn shows a fresh session token, for use with curl.
func (s *Server) showSignedIn(w http.ResponseWriter, r *http.Request) {
	session := s.newestSessionOf(r)
	if session == nil {
		http.Redirect(w, r, s.basePath+"/sign-in", http.StatusSeeOther)
		return
	}
	token, err := s.freshToken(w, r, session)
	if err != nil {
		s.refusePage(w, http.StatusInternalServerError, "The session token could not be signed.")
		return
	}
	s.render(w, http.StatusOK, "signedin.html", pageData{
		User: s.now().Users[session.UserID], Session: session, Token: token.JWT,
	})
}

func (s *Server) newestSessionOf(r *http.Request) *Session {
	clientID, ok := s.clientOf(r)
	if !ok {
		return nil
	}
	sessions := s.activeSessions(clientID)
	if len(sessions) == 0 {
		return nil
	}
	return sessions[0]
}

// showSignOut asks first: a link, which any page may hold, must not sign anybody out.
func (s *Server) showSignOut(w http.ResponseWriter, r *http.Request) {
	target, ok := s.redirectTarget(r)
	if !ok {
		s.refusePage(w, http.StatusBadRequest, badRedirect)
		return
	}
	s.render(w, http.StatusOK, "signout.html", pageData{Redirect: target})
}

func (s *Server) submitSignOut(w http.ResponseWriter, r *http.Request) {
	if !s.parseForm(w, r) {
		return
	}
	target, ok := s.redirectTarget(r)
	if !ok {
		s.refusePage(w, http.StatusBadRequest, badRedirect)
		return
	}
	clientID, _ := s.clientOf(r)
	err := s.change(originOfRequest(r), func(c *change) error { return c.endClient(clientID) })
	if err != nil {
		s.config.Logger.Error("clerk sandbox: sign-out", "error", err)
		s.refusePage(w, http.StatusInternalServerError, "Signing out failed; the log says why.")
		return
	}
	s.forgetCookies(w)
	http.Redirect(w, r, cmp.Or(target, s.basePath+"/sign-in"), http.StatusSeeOther) //nolint:gosec // mayRedirect allowed target
}
