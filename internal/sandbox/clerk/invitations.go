package clerk

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const defaultInvitationDays = 30

type invitationBody struct {
	EmailAddress    string          `json:"email_address"`
	PublicMetadata  json.RawMessage `json:"public_metadata"`
	PrivateMetadata json.RawMessage `json:"private_metadata"`
	RedirectURL     string          `json:"redirect_url"`
	IgnoreExisting  bool            `json:"ignore_existing"`
	ExpiresInDays   *int64          `json:"expires_in_days"`
	Role            string          `json:"role"`
	InviterUserID   string          `json:"inviter_user_id"`
}

// newInvitation checks what both kinds of invitations have in common. Nothing is stored yet.
func (c *change) newInvitation(p invitationBody) (*invitation, error) {
	if p.EmailAddress == "" {
		return nil, errMissing("email_address")
	}
	email, err := cleanEmail("email_address", p.EmailAddress)
	if err != nil {
		return nil, err
	}
	expires, err := c.invitationExpiry(p.ExpiresInDays)
	if err != nil {
		return nil, err
	}
	if p.RedirectURL != "" && originOf(p.RedirectURL) == "" {
		const long = "redirect_url must be a valid url."
		return nil, refuse(http.StatusUnprocessableEntity, "form_param_format_invalid", "is invalid", long).about("redirect_url")
	}
	metadata, err := object("public_metadata", p.PublicMetadata)
	if err != nil {
		return nil, err
	}
	now, ticket := millis(c.at), randomToken()
	return &invitation{Ticket: ticket, RedirectURL: p.RedirectURL, Invitation: Invitation{
		Object: "invitation", EmailAddress: email, PublicMetadata: metadata, Status: statusPending,
		URL:       c.config.BaseURL + "/sign-in?" + url.Values{"__clerk_ticket": {ticket}}.Encode(),
		ExpiresAt: &expires, CreatedAt: now, UpdatedAt: now,
	}}, nil
}

func (c *change) invitationExpiry(days *int64) (int64, error) {
	lasts := int64(defaultInvitationDays)
	if days != nil {
		lasts = *days
	}
	if lasts < 1 || lasts > 365 {
		return 0, errWrongType("expires_in_days", "integer from 1 to 365")
	}
	return millis(c.at.Add(time.Duration(lasts) * 24 * time.Hour)), nil
}

// pendingInvitation finds one to the address; orgID is "" for one to the application.
func (c *change) pendingInvitation(orgID, email string) *invitation {
	for _, i := range c.Invitations {
		if i.OrganizationID == orgID && i.EmailAddress == email && i.shownAt(c.at).Status == statusPending {
			return i
		}
	}
	return nil
}

func (c *change) invite(p invitationBody) (*Invitation, error) {
	i, err := c.newInvitation(p)
	if err != nil {
		return nil, err
	}
	if !p.IgnoreExisting && c.userByEmail(i.EmailAddress) != nil {
		return nil, errTaken("email_address", "email address")
	}
	if !p.IgnoreExisting && c.pendingInvitation("", i.EmailAddress) != nil {
		return nil, errDuplicateInvitations(i.EmailAddress)
	}
	i.ID = newID("inv", c.at)
	c.Invitations[i.ID] = i
	return &i.Invitation, nil
}

func (c *change) inviteToOrganization(orgID string, p invitationBody) (*Invitation, error) {
	o, err := c.organization(orgID)
	if err != nil {
		return nil, err
	}
	if p.Role == "" {
		return nil, errMissing("role")
	}
	role, err := c.config.role(p.Role)
	if err != nil {
		return nil, err
	}
	i, err := c.newInvitation(p)
	if err != nil {
		return nil, err
	}
	if err := c.checkInvitee(o.ID, i.EmailAddress); err != nil {
		return nil, err
	}
	if i.PrivateMetadata, err = object("private_metadata", p.PrivateMetadata); err != nil {
		return nil, err
	}
	i.Object, i.ID, i.OrganizationID = "organization_invitation", newID("orginv", c.at), o.ID
	i.Role, i.RoleName, i.InviterID = role.Key, role.Name, p.InviterUserID
	c.Invitations[i.ID] = i
	c.emit("organizationInvitation.created", &i.Invitation)
	return &i.Invitation, nil
}

func (c *change) checkInvitee(orgID, email string) error {
	if u := c.userByEmail(email); u != nil && c.Memberships[memberKey(orgID, u.ID)] != nil {
		return refuse(http.StatusBadRequest, "already_a_member_in_organization", "already a member",
			email+" is already a member of the organization.")
	}
	if c.pendingInvitation(orgID, email) != nil {
		return refuse(http.StatusBadRequest, "organization_invitation_not_unique", "organization invitation not unique",
			"Organizations cannot have duplicate pending invitations for an email address.")
	}
	return nil
}

// revoke ends a pending invitation.
func (c *change) revoke(i *invitation) (*Invitation, error) {
	if status := i.shownAt(c.at).Status; status != statusPending {
		return nil, errInvitationSettled(status)
	}
	revoked := *i
	revoked.Status, revoked.Revoked, revoked.UpdatedAt = statusRevoked, i.OrganizationID == "", millis(c.at)
	c.Invitations[i.ID] = &revoked
	if i.OrganizationID != "" {
		c.emit("organizationInvitation.revoked", &revoked.Invitation)
	}
	return &revoked.Invitation, nil
}

// shownAt is the invitation as it is at the time: expired once its days are over.
func (i *invitation) shownAt(at time.Time) *Invitation {
	shown := i.Invitation
	if shown.Status == statusPending && at.UnixMilli() >= deref(shown.ExpiresAt) {
		shown.Status = statusExpired
	}
	return &shown
}

var invitationOrders = orders[*Invitation]{
	"created_at":    func(a, b *Invitation) int { return cmp.Compare(a.CreatedAt, b.CreatedAt) },
	"email_address": func(a, b *Invitation) int { return strings.Compare(a.EmailAddress, b.EmailAddress) },
	"expires_at":    func(a, b *Invitation) int { return cmp.Compare(deref(a.ExpiresAt), deref(b.ExpiresAt)) },
}
