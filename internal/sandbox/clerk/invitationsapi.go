package clerk

import (
	"cmp"
	"net/http"
)

func (s *Server) postInvitation(r *http.Request) (any, error) {
	body, err := decode[invitationBody](r)
	if err != nil {
		return nil, err
	}
	var i *Invitation
	err = s.change(originOfRequest(r), func(c *change) error {
		i, err = c.invite(body)
		return err
	})
	return i, err
}

func (s *Server) postOrgInvitation(r *http.Request) (any, error) {
	body, err := decode[invitationBody](r)
	if err != nil {
		return nil, err
	}
	var i *Invitation
	err = s.change(originOfRequest(r), func(c *change) error {
		i, err = c.inviteToOrganization(r.PathValue("id"), body)
		return err
	})
	return i, err
}

func (s *Server) listInvitations(r *http.Request) (any, error) {
	found, err := s.findInvitations(r, "")
	if err != nil {
		return nil, err
	}
	return pageOrArray(found, r)
}

func (s *Server) listOrgInvitations(r *http.Request) (any, error) {
	o, err := s.now().organization(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	found, err := s.findInvitations(r, o.ID)
	if err != nil {
		return nil, err
	}
	return pageOf(found, r)
}

func (s *Server) findInvitations(r *http.Request, orgID string) ([]*Invitation, error) {
	q := r.URL.Query()
	compare, err := invitationOrders.choose(q, "-created_at", func(a, b *Invitation) int { return cmp.Compare(a.ID, b.ID) })
	if err != nil {
		return nil, err
	}
	shown := make(map[string]*Invitation)
	for id, i := range s.now().Invitations {
		if i.OrganizationID == orgID {
			shown[id] = i.shownAt(s.clock.Now())
		}
	}
	return selectSorted(shown, func(i *Invitation) bool {
		return anyOf(q["status"], func(status string) bool { return status == i.Status }) &&
			anyOf(q["email_address"], func(email string) bool { return email == i.EmailAddress }) &&
			partOf(q.Get("query"), i.EmailAddress, i.ID)
	}, compare), nil
}

// invitation finds one by its id; orgID is "" for one to the application.
func (st *state) invitation(orgID, id string) (*invitation, error) {
	if i := st.Invitations[id]; i != nil && i.OrganizationID == orgID {
		return i, nil
	}
	return nil, errNoInvitation(id)
}

func (s *Server) revokeInvitation(r *http.Request) (any, error) {
	return s.revokeFrom(r, "", r.PathValue("id"))
}

func (s *Server) revokeOrgInvitation(r *http.Request) (any, error) {
	o, err := s.now().organization(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return s.revokeFrom(r, o.ID, r.PathValue("invitation_id"))
}

func (s *Server) revokeFrom(r *http.Request, orgID, id string) (any, error) {
	var revoked *Invitation
	err := s.change(originOfRequest(r), func(c *change) error {
		i, err := c.invitation(orgID, id)
		if err != nil {
			return err
		}
		revoked, err = c.revoke(i)
		return err
	})
	return revoked, err
}

func (s *Server) getOrgInvitation(r *http.Request) (any, error) {
	o, err := s.now().organization(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	i, err := s.now().invitation(o.ID, r.PathValue("invitation_id"))
	if err != nil {
		return nil, err
	}
	return i.shownAt(s.clock.Now()), nil
}
