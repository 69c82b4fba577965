package subscriptions

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

// Usage is how much a restaurant has of what its plan limits.
type Usage interface {
	// StaffUsed counts against MaxStaff as whoever enforces it does: active members and open invitations.
	StaffUsed(ctx context.Context, t *access.Tenant) (int, error)
}

// Callers are tools that ask for themselves.
type Callers interface {
	// Restaurant checks a tool's credentials and gives the restaurant that they name: NotFound for one that does not have the tool.
	Restaurant(ctx context.Context, c api.ClientCredentials) (*access.Tenant, error)
}

// asked is the restaurant whose entitlements a request is about: that of the signed-in member of staff, or else the one that a tool names.
func (s *Service) asked(ctx context.Context, c api.ClientCredentials) (*access.Tenant, error) {
	if _, err := access.ActorFrom(ctx); err == nil {
		return access.TenantFrom(ctx)
	} else if c.ClientID == "" {
		return nil, err
	}
	return s.Callers.Restaurant(ctx, c)
}
