package oidc

import (
	"context"
	"net/http"

	"github.com/tabletap/console/internal/access"
)

// Client is a tool as OAuth sees it.
type Client struct {
	ToolID                 int64
	ID                     string // client_id
	Name                   string
	Public                 bool // keeps no secret, and proves itself by PKCE alone
	RedirectURIs           []string
	PostLogoutRedirectURIs []string
}

// Clients are the tools that have credentials.
type Clients interface {
	// ClientByID is the tool with a client_id, NotFound when there is none.
	ClientByID(ctx context.Context, clientID string) (Client, error)
	// CheckSecret fails with Unauthenticated unless the secret is one of the tool's and still good.
	CheckSecret(ctx context.Context, clientID, secret string) error
}

// Member is somebody's place on the staff of the restaurant that a tool is opened for.
type Member struct {
	ID          access.MemberID
	Role        string
	Permissions access.Permissions
}

// Admission says who may open which tool. The codes of a refusal are those of a launch: not_granted, not_in_plan,
// subscription_inactive, tenant_suspended, tool_inactive, member_inactive.
type Admission interface {
	// Admit fails with Forbidden, or with NotFound for a tool or person that the restaurant does not have.
	Admit(ctx context.Context, t *access.Tenant, user access.UserID, toolID int64) (Member, error)
}

// People say who sits in front of a browser.
type People interface {
	// Visitor is who is signed in at the browser that navigates here, nil when nobody is. A token that is not good any more
	// is Unauthenticated.
	Visitor(ctx context.Context, r *http.Request) (*access.Actor, error)
}

// Restaurants are found by their id.
type Restaurants interface {
	// ByID is a restaurant, NotFound when there is none.
	ByID(ctx context.Context, id access.TenantID) (*access.Tenant, error)
}
