package auth

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/postgres"
)

const tag = "Who is asking"

// RegisterRoutes adds the routes of this package.
func (s *Service) RegisterRoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/auth/profile/", ID: "auth-profile", Tag: tag, Access: api.SignedIn(),
		Summary: "Who you are",
	}, handleProfile)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/auth/tenant/", ID: "auth-tenant", Tag: tag, Access: api.Staff().EvenInactive(),
		Summary: "The restaurant you are in, and what you may do there",
	}, handleTenant)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/auth/test/", ID: "auth-test", Tag: tag, Access: api.SignedIn().OptionalTenant(),
		Summary: "See how your request is understood", Description: "Takes any JSON, or nothing, and sends it back.",
	}, handleTest)
	s.registerSessionRoutes(a)
	s.registerOperatorRoutes(a)
	s.registerWebhook(a)
}

// profileBody is a person in the contract's shape.
type profileBody struct {
	ID          int64   `json:"id"`
	Username    string  `json:"username"`
	Email       string  `json:"email"`
	FirstName   string  `json:"first_name"`
	LastName    string  `json:"last_name"`
	ClerkUserID *string `json:"clerk_user_id" nullable:"true" doc:"null for a superuser"`
	IsVerified  bool    `json:"is_verified" doc:"Whether the email address was proved"`
	IsSuperuser bool    `json:"is_superuser"`
}

func profileOf(a *access.Actor) profileBody {
	return profileBody{
		ID: int64(a.UserID), Username: a.Username, Email: a.Email, FirstName: a.FirstName, LastName: a.LastName,
		ClerkUserID: postgres.OrNull(a.ClerkUserID), IsVerified: a.Verified, IsSuperuser: a.Superuser,
	}
}

type profileOutput struct{ Body profileBody }

func handleProfile(ctx context.Context, _ *struct{}) (*profileOutput, error) {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return nil, err
	}
	return &profileOutput{profileOf(actor)}, nil
}

// tenantBody is the restaurant of a request, and the caller's place in it.
type tenantBody struct {
	TenantID           int64                     `json:"tenant_id"`
	SchemaName         string                    `json:"schema_name"`
	Name               string                    `json:"name"`
	Slug               string                    `json:"slug"`
	SubscriptionStatus string                    `json:"subscription_status" enum:"trial,active,inactive,cancelled"`
	TrialEndDate       time.Time                 `json:"trial_end_date"`
	IsActive           bool                      `json:"is_active"`
	Suspended          api.OrNull[suspendedBody] `json:"suspended" doc:"Why an operator has shut the restaurant; null when none has"`
	Visit              api.OrNull[visitBody]     `json:"visit" doc:"The visit that the request is made in; null for all others"`
	Role               string                    `json:"role"`
	Permissions        access.Permissions        `json:"permissions"`
}

// suspendedBody is why the restaurant's people may do nothing but read this.
type suspendedBody struct {
	Reason string    `json:"reason" doc:"In words for its owner"`
	Since  time.Time `json:"since"`
}

// visitBody is the visit that a superuser's request says it is made in.
type visitBody struct {
	ID      int64     `json:"id"`
	Reason  string    `json:"reason"`
	Expires time.Time `json:"expires_at"`
}

type tenantOutput struct{ Body tenantBody }

// superuserRole is what a superuser is in a restaurant whose staff they are not on.
const superuserRole = "Superuser"

func handleTenant(ctx context.Context, _ *struct{}) (*tenantOutput, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	out := &tenantOutput{tenantBody{
		TenantID: int64(t.ID), SchemaName: t.Schema, Name: t.Name, Slug: t.Slug, SubscriptionStatus: t.SubscriptionStatus,
		TrialEndDate: t.TrialEnd, IsActive: t.Active,
		Role: superuserRole, Permissions: access.Permissions{access.Everything: true},
	}}
	if t.SuspendedAt != nil {
		out.Body.Suspended.Value = &suspendedBody{Reason: t.SuspendedReason, Since: *t.SuspendedAt}
	}
	if v := access.VisitFrom(ctx); v != nil {
		out.Body.Visit.Value = &visitBody{ID: v.ID, Reason: v.Reason, Expires: v.Expires}
	}
	if m, err := access.MemberFrom(ctx); err == nil {
		out.Body.Role, out.Body.Permissions = m.Role, m.Permissions
	}
	return out, nil
}

type testInput struct {
	Body any
}

type testTenant struct {
	_          struct{} `nullable:"true"`
	TenantID   int64    `json:"tenant_id"`
	SchemaName string   `json:"schema_name"`
	Name       string   `json:"name"`
}

type testOutput struct {
	Body struct {
		Message      string      `json:"message"`
		User         profileBody `json:"user"`
		Tenant       *testTenant `json:"tenant"`
		DataReceived any         `json:"data_received"`
	}
}

func handleTest(ctx context.Context, in *testInput) (*testOutput, error) {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return nil, err
	}
	out := &testOutput{}
	out.Body.Message, out.Body.User = "Authentication works.", profileOf(actor)
	if out.Body.DataReceived = in.Body; in.Body == nil {
		out.Body.DataReceived = map[string]any{}
	}
	if t, err := access.TenantFrom(ctx); err == nil {
		out.Body.Tenant = &testTenant{TenantID: int64(t.ID), SchemaName: t.Schema, Name: t.Name}
	}
	return out, nil
}
