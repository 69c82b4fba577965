package clerk

import "encoding/json"

// User is Clerk's user object.
type User struct {
	Object                        string            `json:"object"`
	ID                            string            `json:"id"`
	ExternalID                    *string           `json:"external_id"`
	PrimaryEmailAddressID         *string           `json:"primary_email_address_id"`
	PrimaryPhoneNumberID          *string           `json:"primary_phone_number_id"`
	PrimaryWeb3WalletID           *string           `json:"primary_web3_wallet_id"`
	Username                      *string           `json:"username"`
	FirstName                     *string           `json:"first_name"`
	LastName                      *string           `json:"last_name"`
	Locale                        *string           `json:"locale"`
	ProfileImageURL               string            `json:"profile_image_url"`
	ImageURL                      string            `json:"image_url"`
	HasImage                      bool              `json:"has_image"`
	PublicMetadata                json.RawMessage   `json:"public_metadata"`
	PrivateMetadata               json.RawMessage   `json:"private_metadata"`
	UnsafeMetadata                json.RawMessage   `json:"unsafe_metadata"`
	EmailAddresses                []EmailAddress    `json:"email_addresses"`
	PhoneNumbers                  []json.RawMessage `json:"phone_numbers"`
	Web3Wallets                   []json.RawMessage `json:"web3_wallets"`
	Passkeys                      []json.RawMessage `json:"passkeys"`
	PasswordEnabled               bool              `json:"password_enabled"`
	TwoFactorEnabled              bool              `json:"two_factor_enabled"`
	TOTPEnabled                   bool              `json:"totp_enabled"`
	BackupCodeEnabled             bool              `json:"backup_code_enabled"`
	MFAEnabledAt                  *int64            `json:"mfa_enabled_at"`
	MFADisabledAt                 *int64            `json:"mfa_disabled_at"`
	ExternalAccounts              []json.RawMessage `json:"external_accounts"`
	SAMLAccounts                  []json.RawMessage `json:"saml_accounts"`
	EnterpriseAccounts            []json.RawMessage `json:"enterprise_accounts"`
	LastSignInAt                  *int64            `json:"last_sign_in_at"`
	Banned                        bool              `json:"banned"`
	Locked                        bool              `json:"locked"`
	LockoutExpiresInSeconds       *int64            `json:"lockout_expires_in_seconds"`
	VerificationAttemptsRemaining *int64            `json:"verification_attempts_remaining"`
	CreatedAt                     int64             `json:"created_at"` // milliseconds, as everywhere in the API
	UpdatedAt                     int64             `json:"updated_at"`
	DeleteSelfEnabled             bool              `json:"delete_self_enabled"`
	CreateOrganizationEnabled     bool              `json:"create_organization_enabled"`
	CreateOrganizationsLimit      *int64            `json:"create_organizations_limit"`
	LastActiveAt                  *int64            `json:"last_active_at"`
	LegalAcceptedAt               *int64            `json:"legal_accepted_at"`
}

// EmailAddress is one email address of a User.
type EmailAddress struct {
	ID           string            `json:"id"`
	Object       string            `json:"object"`
	EmailAddress string            `json:"email_address"`
	Reserved     bool              `json:"reserved"`
	Verification *Verification     `json:"verification"`
	LinkedTo     []json.RawMessage `json:"linked_to"`
	MatchesSSO   bool              `json:"matches_sso_connection"`
	CreatedAt    int64             `json:"created_at"`
	UpdatedAt    int64             `json:"updated_at"`
}

// Verification says how an email address was verified.
type Verification struct {
	Object   string `json:"object"`
	Status   string `json:"status"`
	Strategy string `json:"strategy"`
	Attempts *int64 `json:"attempts"`
	ExpireAt *int64 `json:"expire_at"`
}

// Session is Clerk's session object.
type Session struct {
	Object                   string          `json:"object"`
	ID                       string          `json:"id"`
	ClientID                 string          `json:"client_id"`
	UserID                   string          `json:"user_id"`
	Actor                    json.RawMessage `json:"actor"`
	Status                   string          `json:"status"`
	LastActiveOrganizationID *string         `json:"last_active_organization_id"`
	LastActiveAt             int64           `json:"last_active_at"`
	LatestActivity           json.RawMessage `json:"latest_activity"`
	ExpireAt                 int64           `json:"expire_at"`
	AbandonAt                int64           `json:"abandon_at"`
	CreatedAt                int64           `json:"created_at"`
	UpdatedAt                int64           `json:"updated_at"`
}

// Organization is Clerk's organization object.
type Organization struct {
	Object                  string          `json:"object"`
	ID                      string          `json:"id"`
	Name                    string          `json:"name"`
	Slug                    string          `json:"slug"`
	ImageURL                string          `json:"image_url"`
	HasImage                bool            `json:"has_image"`
	MembersCount            int64           `json:"members_count"`
	PendingInvitationsCount int64           `json:"pending_invitations_count"`
	MaxAllowedMemberships   int64           `json:"max_allowed_memberships"` // 0 is any number
	AdminDeleteEnabled      bool            `json:"admin_delete_enabled"`
	PublicMetadata          json.RawMessage `json:"public_metadata"`
	PrivateMetadata         json.RawMessage `json:"private_metadata"`
	CreatedBy               string          `json:"created_by,omitempty"`
	CreatedAt               int64           `json:"created_at"`
	UpdatedAt               int64           `json:"updated_at"`
}

// deletedObject is what is left of something that was deleted.
type deletedObject struct {
	Object     string  `json:"object"`
	ID         string  `json:"id"`
	Slug       string  `json:"slug,omitempty"`
	ExternalID *string `json:"external_id,omitempty"`
	Deleted    bool    `json:"deleted"`
}

// page is a list with its total, as the newer endpoints answer.
type page[T any] struct {
	Data       []T   `json:"data"`
	TotalCount int64 `json:"total_count"`
}
