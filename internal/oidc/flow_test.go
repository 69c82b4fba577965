package oidc_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func TestSomebodyElsesClientSignsIn(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	for client, clientSecret := range map[string]string{"pos": secret, "menu": ""} {
		p := f.party(t, client, clientSecret)
		_, token := p.signedIn(t, ama, tenant)
		require.InDelta(t, 600, time.Until(token.Expiry).Seconds(), 30)
		require.Empty(t, token.RefreshToken, "offline_access was not asked for")

		claims := p.claims(t, token)
		want := map[string]any{
			"sub": itoa(int64(ama.UserID)), "name": "Ama Mensah", "given_name": "Ama", "family_name": "Mensah", "preferred_username": "ama@example.com",
			"email": "ama@example.com", "email_verified": true, "tenant_id": float64(tenant.ID), "tenant_schema": "one",
			"tenant_name": "Restaurant one", "role": "Waiter", "permissions": map[string]any{"orders": "create"}, "nonce": p.nonce,
			"aud": []any{client}, "azp": client, "iss": f.issuer,
		}
		for name, value := range want {
			require.Equal(t, value, claims[name], name)
		}
		require.NotEmpty(t, claims["sid"])
		require.InDelta(t, f.clock.Now().Unix(), claims["auth_time"], 60)
		require.InDelta(t, 600, claims["exp"].(float64)-claims["iat"].(float64), 1)

		info, err := p.provider.UserInfo(t.Context(), oauth2.StaticTokenSource(token))
		require.NoError(t, err)
		require.Equal(t, claims["sub"], info.Subject)
		require.True(t, info.EmailVerified)
		var more map[string]any
		require.NoError(t, info.Claims(&more))
		require.Equal(t, "one", more["tenant_schema"])
		require.NotContains(t, more, "sid", "that is an ID token's")
	}
	require.Equal(t, 2, f.count(t, "SELECT count(*) FROM public.audit_log WHERE action = 'openid.signed_in' AND tenant_id = $1 AND actor_user_id = $2",
		int64(tenant.ID), int64(ama.UserID)))
}

func TestDiscoverySaysWhatIsTrue(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.issuer+"/.well-known/openid-configuration", http.NoBody)
	require.NoError(t, err)
	answer, body := send(t, http.DefaultClient, r)
	require.Equal(t, "public, max-age=300", answer.Header.Get("Cache-Control"))
	var said map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &said))
	for name, want := range map[string]any{
		"issuer": f.issuer, "authorization_endpoint": f.issuer + "/oauth/authorize", "token_endpoint": f.issuer + "/oauth/token",
		"userinfo_endpoint": f.issuer + "/oauth/userinfo", "jwks_uri": f.issuer + "/oauth/keys", "revocation_endpoint": f.issuer + "/oauth/revoke",
		"introspection_endpoint": f.issuer + "/oauth/introspect", "end_session_endpoint": f.issuer + "/oauth/end_session",
		"response_types_supported": []any{"code"}, "response_modes_supported": []any{"query"},
		"grant_types_supported": []any{"authorization_code", "refresh_token"}, "subject_types_supported": []any{"public"},
		"id_token_signing_alg_values_supported": []any{"RS256"}, "code_challenge_methods_supported": []any{"S256"},
		"scopes_supported":                      []any{"openid", "profile", "email", "offline_access", "restaurant"},
		"token_endpoint_auth_methods_supported": []any{"none", "client_secret_basic", "client_secret_post"},
		"request_uri_parameter_supported":       false,
	} {
		require.Equal(t, want, said[name], name)
	}
	for _, name := range []string{"device_authorization_endpoint", "request_parameter_supported", "token_endpoint_auth_signing_alg_values_supported"} {
		require.NotContains(t, said, name)
	}
}

func TestScopesDecideWhatAToolLearns(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	f.exec(t, "UPDATE public.users SET is_verified = false WHERE id = $1", int64(ama.UserID))
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "phone", "orders.write")
	_, token := p.signedIn(t, ama, tenant)
	require.Equal(t, "openid", token.Extra("scope"), "scopes that we do not know are left out")
	claims := p.claims(t, token)
	for _, name := range []string{"name", "email", "tenant_id", "role", "permissions"} {
		require.NotContains(t, claims, name)
	}
	p = f.party(t, "pos", secret, "openid", "email")
	_, token = p.signedIn(t, ama, tenant)
	claims = p.claims(t, token)
	require.Equal(t, false, claims["email_verified"], "said, not left out")
	require.NotContains(t, claims, "name")
}

// The second time nothing is asked, unless the tool wants to know more, or wants it asked.
func TestAgreementIsRemembered(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "profile")
	b, _ := p.signedIn(t, ama, tenant)
	require.NotEmpty(t, b.open(p.authURL()).code(p))
	require.Empty(t, b.open(p.authURL(oauth2.SetAuthURLParam("prompt", "consent"))).back2())
	p.config.Scopes = append(p.config.Scopes, "email")
	require.Empty(t, b.open(p.authURL()).back2(), "it wants to know more")
	require.Contains(t, b.page, "your email address")
	other := f.party(t, "menu", "", "openid", "profile")
	require.Empty(t, b.open(other.authURL()).back2(), "another tool")

	f.clock.Advance(31 * 24 * time.Hour)
	p.config.Scopes = []string{"openid", "profile"}
	b = f.browser(t).open(p.authURL()).signIn(ama)
	require.Contains(t, b.page, "Continue to Restaurant one", "for thirty days")
}

// back2 is what the tool is told, "" while we are on a page of our own.
func (b *browser) back2() string {
	if b.page != "" {
		return ""
	}
	return b.at
}
