package clerk

import "strings"

// byTicket finds the invitation that a link belongs to, as long as it can be accepted.
func (st *state) byTicket(c *change, ticket string) (*invitation, error) {
	for _, i := range st.Invitations {
		if ticket == "" || i.Ticket != ticket {
			continue
		}
		if status := i.shownAt(c.at).Status; status != statusPending {
			return nil, errInvitationSettled(status)
		}
		return i, nil
	}
	return nil, errNoInvitation("of this link")
}

// accept lets the user, whom the invitation must be addressed to, take it up: what it carries becomes the user's, and one
// to an organization makes a member.
func (c *change) accept(i *invitation, u *User) error {
	if !u.hasEmail(i.EmailAddress) {
		return errNoInvitation("for " + strings.Join(u.emails(), ", "))
	}
	accepted := *i
	accepted.Status, accepted.UserID, accepted.UpdatedAt = statusAccepted, u.ID, millis(c.at)
	c.Invitations[i.ID] = &accepted
	if i.OrganizationID == "" {
		return c.takeMetadata(i, u)
	}
	c.emit("organizationInvitation.accepted", &accepted.Invitation)
	_, err := c.addMember(i.OrganizationID, memberBody{
		UserID: u.ID, Role: i.Role, metadataParams: metadataParams{Public: i.PublicMetadata, Private: i.PrivateMetadata},
	})
	return err
}

// takeMetadata lays the invitation's public metadata over the user's, as Clerk does on sign-up.
func (c *change) takeMetadata(i *invitation, u *User) error {
	if string(i.PublicMetadata) == string(emptyObject) {
		return nil
	}
	merged, err := mergeObjects(u.PublicMetadata, i.PublicMetadata)
	if err != nil {
		return err
	}
	changed := *u
	changed.PublicMetadata = merged
	c.Users[u.ID] = &changed
	c.emit("user.updated", &changed)
	return nil
}

// AcceptInvitation has the user with the invited email address accept a pending invitation to the application or to an
// organization, as they would by following its link.
func (s *Server) AcceptInvitation(id string) error {
	return s.change(origin{}, func(c *change) error {
		i := c.Invitations[id]
		if i == nil {
			return errNoInvitation(id)
		}
		if status := i.shownAt(c.at).Status; status != statusPending {
			return errInvitationSettled(status)
		}
		u := c.userByEmail(i.EmailAddress)
		if u == nil {
			return errNoUser(i.EmailAddress)
		}
		return c.accept(i, u)
	})
}
