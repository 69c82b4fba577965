package app

import (
	"context"
	"strconv"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/tenants"
	"github.com/tabletap/console/internal/tools"
)

// toolClients knows tools by the credentials that were made for them.
type toolClients struct{ tools *tools.Service }

// Authenticate is the tool with the client id and one of its good secrets.
func (c toolClients) Authenticate(ctx context.Context, clientID, secret string) (toolID int64, slug string, err error) {
	if err := c.tools.CheckSecret(ctx, clientID, secret); err != nil {
		return 0, "", err
	}
	client, err := c.tools.ClientByID(ctx, clientID)
	if err != nil {
		return 0, "", err
	}
	return client.ToolID, client.Slug, nil
}

// programs tells package api whose an Idempotency-Key is that a tool sends.
type programs struct {
	clients     toolClients
	restaurants *tenants.Service
}

// Program is the tool, and the restaurant that it names.
func (p programs) Program(ctx context.Context, c api.ClientCredentials) (caller string, tenant access.TenantID, err error) {
	tool, _, err := p.clients.Authenticate(ctx, c.ClientID, c.ClientSecret)
	if err != nil {
		return "", 0, err
	}
	if c.Restaurant != "" {
		t, err := p.restaurants.ByName(ctx, c.Restaurant)
		if fault.Is(err, fault.NotFound) {
			return "", 0, fault.Missing("Restaurant") // as to everybody for whom it is not there
		}
		if err != nil {
			return "", 0, err
		}
		tenant = t.ID
	}
	return "tool:" + strconv.FormatInt(tool, 10), tenant, nil
}

// toolCallers are tools that ask about a restaurant that has them, for features that are made before the tools are.
type toolCallers struct{ app *App }

// errNoRestaurant is the same for a restaurant that does not exist and one that does not have the tool.
var errNoRestaurant = fault.Missing("Restaurant")

// Restaurant checks a tool's credentials and gives the restaurant that they name.
func (c toolCallers) Restaurant(ctx context.Context, said api.ClientCredentials) (*access.Tenant, error) {
	tool, _, err := toolClients{c.app.Tools}.Authenticate(ctx, said.ClientID, said.ClientSecret)
	if err != nil {
		return nil, err
	}
	if said.Restaurant == "" {
		return access.TenantFrom(ctx) // fails, in the words of all requests that do not say which
	}
	t, err := c.app.Tenants.ByName(ctx, said.Restaurant)
	if fault.Is(err, fault.NotFound) {
		return nil, errNoRestaurant
	} else if err != nil {
		return nil, err
	}
	installed, err := c.app.Tools.Installed(ctx, t, tool)
	if err == nil && !installed {
		err = errNoRestaurant
	}
	if err == nil {
		err = t.Standing()
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}
