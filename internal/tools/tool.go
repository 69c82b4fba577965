package tools

import (
	"encoding/json"
	"fmt"
	"net/url"

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

// InstalledTool is a Tool with what else its restaurant says of it.
type InstalledTool struct {
	Tool

	Settings json.RawMessage // an object; the tool's to interpret
	granted  bool            // to whoever asks: by their own grant, or by their role's
}

// Availability is a tool that is installed, and whether whoever asks may open it.
type Availability struct {
	InstalledTool

	Reason string // "" when it opens, else the code of why not
}

// Installation is what a restaurant says of a tool that it installs.
type Installation struct {
	URL      string // "": the catalogue's
	Active   bool
	Metadata json.RawMessage
	Settings json.RawMessage
}

// newInstallation is what is installed when nothing is said.
func newInstallation() Installation {
	return Installation{Active: true, Metadata: json.RawMessage("{}"), Settings: json.RawMessage("{}")}
}

func (i *Installation) validate() error {
	var f fault.Fields
	if i.URL != "" {
		f.Check(isAddress(i.URL), "url", badAddress)
	}
	checkObject(&f, "metadata", i.Metadata)
	checkObject(&f, "settings", i.Settings)
	return f.Err()
}

var (
	errToolNotFound = fault.Missing("This tool")
	errInstalled    = fault.New(fault.Conflict, "already_installed", "This tool is installed already.")
)

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
