package clerk_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	sdk "github.com/clerk/clerk-sdk-go/v2"
	sdkjwt "github.com/clerk/clerk-sdk-go/v2/jwt"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
)

func TestVerifyReadsVersion2(t *testing.T) {
	t.Parallel()
	token := mint(t, keyA(), header("a"), with(claims(start), object{
		"o":   object{"id": "org_1", "slg": "abc", "rol": "admin", "per": "manage,read", "fpm": "3,2"},
		"fea": "o:dashboard,o:teams",
		"act": object{"iss": issuer, "sid": "sess_9", "sub": "user_9"},
	}))

	got, err := verifierWithPEM(t, clock.NewFake(start)).Verify(t.Context(), token)

	require.NoError(t, err)
	require.Equal(t, &clerk.Claims{
		Subject: "user_1", SessionID: "sess_1", TokenID: "j1", Issuer: issuer, AuthorizedParty: origin,
		IssuedAt: start, NotBefore: start.Add(-5 * time.Second), Expires: start.Add(time.Minute), Version: 2,
		Org: &clerk.Org{
			ID: "org_1", Slug: "abc", Role: "admin",
			Permissions: []string{"org:dashboard:manage", "org:dashboard:read", "org:teams:read"},
		},
		Actor:     &clerk.Actor{Subject: "user_9", SessionID: "sess_9", Issuer: issuer},
		FactorAge: clerk.FactorAge{First: 3 * time.Minute, Second: -time.Minute},
	}, got)
}

func TestVerifyReadsVersion1(t *testing.T) {
	t.Parallel()
	token := mint(t, keyA(), header("a"), with(claims(start), object{
		"v": nil, "jti": nil, "azp": nil, "fva": nil, "sts": nil, "iat": nil,
		"org_id": "org_1", "org_slug": "abc", "org_role": "org:admin", "org_permissions": []string{"org:teams:read"},
	}))

	got, err := verifierWithPEM(t, clock.NewFake(start)).Verify(t.Context(), token)

	require.NoError(t, err)
	require.Equal(t, 1, got.Version)
	require.Equal(t, &clerk.Org{ID: "org_1", Slug: "abc", Role: "admin", Permissions: []string{"org:teams:read"}}, got.Org)
	require.Nil(t, got.Actor)
	require.Empty(t, got.AuthorizedParty)
	require.True(t, got.IssuedAt.IsZero())
	require.Negative(t, got.FactorAge.First, "a token without fva must not read as just verified")
}

func TestVerifyOrganizationClaims(t *testing.T) {
	t.Parallel()
	v := verifierWithPEM(t, clock.NewFake(start))
	plain := &clerk.Org{ID: "org_1", Slug: "abc", Role: "member"}
	org := object{"id": "org_1", "slg": "abc", "rol": "member", "per": "manage,read", "fpm": "3"}
	for name, c := range map[string]struct {
		changes object
		want    *clerk.Org
	}{
		"none":                       {object{}, nil},
		"null":                       {object{"o": []any(nil)}, nil},
		"v1 names in a v2 token":     {object{"org_id": "org_2", "org_role": "org:admin"}, nil},
		"v2 names in a v1 token":     {object{"v": nil, "o": org}, nil},
		"a later version is like 2":  {object{"v": 3, "o": object{"id": "org_1"}}, &clerk.Org{ID: "org_1"}},
		"a user's feature":           {object{"o": org, "fea": "u:dashboard"}, plain},
		"no number for the feature":  {object{"o": with(org, object{"fpm": ""}), "fea": "o:x"}, plain},
		"a bit without a permission": {object{"o": with(org, object{"fpm": "7"}), "fea": "o:x"}, plain},
		"a negative number":          {object{"o": with(org, object{"fpm": "-1"}), "fea": "o:x"}, plain},
		"feature of user and organization": {
			object{"o": with(org, object{"fpm": "2"}), "fea": "uo:x"},
			&clerk.Org{ID: "org_1", Slug: "abc", Role: "member", Permissions: []string{"org:x:read"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := v.Verify(t.Context(), mint(t, keyA(), header("a"), with(claims(start), c.changes)))
			require.NoError(t, err)
			require.Equal(t, c.want, got.Org)
		})
	}
}

func TestVerifyAgreesWithClerksSDK(t *testing.T) {
	t.Parallel()
	key, err := sdk.JSONWebKeyFromPEM(pemOf(t, keyA()))
	require.NoError(t, err)
	token := mint(t, keyA(), header("a"), with(claims(start), object{
		"o":   object{"id": "org_1", "slg": "abc", "rol": "admin", "per": "manage,read,delete", "fpm": "5,0,2"},
		"fea": "o:dashboard,u:me,o:teams",
	}))
	now := clock.NewFake(start)

	want, err := sdkjwt.Verify(t.Context(), &sdkjwt.VerifyParams{Token: token, JWK: key, Clock: now})
	require.NoError(t, err)
	got, err := verifierWithPEM(t, now).Verify(t.Context(), token)
	require.NoError(t, err)

	require.Equal(t, want.Subject, got.Subject)
	require.Equal(t, want.SessionID, got.SessionID)
	require.Equal(t, want.AuthorizedParty, got.AuthorizedParty)
	require.Equal(t, want.ActiveOrganizationID, got.Org.ID)
	require.Equal(t, want.ActiveOrganizationSlug, got.Org.Slug)
	require.Equal(t, want.ActiveOrganizationRole, "org:"+got.Org.Role)
	require.Equal(t, want.ActiveOrganizationPermissions, got.Org.Permissions)
	require.Equal(t, *want.Expiry, got.Expires.Unix())
}

// Whatever set of permissions is encoded comes back, and no other.
func TestVerifyPermissionsRoundTrip(t *testing.T) {
	t.Parallel()
	v := verifierWithPEM(t, clock.NewFake(start))
	word := rapid.StringMatching(`[a-z]{1,6}`)
	rapid.Check(t, func(rt *rapid.T) {
		features := rapid.SliceOfNDistinct(word, 1, 5, rapid.ID).Draw(rt, "features")
		names := rapid.SliceOfNDistinct(word, 1, 5, rapid.ID).Draw(rt, "permissions")
		var want, fea, fpm []string
		for _, feature := range features {
			mask := rapid.IntRange(0, 1<<len(names)-1).Draw(rt, "mask")
			fea, fpm = append(fea, "o:"+feature), append(fpm, strconv.Itoa(mask))
			for j, name := range names {
				if mask>>j&1 == 1 {
					want = append(want, "org:"+feature+":"+name)
				}
			}
		}
		got, err := v.Verify(t.Context(), mint(t, keyA(), header("a"), with(claims(start), object{
			"fea": strings.Join(fea, ","),
			"o":   object{"id": "org_1", "per": strings.Join(names, ","), "fpm": strings.Join(fpm, ",")},
		})))
		require.NoError(rt, err)
		require.True(rt, slices.Equal(want, got.Org.Permissions), "%v, want %v", got.Org.Permissions, want)
	})
}

func TestVerifyTimes(t *testing.T) {
	t.Parallel()
	token := mint(t, keyA(), header("a"), claims(start)) // from start-5 s to start+60 s
	for name, c := range map[string]struct {
		at   time.Duration
		code string
	}{
		"at issue":               {0, ""},
		"our clock 5 s behind":   {-5 * time.Second, ""},
		"our clock 6 s behind":   {-6 * time.Second, "token_not_yet_valid"}, // by iat
		"before nbf":             {-11 * time.Second, "token_not_yet_valid"},
		"at exp":                 {60 * time.Second, ""},
		"within the leeway":      {64 * time.Second, ""},
		"at the end of leeway":   {65 * time.Second, "token_expired"},
		"long after":             {24 * time.Hour, "token_expired"},
		"a fraction before that": {65*time.Second - time.Millisecond, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := verifierWithPEM(t, clock.NewFake(start.Add(c.at))).Verify(t.Context(), token)
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestVerifyHonoursNotBeforeAlone(t *testing.T) {
	t.Parallel()
	v := verifierWithPEM(t, clock.NewFake(start))
	late := with(claims(start), object{"iat": nil, "nbf": start.Unix() + 6})
	_, err := v.Verify(t.Context(), mint(t, keyA(), header("a"), late))
	require.Equal(t, "token_not_yet_valid", fault.CodeOf(err))
}

func TestNewVerifierRefusesToGuess(t *testing.T) {
	t.Parallel()
	keys, err := clerk.KeySetFromPEM(pemOf(t, keyA()))
	require.NoError(t, err)
	for name, c := range map[string]clerk.VerifierConfig{
		"no issuer": {Keys: keys, Clock: clock.System{}},
		"no keys":   {Issuer: issuer, Clock: clock.System{}},
		"no clock":  {Issuer: issuer, Keys: keys},
	} {
		_, err := clerk.NewVerifier(c)
		require.Error(t, err, name)
	}
}
