package tenants

import (
	"crypto/rand"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

const (
	maxSchemaName = 63 // PostgreSQL's NAMEDATALEN - 1
	maxSlug       = 63 // a DNS label
)

var (
	schemaPattern = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
	slugPattern   = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	labelPattern  = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$`) // a schema's name may be one
	digits        = regexp.MustCompile(`^[0-9]+$`)
)

// reservedSchemas belong to PostgreSQL, to the program or to extensions it may meet.
var reservedSchemas = []string{
	"public", "information_schema", "river", "citus", "citus_internal", "columnar", "extensions", "cron", "partman", "topology", "repack",
}

// reservedSlugs would be taken for something of the platform's own in a host name or a path.
var reservedSlugs = []string{
	"admin", "api", "app", "auth", "billing", "console", "dashboard", "docs", "mail", "static", "status", "support", "www",
}

// checkSchemaName gives "" or what is wrong.
func checkSchemaName(name string) string {
	switch {
	case len(name) > maxSchemaName:
		return "Ensure this field has no more than 63 characters."
	case !schemaPattern.MatchString(name):
		return "Use lower case letters, digits and underscores, and begin with a letter or an underscore."
	case strings.HasPrefix(name, "pg_") || slices.Contains(reservedSchemas, name):
		return "This name is reserved."
	default:
		return ""
	}
}

// checkSlug gives "" or what is wrong. A slug of digits only would be taken for an id.
func checkSlug(slug string) string {
	switch {
	case len(slug) > maxSlug:
		return "Ensure this field has no more than 63 characters."
	case !slugPattern.MatchString(slug):
		return "Use lower case letters, digits and single hyphens between them."
	case digits.MatchString(slug):
		return "A slug cannot be a number."
	case slices.Contains(reservedSlugs, slug):
		return "This name is reserved."
	default:
		return ""
	}
}

// checkDomain gives "" or what is wrong. The domain is lower case already.
func checkDomain(domain string) string {
	const wrong = "Enter a host name, such as menu.example.com."
	if domain == "" || len(domain) > 253 {
		return wrong
	}
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if !labelPattern.MatchString(label) {
			return wrong
		}
	}
	if len(labels) < 2 || digits.MatchString(labels[len(labels)-1]) {
		return wrong // a bare name or an IP address
	}
	return ""
}

// slugify makes a slug of a name in any script: what has no Latin letters becomes "restaurant".
func slugify(name string) string {
	plain, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), name)
	if err != nil {
		plain = name
	}
	var b strings.Builder
	for _, r := range strings.ToLower(plain) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	slug := strings.Trim(b.String(), "-")
	if len(slug) > 40 {
		slug = strings.Trim(slug[:40], "-")
	}
	if checkSlug(slug) != "" {
		slug = strings.Trim("restaurant-"+slug, "-")
	}
	return slug
}

// schemaFor makes a schema name of a slug.
func schemaFor(slug string) string {
	return "restaurant_" + strings.ReplaceAll(strings.TrimPrefix(slug, "restaurant-"), "-", "_")
}

// withSuffix makes a taken slug free with four random characters.
func withSuffix(slug string) string { return slug + "-" + strings.ToLower(rand.Text()[:4]) }
