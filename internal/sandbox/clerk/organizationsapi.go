package clerk

import (
	"net/http"
	"strings"
)

func (s *Server) postOrganization(r *http.Request) (any, error) {
	body, err := decode[organizationBody](r)
	if err != nil {
		return nil, err
	}
	var o *Organization
	err = s.change(originOfRequest(r), func(c *change) error {
		o, err = c.addOrganization(body)
		return err
	})
	return o, err
}

func (s *Server) getOrganization(r *http.Request) (any, error) {
	return s.now().organization(r.PathValue("id"))
}

func (s *Server) patchOrganization(r *http.Request) (any, error) {
	body, err := decode[organizationBody](r)
	if err != nil {
		return nil, err
	}
	if body.Name != nil && strings.TrimSpace(*body.Name) == "" {
		return nil, errMissing("name")
	}
	return s.updateOrganization(r, func(c *change, o *Organization) error { return c.describeOrganization(o, body) })
}

func (s *Server) patchOrganizationMetadata(r *http.Request) (any, error) {
	body, err := decode[metadataParams](r)
	if err != nil {
		return nil, err
	}
	return s.updateOrganization(r, func(_ *change, o *Organization) error {
		return body.merge(&o.PublicMetadata, &o.PrivateMetadata, nil)
	})
}

func (s *Server) updateOrganization(r *http.Request, edit func(*change, *Organization) error) (any, error) {
	var edited Organization
	err := s.change(originOfRequest(r), func(c *change) error {
		o, err := c.organization(r.PathValue("id"))
		if err != nil {
			return err
		}
		edited = *o
		if err := edit(c, &edited); err != nil {
			return err
		}
		edited.UpdatedAt = millis(c.at)
		c.Organizations[edited.ID] = &edited
		c.emit("organization.updated", &edited)
		return nil
	})
	return &edited, err
}

// deleteOrganization takes its memberships and invitations along, and tells of the organization alone.
func (s *Server) deleteOrganization(r *http.Request) (any, error) {
	var gone deletedObject
	err := s.change(originOfRequest(r), func(c *change) error {
		o, err := c.organization(r.PathValue("id"))
		if err != nil {
			return err
		}
		gone = deletedObject{Object: "organization", ID: o.ID, Slug: o.Slug, Deleted: true}
		c.removeOrganization(o.ID)
		c.emit("organization.deleted", gone)
		return nil
	})
	return gone, err
}

func (c *change) removeOrganization(id string) {
	for _, m := range c.membersOf(id) {
		c.leave(m)
	}
	for _, i := range c.Invitations {
		if i.OrganizationID == id {
			delete(c.Invitations, i.ID)
		}
	}
	delete(c.Organizations, id)
}

func (s *Server) listOrganizations(r *http.Request) (any, error) {
	q, st := r.URL.Query(), s.now()
	compare, err := organizationOrders.choose(q, "-created_at", byOrganizationID)
	if err != nil {
		return nil, err
	}
	counted := make(map[string]*Organization, len(st.Organizations))
	for id, o := range st.Organizations {
		counted[id] = st.withCounts(o)
	}
	return pageOf(selectSorted(counted, func(o *Organization) bool {
		return partOf(q.Get("query"), o.ID, o.Name, o.Slug) &&
			anyOf(q["organization_id"], func(id string) bool { return id == o.ID }) &&
			anyOf(q["user_id"], func(id string) bool { return st.Memberships[memberKey(o.ID, id)] != nil })
	}, compare), r)
}
