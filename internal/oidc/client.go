package oidc

import (
	"slices"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// ScopeRestaurant asks for the restaurant, the role and the permissions.
const ScopeRestaurant = "restaurant"

// scopes are what a tool may ask for; others are left out, as the standard has it.
var scopes = []string{oidc.ScopeOpenID, oidc.ScopeProfile, oidc.ScopeEmail, oidc.ScopeOfflineAccess, ScopeRestaurant}

func known(asked []string) []string {
	return slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(asked))), func(scope string) bool { return !slices.Contains(scopes, scope) })
}

// opClient is a Client as the library asks for it.
type opClient struct {
	Client

	login string // where the login page is, ready for a request's id
}

var _ op.Client = opClient{}

func (c opClient) GetID() string                     { return c.ID }
func (c opClient) RedirectURIs() []string            { return c.Client.RedirectURIs }
func (c opClient) PostLogoutRedirectURIs() []string  { return c.Client.PostLogoutRedirectURIs }
func (opClient) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb } // addresses count letter by letter
func (opClient) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}
func (opClient) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeBearer }
func (opClient) IDTokenLifetime() time.Duration      { return idTokenLifetime }
func (opClient) DevMode() bool                       { return false }
func (opClient) ClockSkew() time.Duration            { return 0 }
func (opClient) IDTokenUserinfoClaimsAssertion() bool {
	return true // small tools need not ask userinfo
}
func (c opClient) LoginURL(id string) string      { return c.login + id }
func (opClient) IsScopeAllowed(scope string) bool { return slices.Contains(scopes, scope) }

func (opClient) GrantTypes() []oidc.GrantType {
	return []oidc.GrantType{oidc.GrantTypeCode, oidc.GrantTypeRefreshToken}
}

// AuthMethod stands for both ways of sending a secret: the library takes it from the header and from the body.
func (c opClient) AuthMethod() oidc.AuthMethod {
	if c.Public {
		return oidc.AuthMethodNone
	}
	return oidc.AuthMethodBasic
}

// RestrictAdditionalIdTokenScopes is spelled as the library spells it.
func (opClient) RestrictAdditionalIdTokenScopes() func([]string) []string { return unchanged } //nolint:revive // see above

func (opClient) RestrictAdditionalAccessTokenScopes() func([]string) []string { return unchanged }

func unchanged(s []string) []string { return s }
