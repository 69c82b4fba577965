package clerk

import (
	"cmp"
	"net/http"
)

func (s *Server) postMembership(r *http.Request) (any, error) {
	body, err := decode[memberBody](r)
	if err != nil {
		return nil, err
	}
	if body.UserID == "" {
		return nil, errMissing("user_id")
	}
	if body.Role == "" {
		return nil, errMissing("role")
	}
	var m *Membership
	err = s.change(originOfRequest(r), func(c *change) error {
		m, err = c.addMember(r.PathValue("id"), body)
		return err
	})
	return m, err
}

func (s *Server) patchMembership(r *http.Request) (any, error) {
	body, err := decode[memberBody](r)
	if err != nil {
		return nil, err
	}
	if body.Role == "" {
		return nil, errMissing("role")
	}
	var shown *Membership
	err = s.change(originOfRequest(r), func(c *change) error {
		shown, err = c.changeRole(r.PathValue("id"), r.PathValue("user_id"), body.Role)
		return err
	})
	return shown, err
}

func (c *change) changeRole(orgID, userID, role string) (*Membership, error) {
	m, err := c.member(orgID, userID)
	if err != nil {
		return nil, err
	}
	if _, err := c.config.role(role); err != nil {
		return nil, err
	}
	edited := *m
	edited.Role, edited.UpdatedAt = role, millis(c.at)
	c.Memberships[memberKey(m.OrganizationID, m.UserID)] = &edited
	shown := c.config.show(c.state, &edited)
	c.emit("organizationMembership.updated", shown)
	return shown, nil
}

func (s *Server) deleteMembership(r *http.Request) (any, error) {
	var shown *Membership
	err := s.change(originOfRequest(r), func(c *change) error {
		m, err := c.member(r.PathValue("id"), r.PathValue("user_id"))
		if err != nil {
			return err
		}
		shown = c.removeMember(m)
		return nil
	})
	return shown, err
}

var membershipOrders = orders[*Membership]{
	"created_at": func(a, b *Membership) int { return cmp.Compare(a.CreatedAt, b.CreatedAt) },
	"role":       func(a, b *Membership) int { return cmp.Compare(a.Role, b.Role) },
	"email_address": func(a, b *Membership) int {
		return cmp.Compare(a.PublicUserData.Identifier, b.PublicUserData.Identifier)
	},
	"first_name": func(a, b *Membership) int {
		return cmp.Compare(deref(a.PublicUserData.FirstName), deref(b.PublicUserData.FirstName))
	},
	"last_name": func(a, b *Membership) int {
		return cmp.Compare(deref(a.PublicUserData.LastName), deref(b.PublicUserData.LastName))
	},
}

func (s *Server) listMemberships(r *http.Request) (any, error) {
	q, st := r.URL.Query(), s.now()
	o, err := st.organization(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	compare, err := membershipOrders.choose(q, "-created_at", func(a, b *Membership) int { return cmp.Compare(a.ID, b.ID) })
	if err != nil {
		return nil, err
	}
	shown := make(map[string]*Membership)
	for _, m := range st.membersOf(o.ID) {
		shown[m.ID] = s.config.show(st, m)
	}
	return pageOf(selectSorted(shown, func(m *Membership) bool {
		u := st.Users[m.PublicUserData.UserID]
		return anyOf(q["role"], func(role string) bool { return role == m.Role }) &&
			anyOf(q["user_id"], func(id string) bool { return id == u.ID }) &&
			anyOf(q["email_address"], u.hasEmail) &&
			partOf(q.Get("query"), u.searchable()...)
	}, compare), r)
}
