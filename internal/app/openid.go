package app

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/oidc"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/tools"
)

// openIDClients are the tools that have credentials.
type openIDClients struct {
	db    *postgres.DB
	tools *tools.Service
}

var errNoClient = fault.Missing("The client")

func (c openIDClients) ClientByID(ctx context.Context, id string) (oidc.Client, error) {
	row, err := shareddb.New().ToolByClientID(ctx, c.db.SharedQuery(), id)
	if fault.Is(err, fault.NotFound) {
		return oidc.Client{}, errNoClient
	}
	if err != nil {
		return oidc.Client{}, err
	}
	return oidc.Client{
		ToolID: row.ID, ID: row.ClientID, Name: row.Name, Public: row.IsPublicClient, RedirectURIs: row.RedirectUris,
		PostLogoutRedirectURIs: row.PostLogoutRedirectUris,
	}, nil
}

func (c openIDClients) CheckSecret(ctx context.Context, id, secret string) error {
	return c.tools.CheckSecret(ctx, id, secret)
}

// openIDAdmission says who may open which tool, as a launch does.
type openIDAdmission struct{ tools *tools.Service }

func (a openIDAdmission) Admit(ctx context.Context, t *access.Tenant, user access.UserID, tool int64) (oidc.Member, error) {
	let, err := a.tools.Admit(ctx, t, user, tool)
	if err != nil {
		return oidc.Member{}, err
	}
	return oidc.Member{ID: let.Member, Role: let.Role, Permissions: let.Permissions}, nil
}
