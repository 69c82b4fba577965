package clerk

import (
	"net/http"
	"slices"
)

// userBody is what POST and PATCH of users take.
type userBody struct {
	metadataParams
	EmailAddress          []string `json:"email_address"`
	FirstName             *string  `json:"first_name"`
	LastName              *string  `json:"last_name"`
	Username              *string  `json:"username"`
	ExternalID            *string  `json:"external_id"`
	Password              string   `json:"password"`
	PrimaryEmailAddressID string   `json:"primary_email_address_id"`
}

func (s *Server) postUser(r *http.Request) (any, error) {
	body, err := decode[userBody](r)
	if err != nil {
		return nil, err
	}
	var u *User
	err = s.change(originOfRequest(r), func(c *change) error {
		u, err = c.addUser(body)
		return err
	})
	return u, err
}

func (s *Server) getUser(r *http.Request) (any, error) { return s.now().user(r.PathValue("id")) }

func (st *state) user(id string) (*User, error) {
	if u, ok := st.Users[id]; ok {
		return u, nil
	}
	return nil, errNoUser(id)
}

func (s *Server) patchUser(r *http.Request) (any, error) {
	body, err := decode[userBody](r)
	if err != nil {
		return nil, err
	}
	return s.updateUser(r, r.PathValue("id"), func(c *change, u *User) error {
		if body.PrimaryEmailAddressID != "" {
			if err := u.setPrimaryEmail(body.PrimaryEmailAddressID); err != nil {
				return err
			}
		}
		return c.describe(u, body)
	})
}

func (s *Server) patchUserMetadata(r *http.Request) (any, error) {
	body, err := decode[metadataParams](r)
	if err != nil {
		return nil, err
	}
	return s.updateUser(r, r.PathValue("id"), func(_ *change, u *User) error {
		return body.merge(&u.PublicMetadata, &u.PrivateMetadata, &u.UnsafeMetadata)
	})
}

type emailBody struct {
	UserID       string `json:"user_id"`
	EmailAddress string `json:"email_address"`
	Verified     bool   `json:"verified"`
	Primary      bool   `json:"primary"`
}

func (s *Server) postEmail(r *http.Request) (any, error) {
	body, err := decode[emailBody](r)
	if err != nil {
		return nil, err
	}
	u, err := s.updateUser(r, body.UserID, func(c *change, u *User) error {
		if err := c.addEmail(u, body.EmailAddress, body.Verified); err != nil || !body.Primary {
			return err
		}
		return u.setPrimaryEmail(u.EmailAddresses[len(u.EmailAddresses)-1].ID)
	})
	if err != nil {
		return nil, err
	}
	return u.EmailAddresses[len(u.EmailAddresses)-1], nil
}

// updateUser has edit change a copy of the user, which then takes the user's place.
func (s *Server) updateUser(r *http.Request, id string, edit func(*change, *User) error) (*User, error) {
	var edited User
	err := s.change(originOfRequest(r), func(c *change) error {
		u, err := c.user(id)
		if err != nil {
			return err
		}
		edited = *u
		if err := edit(c, &edited); err != nil {
			return err
		}
		edited.UpdatedAt = millis(c.at)
		c.Users[id] = &edited
		c.emit("user.updated", &edited)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &edited, nil
}

func (s *Server) deleteUser(r *http.Request) (any, error) {
	var gone deletedObject
	err := s.change(originOfRequest(r), func(c *change) error {
		u, err := c.user(r.PathValue("id"))
		if err != nil {
			return err
		}
		gone = deletedObject{Object: "user", ID: u.ID, ExternalID: u.ExternalID, Deleted: true}
		c.removeUser(u)
		c.emit("user.deleted", gone)
		return nil
	})
	return gone, err
}

// removeUser takes the user's sessions and memberships along.
func (c *change) removeUser(u *User) {
	for _, session := range c.sessionsOf(u.ID) {
		delete(c.Sessions, session.ID)
	}
	for _, m := range c.membershipsOf(u.ID) {
		c.removeMember(m)
	}
	delete(c.Users, u.ID)
}

func (st *state) membershipsOf(userID string) []*membership {
	return selectSorted(st.Memberships, func(m *membership) bool { return m.UserID == userID }, byMembershipID)
}

func (s *Server) listUsers(r *http.Request) (any, error) {
	users, err := s.now().findUsers(r.URL.Query())
	if err != nil {
		return nil, err
	}
	w, err := windowOf(r.URL.Query())
	if err != nil {
		return nil, err
	}
	return slices.Clip(cut(users, w)), nil
}

type totalCount struct {
	Object     string `json:"object"`
	TotalCount int64  `json:"total_count"`
}

func (s *Server) countUsers(r *http.Request) (any, error) {
	users, err := s.now().findUsers(r.URL.Query())
	return totalCount{Object: "total_count", TotalCount: int64(len(users))}, err
}
