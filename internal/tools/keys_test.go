package tools_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/keys"
)

// jwks reads the published keys with another author's library.
func (f *fixture) jwks(tb testing.TB) *jose.JSONWebKeySet {
	tb.Helper()
	w := f.ask(tb, "", nil, http.MethodGet, "/.well-known/jwks.json", "")
	require.Equal(tb, http.StatusOK, w.Code, w.Body.String())
	require.Equal(tb, "public, max-age=300", w.Header().Get("Cache-Control"))
	var set jose.JSONWebKeySet
	require.NoError(tb, json.Unmarshal(w.Body.Bytes(), &set))
	return &set
}

// openToken reads a token's claims without checking anything.
func openToken(tb testing.TB, token string) map[string]any {
	tb.Helper()
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.EdDSA})
	require.NoError(tb, err)
	claims := map[string]any{}
	require.NoError(tb, parsed.UnsafeClaimsWithoutVerification(&claims))
	return claims
}

func kidOf(tb testing.TB, token string) string {
	tb.Helper()
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.EdDSA})
	require.NoError(tb, err)
	return parsed.Headers[0].KeyID
}

func TestOthersCanVerifyOurTokens(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "ama")
	tenant := f.restaurant(t, "one", ama)
	token := f.generate(t, "ama", tenant, 1).Token
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.EdDSA})
	require.NoError(t, err)
	require.Equal(t, "tabletap-launch+jwt", parsed.Headers[0].ExtraHeaders[jose.HeaderType])
	var claims struct {
		jwt.Claims

		Tenant access.TenantID `json:"tenant_id"`
		Schema string          `json:"tenant_schema"`
		Member access.MemberID `json:"member_id"`
		Tool   int64           `json:"tool_id"`
	}
	require.NoError(t, parsed.Claims(f.jwks(t), &claims))
	require.NoError(t, claims.ValidateWithLeeway(jwt.Expected{Issuer: issuer, AnyAudience: jwt.Audience{"pos"}, Time: now}, 0))
	require.Equal(t, fmt.Sprintf("%d", ama.UserID), claims.Subject)
	require.Equal(t, now.Add(time.Minute), claims.Expiry.Time().UTC())
	require.Equal(t, now, claims.IssuedAt.Time().UTC())
	require.Equal(t, now, claims.NotBefore.Time().UTC())
	require.Equal(t, []any{tenant.ID, "one", access.MemberID(1), int64(1)}, []any{claims.Tenant, claims.Schema, claims.Member, claims.Tool})
	require.Equal(t, "pos", openToken(t, token)["aud"], "one tool, as a string")
}

func TestRotationOverlaps(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	first := kidOf(t, f.generate(t, "ama", tenant, 1).Token)
	second, err := f.RotateKeys(t.Context(), false)
	require.NoError(t, err)
	require.NotEqual(t, first, second)

	require.Len(t, f.jwks(t).Key(second), 1, "published at once")
	require.Equal(t, first, kidOf(t, f.generate(t, "ama", tenant, 1).Token), "and does not sign yet")
	require.Equal(t, map[string]string{first: keys.StateSigning, second: keys.StateNext}, f.states(t))

	f.clock.Advance(5*time.Minute - time.Second)
	late := f.generate(t, "ama", tenant, 1)
	require.Equal(t, first, kidOf(t, late.Token))
	f.clock.Advance(time.Second)
	require.Equal(t, second, kidOf(t, f.generate(t, "ama", tenant, 1).Token))
	require.Equal(t, map[string]string{first: keys.StateRetired, second: keys.StateSigning}, f.states(t))
	f.valid(t, late.Token)

	f.clock.Advance(6 * time.Minute)
	require.Empty(t, f.jwks(t).Key(first), "nothing it signed is valid any more")
	require.Len(t, f.jwks(t).Keys, 1)
	f.clock.Advance(time.Second)
	require.NoError(t, f.Purge(t.Context()))
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.signing_keys"))
	require.Equal(t, 2, f.count(t, nil, "SELECT count(*) FROM public.audit_log WHERE target_type = 'signing_key'"))
}

func (f *fixture) states(tb testing.TB) map[string]string {
	tb.Helper()
	listed, err := f.Keys(tb.Context())
	require.NoError(tb, err)
	states := map[string]string{}
	for _, k := range listed {
		states[k.ID] = k.State
	}
	return states
}

func TestRotationAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	old := f.generate(t, "ama", tenant, 1)
	pending, err := f.RotateKeys(t.Context(), false)
	require.NoError(t, err)
	f.clock.Advance(time.Second)
	leaked, err := f.RotateKeys(t.Context(), true)
	require.NoError(t, err)
	require.Equal(t, leaked, kidOf(t, f.generate(t, "ama", tenant, 1).Token))
	f.valid(t, old.Token)
	f.clock.Advance(5 * time.Minute)
	require.Equal(t, leaked, kidOf(t, f.generate(t, "ama", tenant, 1).Token), "the pending one was overtaken")
	require.Equal(t, keys.StateRetired, f.states(t)[pending])
}

func TestTheFirstKeySignsAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	kid, err := f.RotateKeys(t.Context(), false)
	require.NoError(t, err)
	require.Equal(t, map[string]string{kid: keys.StateSigning}, f.states(t))
}

func TestInstancesAgreeOnTheFirstKey(t *testing.T) {
	t.Parallel()
	f := setup(t)
	instances := []*fixture{f}
	for range 3 {
		instances = append(instances, instance(t, f.db, f.world, secretKey))
	}
	instances[1].clock.Advance(-time.Second) // clocks differ
	var all sync.WaitGroup
	for _, i := range instances {
		all.Go(func() { i.jwks(t) })
	}
	all.Wait()
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.signing_keys"))
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	for _, i := range instances {
		l := i.generate(t, "ama", tenant, 1)
		instances[2].valid(t, l.Token)
	}
}

func TestEveryInstanceHearsOfARotation(t *testing.T) {
	t.Parallel()
	f := setup(t)
	other := instance(t, f.db, f.world, secretKey)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	other.generate(t, "ama", tenant, 1)
	kid, err := f.RotateKeys(t.Context(), true)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return kidOf(t, other.generate(t, "ama", tenant, 1).Token) == kid }, 5*time.Second, time.Millisecond)
}

func TestAnotherSecretKeyIsSaidClearly(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	good := f.generate(t, "ama", tenant, 1)
	other := instance(t, f.db, f.world, "another secret key, of enough length")
	w := other.ask(t, "ama", tenant, http.MethodPost, "/api/tools/sso/generate/", `{"tool_id": 1}`)
	f.refuse(t, w, http.StatusInternalServerError, "internal_error")
	_, err := other.Generate(asMember(t, f, "ama", tenant), 1)
	require.ErrorContains(t, err, "SECRET_KEY")
	require.ErrorContains(t, err, "keys rotate --now")
	other.valid(t, good.Token)

	kid, err := other.RotateKeys(t.Context(), true)
	require.NoError(t, err)
	require.Equal(t, kid, kidOf(t, other.generate(t, "ama", tenant, 1).Token), "which is the way out")
}

func TestThePrivateHalfIsNotReadable(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.jwks(t)
	var sealed, public []byte
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(), "SELECT sealed_private_key, public_key FROM public.signing_keys").Scan(&sealed, &public))
	require.Len(t, sealed, 12+32+16, "nonce, seed, tag")
	require.False(t, bytes.Contains(sealed, public))
	// What was sealed for one kid does not open for another.
	_, err := f.db.SharedQuery().Exec(t.Context(), "UPDATE public.signing_keys SET kid = 'moved'")
	require.NoError(t, err)
	f.bus.Drop(t.Context(), "signing_key", "*")
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	_, err = f.Generate(asMember(t, f, "ama", tenant), 1)
	require.ErrorContains(t, err, "cannot be opened")
}
