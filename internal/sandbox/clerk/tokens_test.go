package clerk_test

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	sdk "github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/jwks"
	"github.com/clerk/clerk-sdk-go/v2/jwt"
	"github.com/clerk/clerk-sdk-go/v2/session"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

func verify(t *testing.T, s *clerk.Server, token string) (*sdk.SessionClaims, error) {
	t.Helper()
	issuer := s.Issuer()
	return jwt.Verify(t.Context(), &jwt.VerifyParams{Token: token, JWKSClient: jwks.NewClient(sdkConfig(s)), ProxyURL: &issuer})
}

func newSession(t *testing.T, s *clerk.Server, userID, orgID string) *clerk.Session {
	t.Helper()
	made, err := s.CreateSession(userID, orgID)
	require.NoError(t, err)
	return made
}

// part decodes the header (0) or the claims (1) of a token.
func part(t *testing.T, token string, n int) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[n])
	require.NoError(t, err)
	var decoded map[string]any
	require.NoError(t, json.Unmarshal(raw, &decoded))
	return decoded
}

func TestSessionLifeThroughTheSDK(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	sessions, ctx, ada := session.NewClient(sdkConfig(s)), t.Context(), newUser(t, s, "ada@example.com")

	made, err := sessions.Create(ctx, &session.CreateParams{UserID: ada.ID})
	require.NoError(t, err)
	require.Equal(t, "active", made.Status)
	token, err := sessions.CreateToken(ctx, &session.CreateTokenParams{ID: made.ID, ExpiresInSeconds: new(int64(600))})
	require.NoError(t, err)
	claims, err := verify(t, s, token.JWT)
	require.NoError(t, err)
	require.Equal(t, ada.ID, claims.Subject)
	require.Equal(t, made.ID, claims.SessionID)
	require.EqualValues(t, 600, *claims.Expiry-*claims.IssuedAt)

	list, err := sessions.List(ctx, &session.ListParams{UserID: &ada.ID, Status: new("active")})
	require.NoError(t, err)
	require.EqualValues(t, 1, list.TotalCount)

	revoked, err := sessions.Revoke(ctx, &session.RevokeParams{ID: made.ID})
	require.NoError(t, err)
	require.Equal(t, "revoked", revoked.Status)
	_, err = sessions.CreateToken(ctx, &session.CreateTokenParams{ID: made.ID})
	require.ErrorContains(t, err, "resource_not_found")
}

func TestClaimsOfVersion2(t *testing.T) {
	t.Parallel()
	at := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	s := clerktest.New(t, func(c *clerk.Config) { c.Clock, c.AuthorizedParty = at, "https://console.example" })
	ada := newUser(t, s, "ada@example.com")
	o := newOrganization(t, s, "Mama Put", ada.ID)
	made := newSession(t, s, ada.ID, o.ID)
	at.Advance(3 * time.Minute)
	token, err := s.SessionToken(made.ID)
	require.NoError(t, err)

	claims, now := part(t, token, 1), float64(at.Now().Unix())
	require.NotEmpty(t, claims["jti"])
	delete(claims, "jti")
	require.Equal(t, map[string]any{
		"v": 2.0, "iss": s.Issuer(), "azp": "https://console.example", "sub": ada.ID, "sid": made.ID, "sts": "active",
		"iat": now, "nbf": now - 5, "exp": now + 60, "fva": []any{3.0, -1.0},
		"o": map[string]any{"id": o.ID, "slg": "mama-put", "rol": "admin"},
	}, claims)
	require.Equal(t, "RS256", part(t, token, 0)["alg"])
}

func TestPermissionsArePackedAsClerkDoes(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t, func(c *clerk.Config) {
		c.Roles = append(clerk.DefaultRoles(), clerk.Role{Key: "org:chef", Name: "Chef", Permissions: []string{
			"org:sys_memberships:read", "org:dashboard:manage", "org:dashboard:read", "org:teams:read",
		}})
	})
	ada, o := newUser(t, s, "ada@example.com"), newOrganization(t, s, "Mama Put", "")
	_, err := s.AddMember(o.ID, ada.ID, "org:chef")
	require.NoError(t, err)
	token, err := s.SessionToken(newSession(t, s, ada.ID, o.ID).ID)
	require.NoError(t, err)

	claims := part(t, token, 1)
	require.Equal(t, "o:dashboard,o:teams", claims["fea"])
	require.Equal(t, map[string]any{"id": o.ID, "slg": o.Slug, "rol": "chef", "per": "manage,read", "fpm": "3,2"}, claims["o"])
	read, err := verify(t, s, token)
	require.NoError(t, err)
	require.Equal(t, "org:chef", read.ActiveOrganizationRole)
	require.Equal(t, []string{"org:dashboard:manage", "org:dashboard:read", "org:teams:read"}, read.ActiveOrganizationPermissions)
}

func TestClaimsOfVersion1(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	ada := newUser(t, s, "ada@example.com")
	o := newOrganization(t, s, "Mama Put", ada.ID)
	token, err := s.MintToken(clerk.TokenOptions{SessionID: newSession(t, s, ada.ID, o.ID).ID, Version: 1})
	require.NoError(t, err)
	claims := part(t, token, 1)
	for _, name := range []string{"v", "jti", "sts", "o"} {
		require.NotContains(t, claims, name)
	}
	require.Equal(t, []any{}, claims["org_permissions"], "Clerk's own permissions are never in a token")
	read, err := verify(t, s, token)
	require.NoError(t, err)
	require.Equal(t, 1, read.Version)
	require.Equal(t, []string{o.ID, "mama-put", "org:admin"},
		[]string{read.ActiveOrganizationID, read.ActiveOrganizationSlug, read.ActiveOrganizationRole})
}

func TestActiveOrganization(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	ada := newUser(t, s, "ada@example.com")
	o, foreign := newOrganization(t, s, "Mama Put", ada.ID), newOrganization(t, s, "Other", "")
	status, _ := call(t, s, "POST", "/sessions", `{"user_id":"`+ada.ID+`","active_organization_id":"`+foreign.ID+`"}`)
	require.Equal(t, http.StatusNotFound, status, "not a member there")

	made := newSession(t, s, ada.ID, "")
	active := func() any {
		token, err := s.SessionToken(made.ID)
		require.NoError(t, err)
		return part(t, token, 1)["o"]
	}
	require.Nil(t, active())
	status, _ = call(t, s, "PATCH", "/sessions/"+made.ID, `{"active_organization_id":"`+o.ID+`"}`)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, o.ID, active().(map[string]any)["id"])
	status, _ = call(t, s, "DELETE", "/organizations/"+o.ID+"/memberships/"+ada.ID, "")
	require.Equal(t, http.StatusOK, status)
	require.Nil(t, active(), "who left has it active no more")
	_, shown := call(t, s, "GET", "/sessions/"+made.ID, "")
	require.Nil(t, shown["last_active_organization_id"])
}

func TestSessionsExpire(t *testing.T) {
	t.Parallel()
	at := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	s := clerktest.New(t, func(c *clerk.Config) { c.Clock = at })
	made := newSession(t, s, newUser(t, s, "ada@example.com").ID, "")
	at.Advance(7 * 24 * time.Hour)
	_, answer := call(t, s, "GET", "/sessions/"+made.ID, "")
	require.Equal(t, "expired", answer["status"])
	_, err := s.SessionToken(made.ID)
	require.Error(t, err)
}

func TestHostileTokens(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	pem, err := s.PublicKeyPEM()
	require.NoError(t, err)
	key, err := sdk.JSONWebKeyFromPEM(pem)
	require.NoError(t, err)
	require.IsType(t, &rsa.PublicKey{}, key.Key)
	for name, o := range map[string]clerk.TokenOptions{
		"expired":     {UserID: "user_x", Lifetime: -time.Minute},
		"not yet":     {UserID: "user_x", IssuedAt: clock.System{}.Now().Add(time.Hour)},
		"issuer":      {UserID: "user_x", Issuer: "https://clerk.evil.example"},
		"foreign key": {UserID: "user_x", ForeignKey: true},
		"no such kid": {UserID: "user_x", KeyID: "ins_nobody"},
		"none":        {UserID: "user_x", Algorithm: "none"},
		"HS256":       {UserID: "user_x", Algorithm: "HS256"},
	} {
		token, err := s.MintToken(o)
		require.NoError(t, err, name)
		require.Equal(t, "user_x", part(t, token, 1)["sub"], name)
		_, err = verify(t, s, token)
		require.Error(t, err, name)
	}
	token, err := s.MintToken(clerk.TokenOptions{Omit: []string{"exp", "sub"}, Status: "pending", Extra: map[string]any{"azp": 7}})
	require.NoError(t, err)
	claims := part(t, token, 1)
	require.NotContains(t, claims, "exp")
	require.NotContains(t, claims, "sub")
	require.Equal(t, "pending", claims["sts"])
	require.EqualValues(t, 7, claims["azp"])
	_, err = s.MintToken(clerk.TokenOptions{Algorithm: "ES256"})
	require.ErrorContains(t, err, "ES256")
}

func TestKeyRotation(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	before, err := s.MintToken(clerk.TokenOptions{UserID: "user_x"})
	require.NoError(t, err)
	kid, err := s.RotateKey()
	require.NoError(t, err)
	after, err := s.MintToken(clerk.TokenOptions{UserID: "user_x"})
	require.NoError(t, err)
	require.Equal(t, kid, part(t, after, 0)["kid"])
	require.NotEqual(t, kid, part(t, before, 0)["kid"])
	for _, token := range []string{before, after} {
		_, err = verify(t, s, token)
		require.NoError(t, err)
	}
	require.NoError(t, s.RetireKeys())
	_, err = verify(t, s, before)
	require.Error(t, err)
	_, err = verify(t, s, after)
	require.NoError(t, err)
}

func TestJWKSIsPublicAndHoldsNoPrivateKey(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Issuer()+"/.well-known/jwks.json", http.NoBody)
	require.NoError(t, err)
	status, answer := send(t, request)
	require.Equal(t, http.StatusOK, status)
	require.Len(t, answer["keys"], 1)
	key := answer["keys"].([]any)[0].(map[string]any)
	require.Equal(t, "RS256", key["alg"])
	require.NotContains(t, key, "d")
}
