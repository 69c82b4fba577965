package clerk

import (
	"net/http"
	"strings"
)

// The cookies of Clerk: the session token, which scripts may read, and the handle that renews it, which they may not.
const (
	sessionCookie = "__session"
	clientCookie  = "__client"
	cookieSeconds = 30 * 24 * 60 * 60
)

// frontendRoutes is the part of the Frontend API that a page needs to stay signed in. CORS is left to who mounts it.
func (s *Server) frontendRoutes(mux *http.ServeMux) {
	guard := s.crossOriginProtection()
	mux.Handle("GET /v1/client", s.frontend(s.getClient))
	mux.HandleFunc("GET /v1/client/handshake", s.shake)
	mux.Handle("POST /v1/client/sessions/{id}/tokens", s.frontend(s.refreshToken))
	mux.Handle("POST /v1/client/sessions/{id}/touch", guard.Handler(s.frontend(s.touchSession)))
}

// crossOriginProtection refuses state-changing requests that a page of another origin made a browser send, unless its
// origin may be redirected to.
func (s *Server) crossOriginProtection() *http.CrossOriginProtection {
	guard := http.NewCrossOriginProtection()
	for _, allowed := range s.config.AllowedRedirects {
		if err := guard.AddTrustedOrigin(originOf(allowed)); err != nil {
			s.config.Logger.Error("clerk sandbox: trusted origin", "origin", allowed, "error", err)
		}
	}
	return guard
}

// clientEndpoint is an operation for the browser that holds the client's cookie.
type clientEndpoint func(w http.ResponseWriter, r *http.Request, clientID string) (any, error)

func (s *Server) frontend(e clientEndpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.public(func(r *http.Request) (any, error) {
			clientID, ok := s.clientOf(r)
			if !ok {
				return nil, errNoClient()
			}
			return e(w, r, clientID)
		}).ServeHTTP(w, r)
	})
}

func (s *Server) clientOf(r *http.Request) (string, bool) {
	cookie, err := r.Cookie(clientCookie)
	if err != nil {
		return "", false
	}
	id, ok := s.now().Clients[digest(cookie.Value)]
	return id, ok
}

// sessionOf finds an active session of the client.
func (s *Server) sessionOf(clientID, sessionID string) (*Session, error) {
	session, err := s.now().session(sessionID, s.clock.Now())
	if err != nil || session.ClientID != clientID || session.Status != statusActive {
		return nil, errNoSession(sessionID)
	}
	return session, nil
}

func (s *Server) activeSessions(clientID string) []*Session {
	now := s.clock.Now()
	return selectSorted(s.now().Sessions, func(session *Session) bool {
		return session.ClientID == clientID && session.shownAt(now).Status == statusActive
	}, newestSession)
}

type clientObject struct {
	Object              string     `json:"object"`
	ID                  string     `json:"id"`
	Sessions            []*Session `json:"sessions"`
	LastActiveSessionID *string    `json:"last_active_session_id"`
}

// frontendAnswer is the Frontend API's envelope.
type frontendAnswer struct {
	Response any `json:"response"`
	Client   any `json:"client"`
}

func (s *Server) getClient(_ http.ResponseWriter, _ *http.Request, clientID string) (any, error) {
	client := clientObject{Object: "client", ID: clientID, Sessions: s.activeSessions(clientID)}
	if len(client.Sessions) > 0 {
		client.LastActiveSessionID = &client.Sessions[0].ID
	}
	return frontendAnswer{Response: client}, nil
}

func (s *Server) refreshToken(w http.ResponseWriter, r *http.Request, clientID string) (any, error) {
	session, err := s.sessionOf(clientID, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return s.freshToken(w, r, session)
}

// freshToken signs a token for the page that asks, and puts it into the session cookie too.
func (s *Server) freshToken(w http.ResponseWriter, r *http.Request, session *Session) (tokenObject, error) {
	jwt, err := s.sessionToken(session.ID, TokenOptions{AuthorizedParty: originOf(r.Header.Get("Origin"))})
	if err != nil {
		return tokenObject{}, err
	}
	http.SetCookie(w, s.cookie(sessionCookie, jwt))
	return tokenObject{Object: "token", JWT: jwt}, nil
}

// touchSession chooses the active organization, given as a form as Clerk's own script does.
func (s *Server) touchSession(_ http.ResponseWriter, r *http.Request, clientID string) (any, error) {
	session, err := s.sessionOf(clientID, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if err := r.ParseForm(); err != nil {
		return nil, bodyError(err)
	}
	touched, err := s.chooseOrganization(originOfRequest(r), session.ID, r.PostForm.Get("active_organization_id"))
	return frontendAnswer{Response: touched}, err
}

func (s *Server) cookie(name, value string) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Clerk's scripts read __session, and development is plain http
		Name: name, Value: value, Path: "/", SameSite: http.SameSiteLaxMode, HttpOnly: name == clientCookie,
		MaxAge: cookieSeconds, Secure: strings.HasPrefix(s.config.BaseURL, "https:"),
	}
}

// forgetCookies removes both from the browser.
func (s *Server) forgetCookies(w http.ResponseWriter) {
	for _, name := range []string{sessionCookie, clientCookie} {
		cookie := s.cookie(name, "") //nolint:gosec // as above
		cookie.MaxAge = -1
		http.SetCookie(w, cookie)
	}
}
