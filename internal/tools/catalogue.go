package tools

import (
	"regexp"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// CatalogueTool is a tool as the platform offers it.
type CatalogueTool struct {
	ID          int64
	Slug        string // never changes: it is the audience of tokens, and plans go by it
	Name        string
	Description string
	URL         string
	Icon        string
	Active      bool
	Default     bool // installed in every new restaurant

	RedirectURIs           []string // where an OpenID sign-in may lead to, compared letter by letter
	PostLogoutRedirectURIs []string

	ClientID string // "" until it is given credentials, or is public

	// Public says that the tool keeps no secret to sign people in with over OpenID Connect: a browser shows everybody what it has, so
	// its registered addresses and PKCE stand for it (RFC 6749, section 2.1). It has to be said, and says nothing else. To redeem
	// launch tokens and to introspect, whoever has a client id must prove it with a secret, public or not: so saying it makes no
	// other door easier, and taking it back does not either. A public tool with a backend that redeems is given a secret for that,
	// which it may leave out at /oauth/token alone.
	Public bool

	CreatedAt time.Time
	UpdatedAt time.Time
}

// Offer is a CatalogueTool as a restaurant sees it.
type Offer struct {
	CatalogueTool

	Installed bool
	InPlan    bool
}

const (
	mostAddresses = 20

	blank      = "This field may not be blank."
	fixedSlug  = "The slug of a tool never changes."
	badSlug    = "Use lower case letters, digits and single hyphens between them, 50 at most."
	badAddress = "Enter an absolute https address without a fragment; http is for this machine only."
)

var (
	slugShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	errSlug   = fault.Field("slug", "There is a tool with this slug already.")
)

// newCatalogueTool is what is offered when nothing is said.
func newCatalogueTool(slug string) CatalogueTool {
	return CatalogueTool{Slug: slug, Active: true, RedirectURIs: []string{}, PostLogoutRedirectURIs: []string{}}
}

// identified has a client id when it needs one. That it once had one is never forgotten.
func (t *CatalogueTool) identified() {
	if t.Public && t.ClientID == "" {
		t.ClientID = newClientID()
	}
}

func (t *CatalogueTool) validate() error {
	var f fault.Fields
	f.Check(len(t.Slug) <= 50 && slugShape.MatchString(t.Slug), "slug", badSlug)
	f.Check(t.Name != "", "name", blank)
	checkText(&f, "name", t.Name, 100)
	checkText(&f, "description", t.Description, 2000)
	checkText(&f, "icon", t.Icon, 100)
	f.Check(t.URL != "", "url", blank)
	f.Check(t.URL == "" || isAddress(t.URL), "url", badAddress)
	checkAddresses(&f, "redirect_uris", t.RedirectURIs)
	checkAddresses(&f, "post_logout_redirect_uris", t.PostLogoutRedirectURIs)
	return f.Err()
}

// defaultTools are what every platform begins with. The first migration writes the same, so that a database without setup works
// as well.
var defaultTools = []CatalogueTool{
	{
		Active: true, Default: true, Slug: "pos", Name: "POS", URL: "http://localhost:3002", Icon: "credit-card",
		Description: "Take orders and payments at the counter and the table.",
	},
	{
		Active: true, Default: true, Slug: "menu", Name: "Menu", URL: "http://localhost:3003", Icon: "book-open",
		Description: "Digital menus that guests open with a QR code.",
	},
	{
		Active: true, Default: true, Slug: "cms", Name: "CMS", URL: "http://localhost:3004", Icon: "layout",
		Description: "The restaurant's website and its content.",
	},
}
