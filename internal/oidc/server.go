package oidc

import (
	"context"
	"net/http"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/tabletap/console/internal/fault"
)

// server is the provider as the library calls it, endpoint by endpoint. What is embedded is the library's own; what is written out is
// where the standards want more than it does, or where our storage answers in one step.
type server struct {
	*op.LegacyServer

	s *Service
}

var _ op.Server = (*server)(nil)

// newProtocol is the library's routes over the server.
func (s *Service) newProtocol() http.Handler {
	endpoints := op.Endpoints{
		Authorization: op.NewEndpoint(pathAuthorize), Token: op.NewEndpoint(pathToken), Introspection: op.NewEndpoint(pathIntrospect),
		Userinfo: op.NewEndpoint(pathUserinfo), Revocation: op.NewEndpoint(pathRevoke), EndSession: op.NewEndpoint(pathEndSession),
		JwksURI: op.NewEndpoint(pathKeys),
	}
	issuer := op.NewIssuerInterceptor(s.provider.IssuerFromRequest)
	return op.RegisterServer(&server{op.NewLegacyServer(s.provider, endpoints), s}, endpoints,
		op.WithHTTPMiddleware(issuer.Handler), op.WithServerCORSOptions(nil)) // whom browsers let in is the API's to say
}

// Discovery leaves out what the library could do and this provider does not.
func (v *server) Discovery(ctx context.Context, r *op.Request[struct{}]) (*op.Response, error) {
	answer, err := v.LegacyServer.Discovery(ctx, r)
	if err != nil {
		return nil, said(err)
	}
	config, ok := answer.Data.(*oidc.DiscoveryConfiguration)
	if !ok {
		return nil, trouble(errNotHere)
	}
	config.ResponseTypesSupported = []string{string(oidc.ResponseTypeCode)}
	config.ResponseModesSupported = []string{string(oidc.ResponseModeQuery)}
	config.GrantTypesSupported = []oidc.GrantType{oidc.GrantTypeCode, oidc.GrantTypeRefreshToken}
	config.IntrospectionEndpointAuthMethodsSupported = []oidc.AuthMethod{oidc.AuthMethodBasic, oidc.AuthMethodPost}
	config.IntrospectionEndpointAuthSigningAlgValuesSupported = nil
	config.RevocationEndpointAuthSigningAlgValuesSupported = nil
	config.ServiceDocumentation = v.s.Issuer + "/api/docs/"
	answer.Header.Set("Cache-Control", keysMaxAge)
	return answer, nil
}

// keysMaxAge is not longer than a new key is published before it signs.
const keysMaxAge = "public, max-age=300"

// Keys says for how long they may be kept.
func (v *server) Keys(ctx context.Context, r *op.Request[struct{}]) (*op.Response, error) {
	answer, err := v.LegacyServer.Keys(ctx, r)
	if err != nil {
		return nil, said(err)
	}
	answer.Header.Set("Cache-Control", keysMaxAge)
	return answer, nil
}

// VerifyClient answers a client that cannot prove who it is with 401, as RFC 6749, section 5.2 has it.
func (v *server) VerifyClient(ctx context.Context, r *op.Request[op.ClientCredentials]) (op.Client, error) {
	c, err := v.LegacyServer.VerifyClient(ctx, r)
	if err != nil {
		return nil, unproved(err)
	}
	return c, nil
}

func unproved(err error) error {
	err = said(err)
	if e := oidc.DefaultToServerError(err, ""); e.ErrorType == oidc.InvalidClient {
		return op.NewStatusError(e, http.StatusUnauthorized)
	}
	return err
}

// CodeExchange wants the verifier from every client: the library lets a client with a secret leave it out.
func (v *server) CodeExchange(ctx context.Context, r *op.ClientRequest[oidc.AccessTokenRequest]) (*op.Response, error) {
	req, err := v.codeOf(ctx, r)
	if err != nil {
		return nil, said(err)
	}
	if err := op.AuthorizeCodeChallenge(r.Data.CodeVerifier, req.GetCodeChallenge()); err != nil {
		return nil, said(err)
	}
	if req.subject, err = v.s.present(ctx, req.User, req.Tenant, req.ToolID); err != nil {
		return nil, ungranted(err)
	}
	answer, err := op.CreateTokenResponse(ctx, req, r.Client, v.s.provider, true, r.Data.Code, "")
	if err != nil {
		return nil, said(err)
	}
	return op.NewResponse(answer), nil
}

// codeOf is the request that a client's code answers. Every code that is not is the same error, and one that was used before ends
// what came of it, if it is the client's own that it comes back from.
func (v *server) codeOf(ctx context.Context, r *op.ClientRequest[oidc.AccessTokenRequest]) (*request, error) {
	req, err := v.s.store.byCode(ctx, v.s.DB.SharedQuery(), r.Data.Code)
	if err != nil {
		return nil, ungranted(err)
	}
	switch {
	case req.ClientID != r.Client.GetID():
		return nil, oidc.ErrInvalidGrant()
	case req.Grant != 0:
		if err := v.s.endGrant(ctx, req.Grant, endCodeReused); err != nil {
			return nil, err
		}
		return nil, oidc.ErrInvalidGrant()
	case !v.s.Clock.Now().Before(req.CodeExpires), r.Data.RedirectURI != req.RedirectURI:
		return nil, oidc.ErrInvalidGrant()
	}
	return req, nil
}

// RefreshToken gives new tokens for a refresh token, as long as the tool is open to the person.
func (v *server) RefreshToken(ctx context.Context, r *op.ClientRequest[oidc.RefreshTokenRequest]) (*op.Response, error) {
	old, err := v.refreshed(ctx, r)
	if err != nil {
		return nil, said(err)
	}
	if err := op.ValidateRefreshTokenScopes(r.Data.Scopes, old); err != nil {
		return nil, said(err)
	}
	if err := v.s.attach(ctx, old); err != nil {
		return nil, ungranted(err)
	}
	answer, err := op.CreateTokenResponse(ctx, old, r.Client, v.s.provider, true, "", r.Data.RefreshToken)
	if err != nil {
		return nil, said(err)
	}
	return op.NewResponse(answer), nil
}

// refreshed is the sign-in of a client's refresh token. One that was used before ends it.
func (v *server) refreshed(ctx context.Context, r *op.ClientRequest[oidc.RefreshTokenRequest]) (*session, error) {
	old, err := v.s.store.session(ctx, v.s.DB.SharedQuery(), r.Data.RefreshToken)
	if err != nil {
		return nil, ungranted(err)
	}
	switch {
	case old.ClientID != r.Client.GetID(), old.Kind != kindRefresh:
		return nil, oidc.ErrInvalidGrant()
	case old.Used:
		if err := v.s.endGrant(ctx, old.Grant, endRefreshReused); err != nil {
			return nil, err
		}
		return nil, oidc.ErrInvalidGrant()
	case !old.good(kindRefresh, v.s.Clock.Now()):
		return nil, oidc.ErrInvalidGrant()
	}
	old.refresh = r.Data.RefreshToken
	return old, nil
}

// ungranted is invalid_grant, with the reason where it is one that the tool may show: a member who was deactivated, a subscription
// that lapsed.
func ungranted(err error) error {
	why := refused(err)
	switch {
	case why == nil:
		return said(err)
	case why.Kind == fault.Forbidden:
		return oidc.ErrInvalidGrant().WithDescription("%s: %s", why.Code, why.Message).WithParent(err)
	default:
		return oidc.ErrInvalidGrant().WithParent(err)
	}
}

// Revocation is the library's, with its failures in words that may be sent.
func (v *server) Revocation(ctx context.Context, r *op.ClientRequest[oidc.RevocationRequest]) (*op.Response, error) {
	answer, err := v.LegacyServer.Revocation(ctx, r)
	return answer, said(err)
}

// EndSession ends the sign-in that an ID token is of.
func (v *server) EndSession(ctx context.Context, r *op.Request[oidc.EndSessionRequest]) (*op.Redirect, error) {
	if r.Data.IdTokenHint == "" {
		return nil, errHintRequired()
	}
	answer, err := v.LegacyServer.EndSession(ctx, r)
	return answer, said(err)
}

// JWTProfile is a grant that no client has.
func (*server) JWTProfile(context.Context, *op.Request[oidc.JWTProfileGrantRequest]) (*op.Response, error) {
	return nil, oidc.ErrUnsupportedGrantType()
}
