package clerk

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// usersShown is how many users the sign-in page offers.
const usersShown = 200

const badRedirect = "redirect_url leads to an address that is not allowed."

func (s *Server) showSignIn(w http.ResponseWriter, r *http.Request) {
	target, ok := s.redirectTarget(r)
	if !ok {
		s.refusePage(w, http.StatusBadRequest, badRedirect)
		return
	}
	data := pageData{Redirect: target, Ticket: r.FormValue("__clerk_ticket")}
	if data.Ticket == "" && s.resume(w, r, target) {
		return
	}
	if data.Ticket != "" {
		i, err := s.now().byTicket(&change{at: s.clock.Now()}, data.Ticket)
		if err != nil {
			s.refusePage(w, http.StatusNotFound, "This invitation is not valid any more.")
			return
		}
		data.Invited, data.InviteTo, data.Form.Email = &i.Invitation, i.RedirectURL, i.EmailAddress
	}
	s.renderSignIn(w, http.StatusOK, data)
}

func (s *Server) renderSignIn(w http.ResponseWriter, status int, data pageData) {
	users, err := s.now().findUsers(url.Values{"order_by": {"email_address"}})
	if err != nil {
		s.refusePage(w, http.StatusInternalServerError, "The users could not be listed.")
		return
	}
	data.Users = cut(users, window{limit: usersShown})
	s.render(w, status, "signin.html", data)
}

func (s *Server) submitSignIn(w http.ResponseWriter, r *http.Request) {
	s.submit(w, r, func(c *change) (*User, error) { return c.user(r.PostForm.Get("user_id")) })
}

func (s *Server) submitSignUp(w http.ResponseWriter, r *http.Request) {
	s.submit(w, r, func(c *change) (*User, error) {
		return c.addUser(UserParams{
			EmailAddresses: []string{r.PostForm.Get("email_address")},
			FirstName:      strings.TrimSpace(r.PostForm.Get("first_name")),
			LastName:       strings.TrimSpace(r.PostForm.Get("last_name")),
		}.body())
	})
}

// submit signs in the user that pick finds or makes, takes up the invitation whose link led here, and redirects.
func (s *Server) submit(w http.ResponseWriter, r *http.Request, pick func(*change) (*User, error)) {
	if !s.parseForm(w, r) {
		return
	}
	target, ok := s.redirectTarget(r)
	if !ok {
		s.refusePage(w, http.StatusBadRequest, badRedirect)
		return
	}
	signedIn, err := s.admit(r, pick)
	if err != nil {
		s.showProblem(w, r, target, err)
		return
	}
	s.welcome(w, r, signedIn, cmp.Or(target, signedIn.redirect, s.basePath+"/signed-in"))
}

// admission is a sign-in that worked.
type admission struct {
	session  *Session
	cookie   string // new value of the client's cookie
	redirect string // where the invitation leads, or ""
}

func (s *Server) admit(r *http.Request, pick func(*change) (*User, error)) (admission, error) {
	result := admission{cookie: randomToken()}
	previous, _ := s.clientOf(r)
	err := s.change(originOfRequest(r), func(c *change) error {
		u, err := pick(c)
		if err != nil {
			return err
		}
		if result.redirect, err = c.acceptTicket(r.PostForm.Get("__clerk_ticket"), u); err != nil {
			return err
		}
		if err := c.endClient(previous); err != nil {
			return err
		}
		clientID := newID("client", c.at)
		c.Clients[digest(result.cookie)] = clientID
		result.session, err = c.signIn(u.ID, clientID, "")
		return err
	})
	return result, err
}

func (c *change) acceptTicket(ticket string, u *User) (redirect string, err error) {
	if ticket == "" {
		return "", nil
	}
	i, err := c.byTicket(c, ticket)
	if err != nil {
		return "", err
	}
	return i.RedirectURL, c.accept(i, u)
}

// endClient signs a browser out: its sessions end, and its cookie is worth nothing any more.
func (c *change) endClient(clientID string) error {
	if clientID == "" {
		return nil
	}
	for _, session := range c.Sessions {
		if session.ClientID != clientID {
			continue
		}
		if _, err := c.endSession(session.ID, statusRemoved); err != nil {
			return err
		}
	}
	for hash, id := range c.Clients {
		if id == clientID {
			delete(c.Clients, hash)
		}
	}
	return nil
}

func (s *Server) welcome(w http.ResponseWriter, r *http.Request, a admission, target string) {
	if _, err := s.freshToken(w, r, a.session); err != nil {
		s.refusePage(w, http.StatusInternalServerError, "The session token could not be signed.")
		return
	}
	http.SetCookie(w, s.cookie(clientCookie, a.cookie))
	http.Redirect(w, r, target, http.StatusSeeOther) //nolint:gosec // mayRedirect allowed target
}

// showProblem shows the form again with what was wrong.
func (s *Server) showProblem(w http.ResponseWriter, r *http.Request, target string, err error) {
	refused, ok := errors.AsType[*apiError](err)
	if !ok {
		s.config.Logger.Error("clerk sandbox: sign-in", "error", err)
		s.refusePage(w, http.StatusInternalServerError, "Signing in failed; the log says why.")
		return
	}
	form := signUpForm{r.PostForm.Get("first_name"), r.PostForm.Get("last_name"), r.PostForm.Get("email_address")}
	s.renderSignIn(w, refused.Status, pageData{
		Redirect: target, Ticket: r.PostForm.Get("__clerk_ticket"), Form: form, Problem: refused.LongMessage,
	})
}
