package oidc

import (
	"context"
	"net/http"
	"strings"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// UserInfo tells of the person as they are now. A token that opens nothing any more, for whatever reason, is 401: the tool is to begin
// a new sign-in, which says why not.
func (v *server) UserInfo(ctx context.Context, r *op.Request[oidc.UserInfoRequest]) (*op.Response, error) {
	found, err := v.s.opened(ctx, r.Data.AccessToken)
	if refused(err) != nil {
		return nil, op.NewStatusError(errInvalidToken().WithParent(err), http.StatusUnauthorized)
	}
	if err != nil {
		return nil, said(err)
	}
	info := &oidc.UserInfo{}
	found.subject.claims(info, found.Scopes)
	return op.NewResponse(info), nil
}

// Introspect tells a tool of a token of its own (RFC 7662). Of any other it says what it says of nonsense.
func (v *server) Introspect(ctx context.Context, r *op.Request[op.IntrospectionRequest]) (*op.Response, error) {
	clientID := r.Data.ClientID
	if err := op.AuthorizeClientIDSecret(ctx, clientID, r.Data.ClientSecret, v.s.provider.Storage()); err != nil {
		return nil, unproved(err)
	}
	found, err := v.s.opened(ctx, r.Data.Token)
	if refused(err) != nil || err == nil && found.ClientID != clientID {
		return op.NewResponse(&oidc.IntrospectionResponse{}), nil //nolint:nilerr // "inactive" is all that is said
	}
	if err != nil {
		return nil, said(err)
	}
	return op.NewResponse(v.s.introspection(found)), nil
}

func (s *Service) introspection(found *session) *oidc.IntrospectionResponse {
	info := &oidc.UserInfo{}
	found.subject.claims(info, found.Scopes)
	answer := &oidc.IntrospectionResponse{
		Active: true, Scope: found.Scopes, ClientID: found.ClientID, TokenType: oidc.BearerToken, Expiration: oidc.FromTime(found.Expires),
		IssuedAt: oidc.FromTime(found.Created), NotBefore: oidc.FromTime(found.Created), AuthTime: oidc.FromTime(found.AuthTime),
		Audience: found.GetAudience(), Issuer: s.Issuer,
	}
	answer.SetUserInfo(info)
	return answer
}

// opened is who an access token stands for, as it is sent: sealed, with the subject behind a colon.
func (s *Service) opened(ctx context.Context, sealed string) (*session, error) {
	plain, err := s.provider.Crypto().Decrypt(sealed)
	if err != nil {
		return nil, errNoToken.Because(err)
	}
	secret, sub, ok := strings.Cut(plain, ":")
	if !ok {
		return nil, errNoToken
	}
	found, err := s.now(ctx, secret)
	if err == nil && sub != found.GetSubject() {
		return nil, errNoToken
	}
	return found, err
}
