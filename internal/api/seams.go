package api

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
)

// Authenticator says who sent a request. No credentials at all are nil, nil; credentials that are not valid are a fault.
type Authenticator interface {
	Authenticate(ctx context.Context, r *http.Request) (*access.Actor, error)
}

// tenantHeader is X-Tenant-ID as net/http spells it: looking up another spelling costs an allocation.
const tenantHeader = "X-Tenant-Id"

// TenantHint is what a request says about the restaurant that it is for.
type TenantHint struct {
	Header string // X-Tenant-ID: slug, schema name or id; "" when absent
	Host   string // lower case, without port
}

// TenantResolver finds the restaurant of a request and the actor's place in it. What does not exist and what the actor
// does not belong to are the same NotFound fault; several restaurants and no choice are Invalid, "tenant_required".
type TenantResolver interface {
	// Resolve applies the contract's order. The member is nil for a superuser who is not on the staff. The actor is nil only
	// on public routes with OptionalTenant.
	Resolve(ctx context.Context, actor *access.Actor, hint TenantHint) (*access.Tenant, *access.Member, error)
	// ResolveID is for routes that name the restaurant in their path.
	ResolveID(ctx context.Context, actor *access.Actor, id access.TenantID) (*access.Tenant, *access.Member, error)
}

// Limiter counts requests by key. ok is false when more than limit came within per; retryAfter then says when to come back.
type Limiter interface {
	Allow(ctx context.Context, key string, limit int, per time.Duration) (ok bool, retryAfter time.Duration, err error)
}
