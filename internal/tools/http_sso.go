package tools

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/tabletap/console/internal/api"
)

// ssoMaxBody is plenty for a token.
const ssoMaxBody = 16 << 10

func (s *Service) registerSSORoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/tools/sso/generate/", ID: "tools-sso-generate", Tag: tag, Access: api.Staff(), ToolErrors: true,
		MaxBody: ssoMaxBody, Summary: "Make a token that opens a tool once",
		Description: "The token is good for a minute. launch_url is the tool's address with the token in its query parameter `token`. " +
			"403 says in code why not: member_inactive, not_granted, tool_inactive, not_in_plan, subscription_inactive, " +
			"tenant_suspended, or not_staff for a superuser who is no member.",
	}, s.handleGenerate)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/tools/sso/verify/", ID: "tools-sso-verify", Tag: tag, ToolErrors: true, MaxBody: ssoMaxBody,
		Access:  api.Proof("launch-token", "Whoever holds a launch token that was not used yet."),
		Summary: "Redeem a token that opens a tool",
		Description: "For the tool's backend. A token can be redeemed once. Say tool_id, so that another tool's token is refused without " +
			"being used up. 400 invalid_token for one that is expired, used, revoked, forged or another tool's. With session it begins a " +
			"session too, whose token introspect and revoke take. A tool that has credentials must prove who it is, by HTTP Basic or " +
			"client_id and client_secret in the body: 401 invalid_client otherwise. A token that comes twice ends the session of its first use.",
	}, s.handleVerify)
}

type generateInput struct {
	Body struct {
		ToolID int64 `json:"tool_id"`
	}
}

type launchBody struct {
	Token   string    `json:"token"`
	Expires time.Time `json:"expires_at"`
	Created time.Time `json:"created_at"`
	URL     string    `json:"launch_url"`
}

type launchOutput struct{ Body launchBody }

type verifyInput struct {
	Authorization string `header:"Authorization" hidden:"true"`
	Body          struct {
		Token        string  `json:"token"`
		ToolID       *int64  `json:"tool_id,omitempty" nullable:"true" doc:"The tool that asks"`
		Session      bool    `json:"session,omitempty" doc:"Begin a session as well"`
		ClientID     *string `json:"client_id,omitempty"`
		ClientSecret *string `json:"client_secret,omitempty"`
	}
}

type sessionBody struct {
	Token   string    `json:"token" doc:"For introspect and revoke"`
	Expires time.Time `json:"expires_at"`
}

type ssoTenantBody struct {
	ID         int64     `json:"id"`
	SchemaName string    `json:"schema_name"`
	Name       string    `json:"name"`
	Slug       string    `json:"slug"`
	Status     string    `json:"subscription_status" enum:"trial,active,inactive,cancelled"`
	TrialEnd   time.Time `json:"trial_end_date"`
	Active     bool      `json:"is_active"`
}

type ssoUserBody struct {
	ID          int64  `json:"id"`
	Username    string `json:"username"`
	Email       string `json:"email"`
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name"`
	DisplayName string `json:"display_name"`
}

type identityBody struct {
	Valid       bool            `json:"valid"`
	UserID      int64           `json:"user_id"`
	ToolID      int64           `json:"tool_id"`
	Schema      string          `json:"tenant_schema"`
	Tenant      ssoTenantBody   `json:"tenant"`
	User        ssoUserBody     `json:"user"`
	Role        string          `json:"role" doc:"The role's name"`
	Permissions json.RawMessage `json:"permissions" doc:"An object: permission to true, false or a level; * is all of them"`
	Expires     time.Time       `json:"expires_at"`
	Session     *sessionBody    `json:"session,omitempty" doc:"When it was asked for"`
}

type identityOutput struct{ Body identityBody }

func (s *Service) handleGenerate(ctx context.Context, in *generateInput) (*launchOutput, error) {
	launch, err := s.Generate(ctx, in.Body.ToolID)
	if err != nil {
		return nil, err
	}
	return &launchOutput{launchBody{launch.Token, launch.Expires, launch.Created, launch.URL}}, nil
}

func (s *Service) handleVerify(ctx context.Context, in *verifyInput) (*identityOutput, error) {
	var tool int64
	if in.Body.ToolID != nil {
		// No tool has the number 0, which is how Verify is told that the caller did not say.
		tool = cmp.Or(*in.Body.ToolID, -1)
	}
	proof, err := proofOf(in.Authorization, in.Body.ClientID, in.Body.ClientSecret, false)
	if err != nil {
		return nil, err
	}
	who, err := s.Verify(ctx, Redemption{Token: in.Body.Token, ToolID: tool, Proof: proof, Session: in.Body.Session})
	if err != nil {
		return nil, err
	}
	return &identityOutput{writeIdentity(who)}, nil
}

func writeIdentity(who *Identity) identityBody {
	t := who.Tenant
	var session *sessionBody
	if who.Session != nil {
		session = &sessionBody{Token: who.Session.Token, Expires: who.Session.Expires}
	}
	return identityBody{
		Valid: true, UserID: int64(who.UserID), ToolID: who.ToolID, Schema: t.Schema, Role: who.Role, Permissions: who.Permissions,
		Expires: who.Expires, Session: session,
		Tenant: ssoTenantBody{
			ID: int64(t.ID), SchemaName: t.Schema, Name: t.Name, Slug: t.Slug, Status: t.SubscriptionStatus, TrialEnd: t.TrialEnd,
			Active: t.Active,
		},
		User: ssoUserBody{
			ID: int64(who.UserID), Username: who.Username, Email: who.Email, FirstName: who.FirstName, LastName: who.LastName,
			DisplayName: cmp.Or(strings.TrimSpace(who.FirstName+" "+who.LastName), who.Username),
		},
	}
}
