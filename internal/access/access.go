package access

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// UserID identifies a person in public.users.
type UserID int64

// TenantID identifies a restaurant in public.tenants.
type TenantID int64

// MemberID identifies a row of staff within one restaurant. The same number means somebody else in another.
type MemberID int64

// Actor is the person behind a request, as proved by a Clerk session token or a superuser's session.
type Actor struct {
	UserID      UserID
	ClerkUserID string // "" for a superuser made by createsuperuser
	Username    string
	Email       string
	FirstName   string
	LastName    string
	Verified    bool
	Superuser   bool
	SessionID   string // of the sign-in: Clerk's sid, or a name of our own for a superuser's session
	OrgID       string // the active Clerk organization, "" when there is none
	OrgSlug     string

	ProvenUntil     time.Time // when the token ends that proves them; zero when something else does
	AuthenticatedAt time.Time // when they last proved who they are, to the minute; zero when nobody knows
}

// Tenant is a restaurant as a request needs to know it.
type Tenant struct {
	ID                 TenantID
	Schema             string // PostgreSQL schema; never changes
	Slug               string
	Name               string
	Active             bool
	SuspendedAt        *time.Time // since when an operator has it suspended; nil: it is not. It is not active then
	SuspendedReason    string     // why, in words for its owner
	SubscriptionStatus string     // trial, active, inactive, cancelled
	TrialEnd           time.Time
	SchemaVersion      int // version of the newest migration that was applied to Schema
	OwnerID            UserID
	ClerkOrgID         string
	Timezone           string // IANA name; "": UTC
}

var errInactive = fault.New(fault.Forbidden, "tenant_inactive", "This restaurant is not active.")

// Standing fails with Forbidden for a restaurant that is closed to its own people: with tenant_suspended and the reason, or tenant_inactive.
func (t *Tenant) Standing() error {
	switch {
	case t.SuspendedAt != nil:
		return fault.New(fault.Forbidden, "tenant_suspended", "This restaurant is suspended: "+t.SuspendedReason)
	case !t.Active:
		return errInactive
	default:
		return nil
	}
}

// Member is the Actor's place on the staff of the request's Tenant.
type Member struct {
	ID          MemberID
	RoleID      int64
	Role        string
	Owner       bool
	Active      bool
	Permissions Permissions
}

// Visit is an operator's stay in a restaurant.
type Visit struct {
	ID      int64
	Tenant  TenantID
	Reason  string
	Expires time.Time
}

type (
	visitKey  struct{}
	actorKey  struct{}
	tenantKey struct{}
	memberKey struct{}
)

var (
	errNoActor  = fault.New(fault.Unauthenticated, "not_authenticated", "Authentication credentials were not provided.")
	errNoTenant = fault.New(fault.Invalid, "tenant_required", "Say which restaurant with the X-Tenant-ID header.")
	errNoMember = fault.New(fault.Forbidden, "not_staff", "Only staff of this restaurant may do this.")
)

// WithActor returns a context in which a is asking.
func WithActor(ctx context.Context, a *Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorFrom says who is asking, or fails with Unauthenticated.
func ActorFrom(ctx context.Context) (*Actor, error) {
	if a, ok := ctx.Value(actorKey{}).(*Actor); ok && a != nil {
		return a, nil
	}
	return nil, errNoActor
}

// WithTenant returns a context whose work is for t.
func WithTenant(ctx context.Context, t *Tenant) context.Context {
	return context.WithValue(ctx, tenantKey{}, t)
}

// TenantFrom says which restaurant the request is for, or fails with tenant_required.
func TenantFrom(ctx context.Context) (*Tenant, error) {
	if t, ok := ctx.Value(tenantKey{}).(*Tenant); ok && t != nil {
		return t, nil
	}
	return nil, errNoTenant
}

// WithMember returns a context in which the actor acts as m. A superuser who is no member has none.
func WithMember(ctx context.Context, m *Member) context.Context {
	return context.WithValue(ctx, memberKey{}, m)
}

// MemberFrom gives the actor's own row of staff, or fails with Forbidden for a superuser who is no member.
func MemberFrom(ctx context.Context) (*Member, error) {
	if m, ok := ctx.Value(memberKey{}).(*Member); ok && m != nil {
		return m, nil
	}
	return nil, errNoMember
}

// WithVisit returns a context whose work is done in v.
func WithVisit(ctx context.Context, v *Visit) context.Context {
	return context.WithValue(ctx, visitKey{}, v)
}

// VisitFrom is the operator's visit in which the request is made, nil for none.
func VisitFrom(ctx context.Context) *Visit {
	v, _ := ctx.Value(visitKey{}).(*Visit)
	return v
}

// May reports whether the actor of ctx holds the permission in the tenant of ctx. Superusers hold all of them.
func May(ctx context.Context, permission Permission) bool {
	actor, err := ActorFrom(ctx)
	if err != nil {
		return false
	}
	if actor.Superuser {
		return true
	}
	member, err := MemberFrom(ctx)
	return err == nil && member.Active && member.Permissions.Allow(permission)
}
