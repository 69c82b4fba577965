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
