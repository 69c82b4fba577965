package tenants

import (
	"encoding/json"
	"net/mail"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/currency"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// NewTenant is what a restaurant is made from. Name is required by Validate, and so is ContactEmail but for a Signup, whose
// person may have none; all else has defaults.
type NewTenant struct {
	Profile
	Schema     string        // "": from the slug
	Domain     string        // "": <schema>.localhost
	Owner      access.UserID // 0: nobody yet
	ClerkOrgID string
	// Signup makes the restaurant the one that came with the owner's account: asking twice gives the same.
	Signup bool
}

const maxSettings = 16 << 10

const blank = "This field may not be blank."

func (n *NewTenant) withDefaults() {
	n.trim()
	n.fill()
	n.Schema = strings.TrimSpace(n.Schema)
	n.Domain = strings.ToLower(strings.TrimSpace(n.Domain))
}

// fill gives defaults to what was left out.
func (p *Profile) fill() {
	p.Currency = orElse(strings.ToUpper(p.Currency), "GHS")
	p.Timezone = orElse(p.Timezone, "Africa/Accra")
	p.BusinessType = orElse(p.BusinessType, "restaurant")
	if len(p.Settings) == 0 {
		p.Settings = json.RawMessage("{}")
	}
}

// defaultProfile is that of a restaurant about which nothing but its slug was said.
func defaultProfile(slug string) Profile {
	p := Profile{Slug: slug}
	p.fill()
	return p
}

// validUpdate fails with an Invalid fault that names every field of a changed restaurant that is wrong.
func validUpdate(t *Tenant) error {
	var f fault.Fields
	t.fill()
	f.Check(t.Profile.Slug != "", "slug", blank)
	t.check(&f)
	return f.Err()
}

func orElse(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

// Validate fails with an Invalid fault that names every field that is wrong.
func (n *NewTenant) Validate() error {
	var f fault.Fields
	n.check(&f)
	f.Check(n.ContactEmail != "" || n.Signup, "contact_email", blank)
	if n.Schema != "" {
		complain(&f, "schema_name", checkSchemaName(n.Schema))
	}
	if n.Domain != "" {
		complain(&f, "domain", checkDomain(n.Domain))
	}
	return f.Err()
}

func complain(f *fault.Fields, field, message string) { f.Check(message == "", field, message) }

func (p *Profile) trim() {
	for _, field := range []*string{
		&p.Name, &p.Slug, &p.ContactEmail, &p.ContactPhone, &p.BusinessType, &p.Currency, &p.Timezone, &p.Address, &p.Phone, &p.Website, &p.Logo,
	} {
		*field = strings.TrimSpace(*field)
	}
}

func (p *Profile) check(f *fault.Fields) {
	f.Check(p.Name != "", "name", blank)
	p.checkLengths(f)
	if p.Slug != "" {
		complain(f, "slug", checkSlug(p.Slug))
	}
	f.Check(p.ContactEmail == "" || validEmail(p.ContactEmail), "contact_email", "Enter a valid email address.")
	_, err := currency.ParseISO(p.Currency)
	f.Check(err == nil, "currency", "Enter an ISO 4217 currency code, such as GHS.")
	_, err = time.LoadLocation(p.Timezone)
	f.Check(err == nil && p.Timezone != "Local" && p.Timezone != "", "timezone", "Enter an IANA time zone, such as Africa/Accra.")
	f.Check(p.Website == "" || validURL(p.Website), "website", "Enter a valid URL.")
	f.Check(p.Logo == "" || validURL(p.Logo), "logo", "Enter a valid URL.")
	f.Check(isObject(p.Settings), "settings", "Enter a JSON object.")
	f.Check(len(p.Settings) <= maxSettings, "settings", "Ensure this field has no more than 16384 bytes.")
	f.Check(!strings.Contains(string(p.Settings), `\u0000`), "settings", "Null characters are not allowed.")
}

func (p *Profile) checkLengths(f *fault.Fields) {
	for _, field := range []struct {
		name, value string
		most        int
		message     string
	}{
		{"name", p.Name, 100, "Ensure this field has no more than 100 characters."},
		{"description", p.Description, 2000, "Ensure this field has no more than 2000 characters."},
		{"contact_email", p.ContactEmail, 254, "Ensure this field has no more than 254 characters."},
		{"contact_phone", p.ContactPhone, 32, "Ensure this field has no more than 32 characters."},
		{"business_type", p.BusinessType, 50, "Ensure this field has no more than 50 characters."},
		{"address", p.Address, 500, "Ensure this field has no more than 500 characters."},
		{"phone", p.Phone, 32, "Ensure this field has no more than 32 characters."},
		{"website", p.Website, 500, "Ensure this field has no more than 500 characters."},
		{"logo", p.Logo, 500, "Ensure this field has no more than 500 characters."},
	} {
		f.Check(utf8.RuneCountInString(field.value) <= field.most, field.name, field.message)
		f.Check(printable(field.value), field.name, "Control characters are not allowed.")
	}
}

// printable allows line breaks and tabs, which addresses and descriptions have.
func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	})
}

func validEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && strings.Contains(s[strings.LastIndexByte(s, '@'):], ".")
}

func validURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func isObject(raw json.RawMessage) bool {
	var object map[string]json.RawMessage
	return json.Unmarshal(raw, &object) == nil && object != nil
}
