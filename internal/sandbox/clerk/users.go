package clerk

import (
	"encoding/json"
	"net/http"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	nameLimit  = 256
	emailLimit = 254
)

// UserParams describes a new user, as POST /v1/users takes it. At least one email address is required.
type UserParams struct {
	EmailAddresses []string
	FirstName      string
	LastName       string
	Username       string
	ExternalID     string
	PublicMetadata json.RawMessage
}

func (u *User) hasEmail(email string) bool {
	return slices.ContainsFunc(u.EmailAddresses, func(e EmailAddress) bool { return strings.EqualFold(e.EmailAddress, email) })
}

func (u *User) primaryEmail() string {
	for _, e := range u.EmailAddresses {
		if e.ID == deref(u.PrimaryEmailAddressID) {
			return e.EmailAddress
		}
	}
	return ""
}

// Email is the user's primary email address.
func (u *User) Email() string { return u.primaryEmail() }

// Name is what to call the user: the full name, or the email address when there is none.
func (u *User) Name() string {
	name := strings.TrimSpace(deref(u.FirstName) + " " + deref(u.LastName))
	if name == "" {
		return u.primaryEmail()
	}
	return name
}

// cleanEmail gives the address as Clerk stores it, in lower case, or refuses what is not one.
func cleanEmail(param, email string) (string, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || len(email) > emailLimit {
		return "", errEmailFormat(param)
	}
	return email, nil
}

func checkLength(param string, value *string) error {
	if utf8.RuneCountInString(deref(value)) > nameLimit {
		return errTooLong(param, nameLimit)
	}
	return nil
}

// addUser makes a user with its email addresses; the first is the primary one.
func (c *change) addUser(p userBody) (*User, error) {
	if len(p.EmailAddress) == 0 {
		return nil, errUserDataMissing("email_address")
	}
	now := millis(c.at)
	u := &User{
		Object: "user", ID: newID("user", c.at), CreatedAt: now, UpdatedAt: now,
		ImageURL: c.config.BaseURL + "/assets/person.svg", ProfileImageURL: c.config.BaseURL + "/assets/person.svg",
		DeleteSelfEnabled: true, CreateOrganizationEnabled: true, PasswordEnabled: p.Password != "",
		PublicMetadata: emptyObject, PrivateMetadata: emptyObject, UnsafeMetadata: emptyObject,
		PhoneNumbers: none, Web3Wallets: none, Passkeys: none, ExternalAccounts: none, SAMLAccounts: none, EnterpriseAccounts: none,
	}
	for _, email := range p.EmailAddress {
		if err := c.addEmail(u, email, true); err != nil {
			return nil, err
		}
	}
	if err := c.describe(u, p); err != nil {
		return nil, err
	}
	c.Users[u.ID] = u
	c.emit("user.created", u)
	return u, nil
}

var (
	emptyObject = json.RawMessage("{}")
	none        = []json.RawMessage{}
)

// addEmail gives u another address. u must not be published yet.
func (c *change) addEmail(u *User, given string, verified bool) error {
	email, err := cleanEmail("email_address", given)
	if err != nil {
		return err
	}
	if u.hasEmail(email) || c.userByEmail(email) != nil {
		return errTaken("email_address", "email address")
	}
	now := millis(c.at)
	address := EmailAddress{
		ID: newID("idn", c.at), Object: "email_address", EmailAddress: email, LinkedTo: none, CreatedAt: now, UpdatedAt: now,
	}
	if verified {
		address.Verification = &Verification{Object: "verification_admin", Status: "verified", Strategy: "admin"}
	}
	u.EmailAddresses = append(slices.Clone(u.EmailAddresses), address)
	if u.PrimaryEmailAddressID == nil {
		u.PrimaryEmailAddressID = &address.ID
	}
	return nil
}

// describe sets what p gives: names, identifiers, metadata. u must not be published yet.
func (c *change) describe(u *User, p userBody) error {
	for param, field := range map[string]struct{ given, stored **string }{
		"first_name":  {&p.FirstName, &u.FirstName},
		"last_name":   {&p.LastName, &u.LastName},
		"username":    {&p.Username, &u.Username},
		"external_id": {&p.ExternalID, &u.ExternalID},
	} {
		if err := checkLength(param, *field.given); err != nil {
			return err
		}
		if *field.given != nil {
			*field.stored = nilIfEmpty(**field.given)
		}
	}
	if err := c.checkUnique(u); err != nil {
		return err
	}
	return p.replace(&u.PublicMetadata, &u.PrivateMetadata, &u.UnsafeMetadata)
}

func (c *change) checkUnique(u *User) error {
	for _, other := range c.Users {
		switch {
		case other.ID == u.ID:
		case u.Username != nil && strings.EqualFold(deref(other.Username), *u.Username):
			return errTaken("username", "username")
		case u.ExternalID != nil && deref(other.ExternalID) == *u.ExternalID:
			return errTaken("external_id", "external id")
		}
	}
	return nil
}

func nilIfEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// setPrimaryEmail makes one of u's own addresses the primary one.
func (u *User) setPrimaryEmail(id string) error {
	if !slices.ContainsFunc(u.EmailAddresses, func(e EmailAddress) bool { return e.ID == id }) {
		const long = "The resource associated with the supplied primary_email_address_id was not found."
		return refuse(http.StatusUnprocessableEntity, "form_resource_not_found", "is missing", long).about("primary_email_address_id")
	}
	u.PrimaryEmailAddressID = &id
	return nil
}
