package app

import (
	"context"

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
