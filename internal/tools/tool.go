package tools

import (
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// Tool is a tool as a restaurant has it.
type Tool struct {
	ID          int64 // in the platform's catalogue, the same in every restaurant
	Name        string
	Slug        string // the audience of its tokens
	Description string
	URL         string
	Icon        string
	Active      bool            // neither the platform nor the restaurant has switched it off
	Metadata    json.RawMessage // an object
}

// Grant is a member's permission to open a tool, or its refusal.
type Grant struct {
	ID        int64
	User      access.UserID
	Tool      Tool
	Granted   bool
	GrantedAt time.Time
}

var errToolNotFound = fault.Missing("This tool")

// launchURL is where a browser goes to open the tool with a token. The tools read it from the query parameter "token"; what
// their address has in its query already is kept.
func (t *Tool) launchURL(token string) (string, error) {
	u, err := url.Parse(t.URL)
	if err != nil {
		return "", fmt.Errorf("address of tool %s: %w", t.Slug, err)
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += "token=" + token // base64url and dots need no escaping
	return u.String(), nil
}

// catalogue is the tools that every platform begins with. The first migration writes the same, so that a database without
// setup works as well.
var catalogue = []Tool{
	{
		Slug: "pos", Name: "POS", URL: "http://localhost:3002", Icon: "credit-card",
		Description: "Take orders and payments at the counter and the table.",
	},
	{
		Slug: "menu", Name: "Menu", URL: "http://localhost:3003", Icon: "book-open",
		Description: "Digital menus that guests open with a QR code.",
	},
	{
		Slug: "cms", Name: "CMS", URL: "http://localhost:3004", Icon: "layout",
		Description: "The restaurant's website and its content.",
	},
}
