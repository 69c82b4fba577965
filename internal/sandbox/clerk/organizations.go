package clerk

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// OrganizationParams describes a new organization, as POST /v1/organizations takes it. Name is required. CreatedBy is the
// user who becomes its first admin, or "".
type OrganizationParams struct {
	Name                  string
	Slug                  string
	CreatedBy             string
	MaxAllowedMemberships int64
}

type organizationBody struct {
	metadataParams
	Name                  *string `json:"name"`
	Slug                  *string `json:"slug"`
	CreatedBy             string  `json:"created_by"`
	MaxAllowedMemberships *int64  `json:"max_allowed_memberships"`
	AdminDeleteEnabled    *bool   `json:"admin_delete_enabled"`
}

var slugPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)

func (c *change) addOrganization(p organizationBody) (*Organization, error) {
	if strings.TrimSpace(deref(p.Name)) == "" {
		return nil, errMissing("name")
	}
	if p.CreatedBy != "" && c.Users[p.CreatedBy] == nil {
		return nil, refuse(http.StatusBadRequest, "organization_creator_not_found", "creator not found",
			"No users found with id "+p.CreatedBy+".")
	}
	now := millis(c.at)
	o := &Organization{
		Object: "organization", ID: newID("org", c.at), ImageURL: c.config.BaseURL + "/assets/person.svg",
		AdminDeleteEnabled: true, PublicMetadata: emptyObject, PrivateMetadata: emptyObject,
		CreatedBy: p.CreatedBy, CreatedAt: now, UpdatedAt: now,
	}
	if p.Slug == nil {
		o.Slug = c.freeSlug(*p.Name)
	}
	if err := c.describeOrganization(o, p); err != nil {
		return nil, err
	}
	c.Organizations[o.ID] = o
	shown := &Organization{} // completed below: the event comes before the creator's membership and counts it
	c.emit("organization.created", shown)
	err := c.addCreator(o)
	*shown = *c.withCounts(o)
	return shown, err
}

func (c *change) addCreator(o *Organization) error {
	if o.CreatedBy == "" {
		return nil
	}
	_, err := c.addMember(o.ID, memberBody{UserID: o.CreatedBy, Role: c.config.Roles[0].Key})
	return err
}

// describeOrganization sets what p gives. o must not be published yet.
func (c *change) describeOrganization(o *Organization, p organizationBody) error {
	if err := checkLength("name", p.Name); err != nil {
		return err
	}
	if p.Slug != nil {
		if err := c.checkSlug(o.ID, *p.Slug); err != nil {
			return err
		}
	}
	o.Name = *cmp.Or(p.Name, &o.Name)
	o.Slug = *cmp.Or(p.Slug, &o.Slug)
	o.MaxAllowedMemberships = *cmp.Or(p.MaxAllowedMemberships, &o.MaxAllowedMemberships)
	o.AdminDeleteEnabled = *cmp.Or(p.AdminDeleteEnabled, &o.AdminDeleteEnabled)
	return p.replace(&o.PublicMetadata, &o.PrivateMetadata, nil)
}

func (c *change) checkSlug(ownID, slug string) error {
	if !slugPattern.MatchString(slug) {
		const long = "slug can only contain lowercase alphanumeric characters, dashes and underscores."
		return refuse(http.StatusUnprocessableEntity, "form_param_format_invalid", "is invalid", long).about("slug")
	}
	if o := c.organizationBySlug(slug); o != nil && o.ID != ownID {
		return errTaken("slug", "slug")
	}
	return nil
}

// freeSlug makes a slug of a name in any script, and numbers it when it is taken.
func (c *change) freeSlug(name string) string {
	base := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(name), "-"), "-")
	base = cmp.Or(base, "organization")
	slug := base
	for n := 2; c.organizationBySlug(slug) != nil; n++ {
		slug = fmt.Sprintf("%s-%d", base, n)
	}
	return slug
}

var organizationOrders = orders[*Organization]{
	"created_at": func(a, b *Organization) int { return cmp.Compare(a.CreatedAt, b.CreatedAt) },
	"name":       func(a, b *Organization) int { return cmp.Compare(a.Name, b.Name) },
	"members_count": func(a, b *Organization) int {
		return cmp.Compare(a.MembersCount, b.MembersCount)
	},
}

func byOrganizationID(a, b *Organization) int { return cmp.Compare(a.ID, b.ID) }
