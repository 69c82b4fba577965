package app

import (
	"context"
	"crypto/sha256"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/oidc"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/postgres/tenantdb"
	"github.com/tabletap/console/internal/tools"
)

// openIDClients are the tools that have credentials.
type openIDClients struct {
	db    *postgres.DB
	clock clock.Clock
}

var (
	errNoClient  = fault.Missing("The client")
	errBadSecret = fault.New(fault.Unauthenticated, "invalid_client", "The client id or the secret is wrong.")
)

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
	sum := sha256.Sum256([]byte(secret))
	good, err := shareddb.New().ToolSecretIsGood(ctx, c.db.SharedQuery(), shareddb.ToolSecretIsGoodParams{
		SecretHash: sum[:], ClientID: id, Now: c.clock.Now(),
	})
	if err == nil && !good {
		return errBadSecret
	}
	return err
}

// openIDAdmission says who may open which tool, as a launch does.
type openIDAdmission struct {
	db           *postgres.DB
	entitlements tools.Entitlements
}

func (a openIDAdmission) Admit(ctx context.Context, t *access.Tenant, user access.UserID, tool int64) (oidc.Member, error) {
	row, err := tenantdb.New().ToolStanding(ctx, a.db.TenantQuery(t), tool, int64(user))
	if fault.Is(err, fault.NotFound) {
		return oidc.Member{}, refusal(tools.CodeNotGranted)
	}
	if err != nil {
		return oidc.Member{}, err
	}
	code, err := a.entitlements.MayUseTool(ctx, t, row.Slug)
	switch {
	case err != nil:
		return oidc.Member{}, err
	case !row.IsActive:
		code = tools.CodeMemberInactive
	case !row.ToolIsActive:
		code = tools.CodeToolInactive
	case !row.IsGranted:
		code = tools.CodeNotGranted
	}
	if code != "" {
		return oidc.Member{}, refusal(code)
	}
	permissions, err := access.ParsePermissions(row.Permissions)
	return oidc.Member{ID: access.MemberID(row.ID), Role: row.RoleName, Permissions: permissions}, err
}

func refusal(code string) error {
	text := map[string]string{
		tools.CodeMemberInactive:       "You are not an active member of this restaurant's staff.",
		tools.CodeNotGranted:           "You have not been granted access to this tool.",
		tools.CodeToolInactive:         "This tool is switched off.",
		tools.CodeNotInPlan:            "The restaurant's plan does not include this tool.",
		tools.CodeSubscriptionInactive: "The restaurant's subscription is not active.",
	}[code]
	return fault.New(fault.Forbidden, code, text)
}
