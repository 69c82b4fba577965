package tools

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/tabletap/console/internal/api"
)

// sessionProof is what introspect and revoke ask for.
const sessionProof = "A tool that has credentials proves who it is with them, by HTTP Basic or client_id and client_secret in the body; any " +
	"other holds a session's token."

func (s *Service) registerSessionRoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/tools/sso/introspect/", ID: "tools-sso-introspect", Tag: tag, ToolErrors: true, Form: true,
		MaxBody: ssoMaxBody, Access: api.Proof("tool-session", sessionProof),
		Summary: "Ask whether a member may still be in a tool",
		Description: "RFC 7662: the token is that of a session that verify began. Anything else than an active session of the tool's own is " +
			"answered {\"active\": false}. 401 invalid_client when the tool did not prove who it is and has to.",
	}, s.handleIntrospect)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/tools/sso/revoke/", ID: "tools-sso-revoke", Tag: tag, ToolErrors: true, Form: true,
		MaxBody: ssoMaxBody, Access: api.Proof("tool-session", sessionProof),
		Summary: "End a member's session in a tool", Description: "RFC 7009: a token that is none of the tool's own is no error.",
	}, s.handleRevoke)
}

// tokenParams are RFC 7662's and RFC 7009's.
type tokenParams struct {
	Token        string  `json:"token"`
	Hint         *string `json:"token_type_hint,omitempty" doc:"Taken and not needed"`
	ClientID     *string `json:"client_id,omitempty"`
	ClientSecret *string `json:"client_secret,omitempty"`
}

type tokenInput struct {
	Authorization string `header:"Authorization" hidden:"true"`
	Body          tokenParams
}

// presenceBody is RFC 7662's, section 2.2, with what a tool of ours reads. All but active is left out when that is false.
type presenceBody struct {
	Active      bool            `json:"active"`
	ClientID    string          `json:"client_id,omitempty"`
	Username    string          `json:"username,omitempty"`
	Subject     string          `json:"sub,omitempty" doc:"The user's id"`
	Audience    string          `json:"aud,omitempty" doc:"The tool's slug"`
	Issuer      string          `json:"iss,omitempty"`
	Expires     int64           `json:"exp,omitempty" doc:"Seconds since 1970"`
	Issued      int64           `json:"iat,omitempty" doc:"Seconds since 1970"`
	ToolID      int64           `json:"tool_id,omitempty"`
	TenantID    int64           `json:"tenant_id,omitempty"`
	Schema      string          `json:"tenant_schema,omitempty"`
	MemberID    int64           `json:"member_id,omitempty"`
	Role        string          `json:"role,omitempty" doc:"The role's name"`
	Permissions json.RawMessage `json:"permissions,omitempty" doc:"An object: permission to true, false or a level; * is all of them"`
}

type presenceOutput struct{ Body presenceBody }

type revokedOutput struct {
	Body struct{}
}

func (s *Service) handleIntrospect(ctx context.Context, in *tokenInput) (*presenceOutput, error) {
	proof, err := proofOf(in.Authorization, in.Body.ClientID, in.Body.ClientSecret, true)
	if err != nil {
		return nil, err
	}
	present, err := s.Introspect(ctx, in.Body.Token, proof)
	if err != nil {
		return nil, err
	}
	if present == nil {
		return &presenceOutput{}, nil
	}
	return &presenceOutput{s.writePresence(present)}, nil
}

func (s *Service) writePresence(p *Presence) presenceBody {
	return presenceBody{
		Active: true, ClientID: p.ClientID, Username: p.Username, Subject: strconv.FormatInt(int64(p.User), 10), Audience: p.Tool.Slug,
		Issuer: s.Issuer, Expires: p.Expires.Unix(), Issued: p.Issued.Unix(), ToolID: p.Tool.ID, TenantID: int64(p.Tenant.ID),
		Schema: p.Tenant.Schema, MemberID: int64(p.Member), Role: p.Role, Permissions: p.Permissions,
	}
}

func (s *Service) handleRevoke(ctx context.Context, in *tokenInput) (*revokedOutput, error) {
	proof, err := proofOf(in.Authorization, in.Body.ClientID, in.Body.ClientSecret, true)
	if err != nil {
		return nil, err
	}
	return &revokedOutput{}, s.Revoke(ctx, in.Body.Token, proof)
}
