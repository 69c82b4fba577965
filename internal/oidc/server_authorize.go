package oidc

import (
	"context"
	"slices"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// How long what a tool sends along may be. It is kept for ten minutes, and anybody may send it.
const (
	longestParameter = 256  // bytes of an id, a secret, a hint
	longestState     = 4096 // bytes of state and nonce, in which tools keep things of their own
	challengeLength  = 43   // of a SHA-256, base64url
)

// VerifyAuthRequest finds the client. Nothing may be there twice (RFC 6749, section 3.1): two readers could take it for two things.
func (v *server) VerifyAuthRequest(ctx context.Context, r *op.Request[oidc.AuthRequest]) (*op.ClientRequest[oidc.AuthRequest], error) {
	for name, values := range r.Form {
		if len(values) > 1 {
			return nil, oidc.ErrInvalidRequest().WithDescription("a parameter is there twice")
		}
		if !text(name) || !text(values[0]) {
			return nil, oidc.ErrInvalidRequest().WithDescription("a parameter is no text")
		}
	}
	answer, err := v.LegacyServer.VerifyAuthRequest(ctx, r)
	return answer, said(err)
}

// Authorize keeps the request and leads the browser to the login page. By now the redirect address is known to be the client's, so
// whatever is wrong goes back there.
func (v *server) Authorize(ctx context.Context, r *op.ClientRequest[oidc.AuthRequest]) (*op.Redirect, error) {
	if err := checkAuthRequest(r); err != nil {
		return nil, err
	}
	hint, err := op.ValidateAuthReqIDTokenHint(ctx, r.Data.IDTokenHint, v.s.provider.IDTokenHintVerifier(ctx))
	if err != nil {
		return nil, said(err)
	}
	client, ok := r.Client.(opClient)
	if !ok {
		return nil, trouble(errNotHere)
	}
	req := newRequest(client, r.Data, r.Form.Get("tenant"))
	req.UserHint = userOf(hint)
	browser, fresh := v.s.browser.read(r.Header)
	if err := v.s.begin(ctx, req, browser); err != nil {
		return nil, trouble(err)
	}
	answer := op.NewRedirect(client.LoginURL(req.ID))
	answer.Header.Set("Cache-Control", "no-store")
	if fresh {
		answer.Header.Set("Set-Cookie", v.s.browser.cookie(browser).String())
	}
	return answer, nil
}

func newRequest(client opClient, from *oidc.AuthRequest, tenant string) *request {
	r := &request{
		ToolID: client.ToolID, ClientID: client.ID, RedirectURI: from.RedirectURI, Scopes: known(from.Scopes), State: from.State,
		Nonce: from.Nonce, Challenge: from.CodeChallenge, Prompt: from.Prompt, TenantHint: tenant,
	}
	if from.MaxAge != nil {
		const most = uint(365 * 24 * 60 * 60)
		r.MaxAge = new(time.Duration(min(*from.MaxAge, most)) * time.Second)
	}
	return r
}

// checkAuthRequest wants what the library leaves to choice. PKCE is for every client, and "plain" proves nothing (RFC 9700, section
// 2.1.1).
func checkAuthRequest(r *op.ClientRequest[oidc.AuthRequest]) error {
	a := r.Data
	switch {
	case a.RequestParam != "":
		return oidc.ErrRequestNotSupported()
	case r.Form.Get("request_uri") != "":
		return &oidc.Error{ErrorType: "request_uri_not_supported"}
	case !slices.Contains(a.Scopes, oidc.ScopeOpenID):
		return oidc.ErrInvalidScope().WithDescription("the scope openid is required")
	case a.CodeChallenge == "":
		return oidc.ErrInvalidRequest().WithDescription("code_challenge is required (PKCE)")
	case a.CodeChallengeMethod != oidc.CodeChallengeMethodS256:
		return oidc.ErrInvalidRequest().WithDescription("code_challenge_method has to be S256")
	case len(a.CodeChallenge) != challengeLength:
		return oidc.ErrInvalidRequest().WithDescription("code_challenge is no SHA-256 in base64url")
	case a.ResponseMode != "" && a.ResponseMode != oidc.ResponseModeQuery:
		return oidc.ErrInvalidRequest().WithDescription("response_mode has to be query")
	case len(a.State) > longestState, len(a.Nonce) > longestState, len(r.Form.Get("tenant")) > longestParameter:
		a.State = a.State[:min(len(a.State), longestState)]
		return oidc.ErrInvalidRequest().WithDescription("state, nonce or tenant is too long")
	}
	return nil
}
