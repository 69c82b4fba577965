package clerk

import "encoding/json"

// Membership is Clerk's organization_membership object: a user's place in an organization.
type Membership struct {
	Object          string          `json:"object"`
	ID              string          `json:"id"`
	Role            string          `json:"role"` // "org:admin"
	RoleName        string          `json:"role_name"`
	Permissions     []string        `json:"permissions"`
	PublicMetadata  json.RawMessage `json:"public_metadata"`
	PrivateMetadata json.RawMessage `json:"private_metadata"`
	Organization    Organization    `json:"organization"`
	PublicUserData  PublicUserData  `json:"public_user_data"`
	CreatedAt       int64           `json:"created_at"`
	UpdatedAt       int64           `json:"updated_at"`
}

// PublicUserData is what a Membership shows of its user.
type PublicUserData struct {
	UserID          string  `json:"user_id"`
	FirstName       *string `json:"first_name"`
	LastName        *string `json:"last_name"`
	ProfileImageURL string  `json:"profile_image_url"`
	ImageURL        string  `json:"image_url"`
	HasImage        bool    `json:"has_image"`
	Identifier      string  `json:"identifier"` // the primary email address
	Username        *string `json:"username"`
	Banned          bool    `json:"banned"`
}

// Invitation is Clerk's invitation to the application; OrganizationID and what follows is set on one to an organization.
type Invitation struct {
	Object          string          `json:"object"`
	ID              string          `json:"id"`
	EmailAddress    string          `json:"email_address"`
	PublicMetadata  json.RawMessage `json:"public_metadata"`
	Revoked         bool            `json:"revoked,omitempty"`
	Status          string          `json:"status"` // pending, accepted, revoked, expired
	URL             string          `json:"url"`
	ExpiresAt       *int64          `json:"expires_at"`
	CreatedAt       int64           `json:"created_at"`
	UpdatedAt       int64           `json:"updated_at"`
	Role            string          `json:"role,omitempty"`
	RoleName        string          `json:"role_name,omitempty"`
	OrganizationID  string          `json:"organization_id,omitempty"`
	InviterID       string          `json:"inviter_id,omitempty"`
	UserID          string          `json:"user_id,omitempty"` // who accepted it
	PrivateMetadata json.RawMessage `json:"private_metadata,omitempty"`
}

// The statuses of sessions and invitations.
const (
	statusActive   = "active"
	statusPending  = "pending"
	statusRevoked  = "revoked"
	statusEnded    = "ended"
	statusRemoved  = "removed"
	statusExpired  = "expired"
	statusAccepted = "accepted"
)

// membership is a stored Membership; the organization and the user are looked up when it is shown.
type membership struct {
	ID              string          `json:"id"`
	OrganizationID  string          `json:"organization_id"`
	UserID          string          `json:"user_id"`
	Role            string          `json:"role"`
	PublicMetadata  json.RawMessage `json:"public_metadata"`
	PrivateMetadata json.RawMessage `json:"private_metadata"`
	CreatedAt       int64           `json:"created_at"`
	UpdatedAt       int64           `json:"updated_at"`
}

// invitation is a stored Invitation with what its link needs.
type invitation struct {
	Invitation
	Ticket      string `json:"ticket"` // the link's secret
	RedirectURL string `json:"redirect_url"`
}
