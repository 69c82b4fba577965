package clerk

import (
	"encoding/json"
	"fmt"
	"time"
)

// Organization is a Clerk organization: for us, a restaurant's staff. What Clerk left out is the zero value.
type Organization struct {
	ID             string // org_…, never empty
	Name           string
	Slug           string
	ImageURL       string
	CreatedBy      string // a user's id
	MembersCount   int64
	MaxMembers     int64 // 0 is no limit
	CreatedAt      time.Time
	UpdatedAt      time.Time
	PublicMetadata map[string]any // nil when there is none
}

// Membership is a person's place in an organization.
type Membership struct {
	ID           string // orgmem_…
	Role         string // without Clerk's "org:" prefix: "admin", "member"
	Permissions  []string
	Organization Organization // its ID is never empty
	UserID       string       // user_…, never empty
	Identifier   string       // mostly the person's email address
	FirstName    string
	LastName     string
	ImageURL     string
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

type wireOrganization struct {
	ID             text   `json:"id"`
	Name           text   `json:"name"`
	Slug           text   `json:"slug"`
	ImageURL       text   `json:"image_url"`
	CreatedBy      text   `json:"created_by"`
	MembersCount   count  `json:"members_count"`
	MaxMembers     count  `json:"max_allowed_memberships"`
	CreatedAt      moment `json:"created_at"`
	UpdatedAt      moment `json:"updated_at"`
	PublicMetadata object `json:"public_metadata"`
}

type wireMembership struct {
	ID           text                   `json:"id"`
	Role         text                   `json:"role"`
	Permissions  list[text]             `json:"permissions"`
	Organization part[wireOrganization] `json:"organization"`
	Person       part[wirePerson]       `json:"public_user_data"`
	CreatedAt    moment                 `json:"created_at"`
	UpdatedAt    moment                 `json:"updated_at"`
}

type wirePerson struct {
	UserID     text `json:"user_id"`
	Identifier text `json:"identifier"`
	FirstName  text `json:"first_name"`
	LastName   text `json:"last_name"`
	ImageURL   text `json:"image_url"`
}

func parseOrganization(raw []byte) (Organization, error) {
	var w wireOrganization
	if err := json.Unmarshal(raw, &w); err != nil {
		return Organization{}, fmt.Errorf("clerk: organization: %w", err)
	}
	if w.ID == "" {
		return Organization{}, fmt.Errorf("clerk: organization: %w", errNoID)
	}
	return w.normal(), nil
}

func (w *wireOrganization) normal() Organization {
	return Organization{
		ID: string(w.ID), Name: string(w.Name), Slug: string(w.Slug), ImageURL: string(w.ImageURL),
		CreatedBy: string(w.CreatedBy), MembersCount: int64(w.MembersCount), MaxMembers: int64(w.MaxMembers),
		CreatedAt: time.Time(w.CreatedAt), UpdatedAt: time.Time(w.UpdatedAt), PublicMetadata: w.PublicMetadata,
	}
}

func parseMembership(raw []byte) (Membership, error) {
	var w wireMembership
	if err := json.Unmarshal(raw, &w); err != nil {
		return Membership{}, fmt.Errorf("clerk: membership: %w", err)
	}
	org, person := w.Organization.value, w.Person.value
	if org.ID == "" || person.UserID == "" {
		return Membership{}, fmt.Errorf("clerk: membership: organization's or user's %w", errNoID)
	}
	return Membership{
		ID: string(w.ID), Role: withoutOrgPrefix(string(w.Role)), Permissions: plain(w.Permissions),
		Organization: org.normal(), UserID: string(person.UserID), Identifier: string(person.Identifier),
		FirstName: string(person.FirstName), LastName: string(person.LastName), ImageURL: string(person.ImageURL),
		CreatedAt: time.Time(w.CreatedAt), UpdatedAt: time.Time(w.UpdatedAt),
	}, nil
}

func plain(texts []text) []string {
	if texts == nil {
		return nil
	}
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = string(t)
	}
	return out
}
