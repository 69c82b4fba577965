package tools

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/keys"
)

const testIssuer = "https://console.example.com"

var testNow = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func testClaims() map[string]any {
	return map[string]any{
		"iss": testIssuer, "sub": "7", "aud": "pos", "exp": testNow.Unix() + 60, "nbf": testNow.Unix(), "iat": testNow.Unix(), "jti": "abc",
		"tenant_id": 1, "tenant_schema": "one", "member_id": 2, "tool_id": 3,
	}
}

func with(changes map[string]any) map[string]any {
	c := testClaims()
	for name, value := range changes {
		if c[name] = value; value == nil {
			delete(c, name)
		}
	}
	return c
}

// signed makes a token with go-jose, so that it may have any header.
func signed(tb testing.TB, algorithm jose.SignatureAlgorithm, key any, header, claims map[string]any) string {
	tb.Helper()
	options := &jose.SignerOptions{}
	for name, value := range header {
		options.WithHeader(jose.HeaderKey(name), value)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, options)
	require.NoError(tb, err)
	payload, err := json.Marshal(claims)
	require.NoError(tb, err)
	made, err := signer.Sign(payload)
	require.NoError(tb, err)
	token, err := made.CompactSerialize()
	require.NoError(tb, err)
	return token
}

func testRing(tb testing.TB) keys.Ring {
	tb.Helper()
	key, err := launchKeys.Generate()
	require.NoError(tb, err)
	key.Created, key.From = testNow, testNow
	return keys.Ring{key}
}

func testHeader(k *keys.Signing) map[string]any {
	return map[string]any{"kid": k.ID, "typ": tokenType}
}

func TestVerifyTakesWhatAnotherLibrarySigned(t *testing.T) {
	t.Parallel()
	ring := testRing(t)
	c, err := verifyToken(ring, signed(t, jose.EdDSA, ring[0].Private, testHeader(&ring[0]), testClaims()), testIssuer, testNow, &minted{})
	require.NoError(t, err)
	require.Equal(t, &claims{
		Issuer: testIssuer, Subject: 7, Audience: "pos", Expires: testNow.Unix() + 60, NotBefore: testNow.Unix(), IssuedAt: testNow.Unix(),
		ID: "abc", TenantID: 1, Schema: "one", MemberID: 2, ToolID: 3,
	}, c)
}

func TestVerifyRefusesHostileTokens(t *testing.T) {
	t.Parallel()
	ring := testRing(t)
	k := &ring[0]
	_, stranger, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	good := signed(t, jose.EdDSA, k.Private, testHeader(k), testClaims())
	parts := strings.Split(good, ".")
	encode := base64.RawURLEncoding.EncodeToString
	ours := func(changes map[string]any) string {
		return signed(t, jose.EdDSA, k.Private, testHeader(k), with(changes))
	}
	header := func(changes map[string]any) string {
		h := testHeader(k)
		maps.Copy(h, changes)
		return signed(t, jose.EdDSA, k.Private, h, testClaims())
	}
	none := encode([]byte(`{"alg":"none","kid":"` + k.ID + `","typ":"` + tokenType + `"}`))
	for name, token := range map[string]string{
		"nothing":                     "",
		"dots":                        "..",
		"words":                       "not a token",
		"too long":                    good + strings.Repeat("A", longestToken),
		"two parts":                   parts[0] + "." + parts[1],
		"four parts":                  good + "." + parts[2],
		"JSON serialization":          `{"protected":"` + parts[0] + `","payload":"` + parts[1] + `","signature":"` + parts[2] + `"}`,
		"alg none":                    none + "." + parts[1] + ".",
		"alg none, with a signature":  none + "." + parts[1] + "." + parts[2],
		"HS256 with the public key":   signed(t, jose.HS256, []byte(k.Public.(ed25519.PublicKey)), testHeader(k), testClaims()),
		"RS256":                       signed(t, jose.RS256, rsaKey, testHeader(k), testClaims()),
		"a stranger's key":            signed(t, jose.EdDSA, stranger, testHeader(k), testClaims()),
		"unknown kid":                 header(map[string]any{"kid": "somebody"}),
		"no kid":                      signed(t, jose.EdDSA, k.Private, map[string]any{"typ": tokenType}, testClaims()),
		"typ JWT":                     header(map[string]any{"typ": "JWT"}),
		"no typ":                      signed(t, jose.EdDSA, k.Private, map[string]any{"kid": k.ID}, testClaims()),
		"a jku to follow":             header(map[string]any{"jku": "https://evil.example.com/jwks.json"}),
		"a key of its own":            header(map[string]any{"jwk": jose.JSONWebKey{Key: stranger.Public()}}),
		"altered payload":             parts[0] + "." + encode([]byte(`{"iss":"`+testIssuer+`"}`)) + "." + parts[2],
		"altered signature":           parts[0] + "." + parts[1] + "." + flip(parts[2], 10),
		"altered unused bits":         parts[0] + "." + parts[1] + "." + parts[2][:85] + string(parts[2][85]+1),
		"signature with a newline":    parts[0] + "." + parts[1] + "." + parts[2] + "\n",
		"signature with padding":      good + "==",
		"payload with a newline":      parts[0] + "." + parts[1] + "\n." + parts[2],
		"leading space":               " " + good,
		"another issuer":              ours(map[string]any{"iss": "https://evil.example.com"}),
		"issuer with a slash":         ours(map[string]any{"iss": testIssuer + "/"}),
		"no issuer":                   ours(map[string]any{"iss": nil}),
		"no expiry":                   ours(map[string]any{"exp": nil}),
		"expired now":                 ours(map[string]any{"exp": testNow.Unix()}),
		"not yet valid":               ours(map[string]any{"nbf": testNow.Unix() + 3}),
		"issued in the future":        ours(map[string]any{"iat": testNow.Unix() + 3}),
		"no jti":                      ours(map[string]any{"jti": nil}),
		"no audience":                 ours(map[string]any{"aud": nil}),
		"audiences":                   ours(map[string]any{"aud": []string{"pos", "cms"}}),
		"no subject":                  ours(map[string]any{"sub": nil}),
		"a subject that is no number": ours(map[string]any{"sub": "ama"}),
		"no tenant":                   ours(map[string]any{"tenant_id": nil}),
		"no member":                   ours(map[string]any{"member_id": nil}),
		"no tool":                     ours(map[string]any{"tool_id": 0}),
	} {
		_, err := verifyToken(ring, token, testIssuer, testNow, &minted{})
		require.Error(t, err, name)
	}
	_, err = verifyToken(ring, good, testIssuer, testNow, &minted{})
	require.NoError(t, err, "and the one they were made from is good")
	_, err = verifyToken(ring, ours(map[string]any{"nbf": testNow.Unix() + 2, "iat": testNow.Unix() + 2}), testIssuer, testNow, &minted{})
	require.NoError(t, err, "clocks differ a little")
}

// flip changes one character.
func flip(s string, at int) string {
	b := []byte(s)
	if b[at] != 'A' {
		b[at] = 'A'
	} else {
		b[at] = 'B'
	}
	return string(b)
}

func TestAKeyThatExpiredVerifiesNothing(t *testing.T) {
	t.Parallel()
	ring := testRing(t)
	token := signed(t, jose.EdDSA, ring[0].Private, testHeader(&ring[0]), testClaims())
	ring[0].Retired, ring[0].Expires = new(testNow), new(testNow.Add(time.Second))
	_, err := verifyToken(ring, token, testIssuer, testNow, &minted{})
	require.NoError(t, err)
	_, err = verifyToken(ring, token, testIssuer, testNow.Add(time.Second), &minted{})
	require.ErrorIs(t, err, errUnknown)
}

// FuzzVerify holds our reader to go-jose's: it never takes what that one refuses.
func FuzzVerify(f *testing.F) {
	ring := testRing(f)
	good := signed(f, jose.EdDSA, ring[0].Private, testHeader(&ring[0]), testClaims())
	f.Add(good)
	f.Add(good + "=")
	f.Add(strings.Replace(good, ".", "..", 1))
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Fuzz(func(t *testing.T, token string) {
		c, err := verifyToken(ring, token, testIssuer, testNow, &minted{})
		if err != nil {
			require.Nil(t, c)
			return
		}
		parsed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.EdDSA})
		require.NoError(t, err)
		_, err = parsed.Verify(ring[0].Public)
		require.NoError(t, err)
		require.Equal(t, good, token, "there is one spelling of it")
	})
}
