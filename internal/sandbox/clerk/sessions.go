package clerk

import (
	"cmp"
	"net/http"
	"time"
)

// How long a session lives: Clerk's defaults.
const (
	sessionLife    = 7 * 24 * time.Hour
	sessionAbandon = 30 * 24 * time.Hour
)

// sessionEvent is the data of session webhooks: the session and its user.
type sessionEvent struct {
	*Session
	User *User `json:"user"`
}

// signIn makes a session of the user on a client, and notes the sign-in. orgID is the active organization, or "".
func (c *change) signIn(userID, clientID, orgID string) (*Session, error) {
	u, err := c.user(userID)
	if err != nil {
		return nil, err
	}
	now := millis(c.at)
	session := &Session{
		Object: "session", ID: newID("sess", c.at), ClientID: clientID, UserID: userID, Status: statusActive,
		LastActiveAt: now, ExpireAt: millis(c.at.Add(sessionLife)), AbandonAt: millis(c.at.Add(sessionAbandon)),
		CreatedAt: now, UpdatedAt: now,
	}
	if err := c.activate(session, orgID); err != nil {
		return nil, err
	}
	signedIn := *u
	signedIn.LastSignInAt, signedIn.LastActiveAt = &now, &now
	c.Users[userID] = &signedIn
	c.Sessions[session.ID] = session
	c.emit("session.created", sessionEvent{session, &signedIn})
	return session, nil
}

// activate sets a session's active organization, which its user must belong to. "" is none.
func (c *change) activate(session *Session, orgID string) error {
	if orgID == "" {
		session.LastActiveOrganizationID = nil
		return nil
	}
	o, err := c.organization(orgID)
	if err != nil {
		return err
	}
	if c.Memberships[memberKey(o.ID, session.UserID)] == nil {
		return errNoOrganization()
	}
	session.LastActiveOrganizationID = &o.ID
	return nil
}

// endSession moves an active session into status and emits the event of that name.
func (c *change) endSession(id, status string) (*Session, error) {
	session, err := c.session(id, c.at)
	if err != nil {
		return nil, err
	}
	if session.Status != statusActive {
		return session, nil // ending twice is no error
	}
	ended := *session
	ended.Status, ended.UpdatedAt = status, millis(c.at)
	c.Sessions[id] = &ended
	c.emit("session."+status, sessionEvent{&ended, c.Users[ended.UserID]})
	return &ended, nil
}

func (st *state) sessionsOf(userID string) []*Session {
	return selectSorted(st.Sessions, func(s *Session) bool { return s.UserID == userID }, newestSession)
}

func newestSession(a, b *Session) int { return cmp.Compare(b.ID, a.ID) }

type sessionBody struct {
	UserID               string  `json:"user_id"`
	ActiveOrganizationID *string `json:"active_organization_id"`
	ExpiresInSeconds     *int64  `json:"expires_in_seconds"`
}

func (s *Server) postSession(r *http.Request) (any, error) {
	body, err := decode[sessionBody](r)
	if err != nil {
		return nil, err
	}
	if body.UserID == "" {
		return nil, errMissing("user_id")
	}
	var session *Session
	err = s.change(originOfRequest(r), func(c *change) error {
		session, err = c.signIn(body.UserID, newID("client", c.at), deref(body.ActiveOrganizationID))
		return err
	})
	return session, err
}

func (s *Server) getSession(r *http.Request) (any, error) {
	return s.now().session(r.PathValue("id"), s.clock.Now())
}

func (s *Server) listSessions(r *http.Request) (any, error) {
	q, now := r.URL.Query(), s.clock.Now()
	sessions := selectSorted(s.now().Sessions, func(session *Session) bool {
		return anyOf(q["user_id"], func(id string) bool { return id == session.UserID }) &&
			anyOf(q["client_id"], func(id string) bool { return id == session.ClientID }) &&
			anyOf(q["status"], func(status string) bool { return status == session.shownAt(now).Status })
	}, newestSession)
	for i, session := range sessions {
		sessions[i] = session.shownAt(now)
	}
	return pageOrArray(sessions, r)
}

// patchSession is the stand-in's own: it chooses the active organization, with null for none.
func (s *Server) patchSession(r *http.Request) (any, error) {
	body, err := decode[sessionBody](r)
	if err != nil {
		return nil, err
	}
	return s.chooseOrganization(originOfRequest(r), r.PathValue("id"), deref(body.ActiveOrganizationID))
}

func (s *Server) chooseOrganization(by origin, sessionID, orgID string) (*Session, error) {
	var chosen Session
	err := s.change(by, func(c *change) error {
		session, err := c.session(sessionID, c.at)
		if err != nil {
			return err
		}
		chosen = *session
		chosen.UpdatedAt = millis(c.at)
		c.Sessions[sessionID] = &chosen
		return c.activate(&chosen, orgID)
	})
	return &chosen, err
}

func (s *Server) revokeSession(r *http.Request) (any, error) {
	var session *Session
	err := s.change(originOfRequest(r), func(c *change) (err error) {
		session, err = c.endSession(r.PathValue("id"), statusRevoked)
		return err
	})
	return session, err
}

type tokenObject struct {
	Object string `json:"object"`
	JWT    string `json:"jwt"`
}

const maxTokenSeconds = 315_360_000 // ten years, Clerk's limit

func (s *Server) postToken(r *http.Request) (any, error) {
	body, err := decode[sessionBody](r)
	if err != nil {
		return nil, err
	}
	life := tokenLife
	if body.ExpiresInSeconds != nil {
		if *body.ExpiresInSeconds < 1 || *body.ExpiresInSeconds > maxTokenSeconds {
			return nil, errWrongType("expires_in_seconds", "positive integer")
		}
		life = time.Duration(*body.ExpiresInSeconds) * time.Second
	}
	jwt, err := s.sessionToken(r.PathValue("id"), TokenOptions{Lifetime: life})
	return tokenObject{Object: "token", JWT: jwt}, err
}
