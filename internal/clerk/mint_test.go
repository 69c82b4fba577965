package clerk_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
)

const (
	issuer = "https://clerk.example.com"
	origin = "https://console.example.com"
)

var start = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// The signer of these tests is written out by hand, so that it shares nothing with the library that verifies.
var (
	keyA = sync.OnceValue(func() *rsa.PrivateKey { return generate(2048) })
	keyB = sync.OnceValue(func() *rsa.PrivateKey { return generate(2048) })
	weak = sync.OnceValue(func() *rsa.PrivateKey { return generate(1024) })
)

func generate(bits int) *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return key
}

type object = map[string]any

// with copies base and sets or, for nil, removes what changes names.
func with(base, changes object) object {
	out := maps.Clone(base)
	for name, value := range changes {
		if value == nil {
			delete(out, name)
		} else {
			out[name] = value
		}
	}
	return out
}

func header(kid string) object { return object{"alg": "RS256", "typ": "JWT", "kid": kid, "oiat": 1} }

func claims(at time.Time) object {
	return object{
		"iss": issuer, "sub": "user_1", "sid": "sess_1", "azp": origin, "v": 2, "jti": "j1",
		"iat": at.Unix(), "nbf": at.Unix() - 5, "exp": at.Unix() + 60, "sts": "active", "fva": []int{3, -1},
	}
}

func b64(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

func signingInput(tb testing.TB, header, payload any) string {
	tb.Helper()
	h, err := json.Marshal(header)
	require.NoError(tb, err)
	p, err := json.Marshal(payload)
	require.NoError(tb, err)
	return b64(h) + "." + b64(p)
}

func mint(tb testing.TB, key *rsa.PrivateKey, header, payload any) string {
	tb.Helper()
	return signRSA(tb, key, signingInput(tb, header, payload))
}

func signRSA(tb testing.TB, key *rsa.PrivateKey, input string) string {
	tb.Helper()
	sum := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	require.NoError(tb, err)
	return input + "." + b64(signature)
}

func signHMAC(input string, secret []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(input))
	return input + "." + b64(mac.Sum(nil))
}

func pemOf(tb testing.TB, key *rsa.PrivateKey) string {
	tb.Helper()
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	require.NoError(tb, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func jwk(kid string, key *rsa.PrivateKey) object {
	return object{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid,
		"n": b64(key.N.Bytes()), "e": b64(big.NewInt(int64(key.E)).Bytes()),
	}
}

// verifierWithPEM is a verifier whose only key is keyA.
func verifierWithPEM(tb testing.TB, now clock.Clock) *clerk.Verifier {
	tb.Helper()
	keys, err := clerk.KeySetFromPEM(pemOf(tb, keyA()))
	require.NoError(tb, err)
	return newVerifier(tb, keys, now, 0)
}

func newVerifier(tb testing.TB, keys *clerk.KeySet, now clock.Clock, cacheSize int) *clerk.Verifier {
	tb.Helper()
	v, err := clerk.NewVerifier(clerk.VerifierConfig{
		Issuer: issuer, AllowedOrigins: []string{origin + "/"}, Keys: keys, Clock: now, CacheSize: cacheSize,
	})
	require.NoError(tb, err)
	return v
}
