package app

import (
	"context"
	"crypto/sha256"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// errInvalidClient is the same for a tool that does not exist and for a secret that is not its own or not good any more.
var errInvalidClient = fault.New(fault.Unauthenticated, "invalid_client", "The client id or the secret is not valid.")

// toolClients knows tools by the credentials that were made for them.
type toolClients struct {
	db      *postgres.DB
	clock   clock.Clock
	queries *shareddb.Queries
}

func newToolClients(db *postgres.DB, c clock.Clock) toolClients {
	return toolClients{db, c, shareddb.New()}
}

// Authenticate is the tool with the client id and one of its good secrets. Only hashes are compared, by an index, so that how long it
// takes tells nothing of the secret.
func (c toolClients) Authenticate(ctx context.Context, clientID, secret string) (toolID int64, slug string, err error) {
	hash := sha256.Sum256([]byte(secret))
	tool, err := c.queries.ToolOfSecret(ctx, c.db.SharedQuery(), shareddb.ToolOfSecretParams{
		ClientID: clientID, SecretHash: hash[:], Now: c.clock.Now(),
	})
	if fault.Is(err, fault.NotFound) {
		return 0, "", errInvalidClient
	}
	return tool.ID, tool.Slug, err
}
