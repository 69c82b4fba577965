package clerk

import (
	"cmp"
	"fmt"
	"net/http"
)

type memberBody struct {
	metadataParams
	UserID string `json:"user_id"`
	Role   string `json:"role"`
}

func byMembershipID(a, b *membership) int { return cmp.Compare(a.ID, b.ID) }

// show completes a stored membership with its organization and its user as they are now.
func (c *Config) show(st *state, m *membership) *Membership {
	role, _ := c.role(m.Role) // one that is not configured any more is shown by its key
	u := st.Users[m.UserID]
	permissions := role.Permissions
	if permissions == nil {
		permissions = []string{}
	}
	return &Membership{
		Object: "organization_membership", ID: m.ID, Role: m.Role, RoleName: role.Name, Permissions: permissions,
		PublicMetadata: m.PublicMetadata, PrivateMetadata: m.PrivateMetadata, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt,
		Organization: *st.withCounts(st.Organizations[m.OrganizationID]),
		PublicUserData: PublicUserData{
			UserID: u.ID, FirstName: u.FirstName, LastName: u.LastName, ProfileImageURL: u.ProfileImageURL,
			ImageURL: u.ImageURL, HasImage: u.HasImage, Identifier: u.primaryEmail(), Username: u.Username, Banned: u.Banned,
		},
	}
}

func (c *change) addMember(orgID string, p memberBody) (*Membership, error) {
	o, err := c.checkNewMember(orgID, p)
	if err != nil {
		return nil, err
	}
	now := millis(c.at)
	m := &membership{
		ID: newID("orgmem", c.at), OrganizationID: o.ID, UserID: p.UserID, Role: p.Role,
		PublicMetadata: emptyObject, PrivateMetadata: emptyObject, CreatedAt: now, UpdatedAt: now,
	}
	if err := p.replace(&m.PublicMetadata, &m.PrivateMetadata, nil); err != nil {
		return nil, err
	}
	c.Memberships[memberKey(o.ID, p.UserID)] = m
	shown := c.config.show(c.state, m)
	c.emit("organizationMembership.created", shown)
	return shown, nil
}

func (c *change) checkNewMember(orgID string, p memberBody) (*Organization, error) {
	o, err := c.organization(orgID)
	if err != nil {
		return nil, err
	}
	if _, err := c.config.role(p.Role); err != nil {
		return nil, err
	}
	if _, err := c.user(p.UserID); err != nil {
		return nil, err
	}
	if c.Memberships[memberKey(o.ID, p.UserID)] != nil {
		return nil, refuse(http.StatusBadRequest, "already_a_member_in_organization", "already a member",
			"User "+p.UserID+" is already a member of the organization.")
	}
	if o.MaxAllowedMemberships > 0 && o.MembersCount >= o.MaxAllowedMemberships {
		return nil, refuse(http.StatusForbidden, "organization_membership_quota_exceeded", "organization membership quota exceeded",
			fmt.Sprintf("You have reached your limit of %d organization memberships.", o.MaxAllowedMemberships))
	}
	return o, nil
}

// removeMember ends a membership. Its event shows the membership in full: Clerk's document says so, and only then can
// the receiver tell who left which organization.
func (c *change) removeMember(m *membership) *Membership {
	shown := c.config.show(c.state, m)
	c.leave(m)
	shown.Organization = *c.withCounts(c.Organizations[m.OrganizationID])
	c.emit("organizationMembership.deleted", shown)
	return shown
}

// leave ends a membership without a word, and the organization is nobody's active one through it any more.
func (c *change) leave(m *membership) {
	delete(c.Memberships, memberKey(m.OrganizationID, m.UserID))
	for _, session := range c.sessionsOf(m.UserID) {
		if deref(session.LastActiveOrganizationID) == m.OrganizationID {
			without := *session
			without.LastActiveOrganizationID = nil
			c.Sessions[session.ID] = &without
		}
	}
}

func (st *state) member(orgID, userID string) (*membership, error) {
	o, err := st.organization(orgID)
	if err != nil {
		return nil, err
	}
	if m := st.Memberships[memberKey(o.ID, userID)]; m != nil {
		return m, nil
	}
	return nil, errNotFound("not found", "No organization membership was found for user "+userID+".")
}
