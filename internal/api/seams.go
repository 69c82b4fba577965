package api

import (
	"context"
	"crypto/sha256"
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

// visitHeader is X-Visit-ID as net/http spells it.
const visitHeader = "X-Visit-Id"

// Visits knows which operators are in which restaurants.
type Visits interface {
	// Visit is the actor's visit with the id to the restaurant, while it is under way. It fails with NotFound otherwise.
	Visit(ctx context.Context, id int64, actor *access.Actor, tenant access.TenantID) (*access.Visit, error)
}

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

// Attempt is a request with an Idempotency-Key. Requests whose fields are the same but for Fingerprint and Lease are repeats of one.
type Attempt struct {
	Caller      string          // who is asking, such as "user:7"
	Tenant      access.TenantID // 0 for none
	Method      string
	Path        string
	Key         string            // 1 to 255 printable ASCII characters
	Fingerprint [sha256.Size]byte // of what is asked for: two that differ are not the same request
	Lease       time.Duration     // longer than the handler may take
}

// Answer is what a request was answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Idempotency remembers the answers to requests that carry an Idempotency-Key.
type Idempotency interface {
	// Begin gives the claim of an attempt that should be worked on, or the answer that an equal one was given. It waits a while
	// for one that is at work. It fails with Conflict: idempotency_key_reused when the fingerprints differ,
	// idempotency_in_progress when the other one is still at work.
	Begin(ctx context.Context, a Attempt) (Claim, *Answer, error)
}

// Claim is the right to work on an attempt. Either Keep or Release ends it; it ends by itself after its lease. Both work for a
// context that was cancelled.
type Claim interface {
	// Keep stores the answer for repeats.
	Keep(ctx context.Context, answer Answer) error
	// Release lets the next attempt begin as if this one had not.
	Release(ctx context.Context) error
}

// Programs knows callers who prove themselves with client credentials.
type Programs interface {
	// Program is the caller, such as "tool:3", and the restaurant that it names, 0 for none. It fails with Unauthenticated for
	// credentials that are not good and with NotFound for a restaurant that there is not.
	Program(ctx context.Context, c ClientCredentials) (caller string, tenant access.TenantID, err error)
}
