package oidc

import (
	"context"
	"errors"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// What the library's interface has and this provider does another way, or not at all.

var errNotHere = errors.New("this provider does not do that")

// CreateAuthRequest is server.Authorize's business, which has the browser's cookie to bind the request to.
func (storage) CreateAuthRequest(context.Context, *oidc.AuthRequest, string) (op.AuthRequest, error) {
	return nil, errNotHere
}

// AuthRequestByID is for the library's own way back from the login page, which is not mounted.
func (storage) AuthRequestByID(context.Context, string) (op.AuthRequest, error) {
	return nil, errNotHere
}

// AuthRequestByCode is server.CodeExchange's business.
func (storage) AuthRequestByCode(context.Context, string) (op.AuthRequest, error) {
	return nil, errNotHere
}

// SaveAuthCode is part of Service.grant, in one statement with the person's choice.
func (storage) SaveAuthCode(context.Context, string, string) error { return errNotHere }

// TokenRequestByRefreshToken is server.RefreshToken's business.
func (storage) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, errNotHere
}

// TerminateSession gives way to TerminateSessionFromRequest.
func (storage) TerminateSession(context.Context, string, string) error { return errNotHere }

// SetUserinfoFromScopes gives way to SetUserinfoFromRequest, as the library wants it.
func (storage) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

// SetUserinfoFromToken is server.UserInfo's business.
func (storage) SetUserinfoFromToken(context.Context, *oidc.UserInfo, string, string, string) error {
	return errNotHere
}

// SetIntrospectionFromToken is server.Introspect's business.
func (storage) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return errNotHere
}

// GetPrivateClaimsFromScopes is for access tokens that are JWTs.
func (storage) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, errNotHere
}

// GetKeyByIDAndClientID is for clients with keys of their own.
func (storage) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errNotHere
}

// ValidateJWTProfileScopes is for clients with keys of their own.
func (storage) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errNotHere
}

// Health is the program's own endpoint's business.
func (storage) Health(context.Context) error { return nil }
