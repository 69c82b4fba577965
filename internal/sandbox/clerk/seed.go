package clerk

import "cmp"

// CreateUser makes a user as POST /v1/users would, webhook included.
func (s *Server) CreateUser(p UserParams) (*User, error) {
	var u *User
	err := s.change(origin{}, func(c *change) (err error) {
		u, err = c.addUser(p.body())
		return err
	})
	return u, err
}

func (p UserParams) body() userBody {
	return userBody{
		EmailAddress: p.EmailAddresses, FirstName: &p.FirstName, LastName: &p.LastName, Username: &p.Username,
		ExternalID: &p.ExternalID, metadataParams: metadataParams{Public: p.PublicMetadata},
	}
}

// UserByEmail finds a user by any of their addresses, so that a seed can be run twice. It gives nil when there is none.
func (s *Server) UserByEmail(email string) *User { return s.now().userByEmail(email) }

// CreateSession signs a user in, as POST /v1/sessions would; orgID is the active organization, or "".
func (s *Server) CreateSession(userID, orgID string) (*Session, error) {
	var session *Session
	err := s.change(origin{}, func(c *change) (err error) {
		session, err = c.signIn(userID, newID("client", c.at), orgID)
		return err
	})
	return session, err
}

// RevokeSession ends a sign-in, as POST /v1/sessions/{id}/revoke would, webhook included.
func (s *Server) RevokeSession(sessionID string) error {
	return s.change(origin{}, func(c *change) error {
		_, err := c.endSession(sessionID, statusRevoked)
		return err
	})
}

// ActivateOrganization chooses a session's active organization; "" is none.
func (s *Server) ActivateOrganization(sessionID, orgID string) error {
	_, err := s.chooseOrganization(origin{}, sessionID, orgID)
	return err
}

// CreateOrganization makes an organization as POST /v1/organizations would, webhooks included.
func (s *Server) CreateOrganization(p OrganizationParams) (*Organization, error) {
	body := organizationBody{Name: &p.Name, CreatedBy: p.CreatedBy, MaxAllowedMemberships: &p.MaxAllowedMemberships}
	if p.Slug != "" {
		body.Slug = &p.Slug
	}
	var o *Organization
	err := s.change(origin{}, func(c *change) (err error) {
		o, err = c.addOrganization(body)
		return err
	})
	return o, err
}

// AddMember puts a user into an organization; role is "org:member" when it is "".
func (s *Server) AddMember(orgID, userID, role string) (*Membership, error) {
	var m *Membership
	err := s.change(origin{}, func(c *change) (err error) {
		m, err = c.addMember(orgID, memberBody{UserID: userID, Role: cmp.Or(role, "org:member")})
		return err
	})
	return m, err
}
