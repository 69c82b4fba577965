package clerk_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
)

func TestVerifyRefusesHostileTokens(t *testing.T) {
	t.Parallel()
	v := verifierWithPEM(t, clock.NewFake(start))
	for name, token := range hostileTokens(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := v.Verify(t.Context(), token)
			require.Nil(t, got)
			require.True(t, fault.Is(err, fault.Unauthenticated), "%v", err)
			require.Equal(t, "token_invalid", fault.CodeOf(err))
		})
	}
}

func hostileTokens(t *testing.T) map[string]string {
	t.Helper()
	good := mint(t, keyA(), header("a"), claims(start))
	parts := strings.Split(good, ".")
	withHeader := func(changes object) string { return mint(t, keyA(), with(header("a"), changes), claims(start)) }
	withClaims := func(changes object) string { return mint(t, keyA(), header("a"), with(claims(start), changes)) }
	unsigned := func(alg string) string { return signingInput(t, with(header("a"), object{"alg": alg}), claims(start)) }
	foreign := with(header("a"), object{"jwk": jwk("a", keyB())})

	return map[string]string{
		"empty":                       "",
		"not a token":                 "hello",
		"two parts":                   parts[0] + "." + parts[1],
		"four parts":                  good + ".x",
		"five parts":                  good + ".x.y",
		"JSON serialization":          `{"payload":"` + parts[1] + `","protected":"` + parts[0] + `","signature":"` + parts[2] + `"}`,
		"line break inside":           parts[0] + "\n." + parts[1] + "." + parts[2],
		"padded base64":               good + "=",
		"too long":                    withClaims(object{"x": strings.Repeat("x", clerk.MaxTokenBytes)}),
		"alg none":                    unsigned("none") + ".",
		"alg None":                    unsigned("None") + ".",
		"alg missing":                 withHeader(object{"alg": nil}),
		"alg a number":                withHeader(object{"alg": 256}),
		"no signature":                parts[0] + "." + parts[1] + ".",
		"another's signature":         parts[0] + "." + parts[1] + "." + strings.Split(withClaims(object{"sub": "user_2"}), ".")[2],
		"another payload":             parts[0] + "." + strings.Split(withClaims(object{"sub": "user_2"}), ".")[1] + "." + parts[2],
		"HS256 with the public PEM":   signHMAC(unsigned("HS256"), []byte(pemOf(t, keyA()))),
		"HS256 with the modulus":      signHMAC(unsigned("HS256"), keyA().N.Bytes()),
		"HS256 with nothing":          signHMAC(unsigned("HS256"), nil),
		"PS256 by our key":            signPSS(t, unsigned("PS256")),
		"RS512 by our key":            signRS512(t, unsigned("RS512")),
		"ES256":                       signES256(t, unsigned("ES256")),
		"another key, our kid":        mint(t, keyB(), header("a"), claims(start)),
		"another key in jwk":          mint(t, keyB(), foreign, claims(start)),
		"another key behind jku":      mint(t, keyB(), with(header("a"), object{"jku": "https://evil.example/jwks"}), claims(start)),
		"another key behind x5u":      mint(t, keyB(), with(header("a"), object{"x5u": "https://evil.example/x"}), claims(start)),
		"critical unknown header":     withHeader(object{"crit": []string{"exp"}, "exp": 1}),
		"an OAuth access token":       withHeader(object{"typ": "at+jwt"}),
		"typ a number":                withHeader(object{"typ": 1}),
		"payload not JSON":            signRSA(t, keyA(), parts[0]+"."+b64([]byte("not json"))),
		"payload an array":            mint(t, keyA(), header("a"), []any{claims(start)}),
		"payload null":                mint(t, keyA(), header("a"), nil),
		"a claim twice":               signRSA(t, keyA(), parts[0]+"."+b64([]byte(`{"sub":"user_1","sub":"user_2"}`))),
		"sub missing":                 withClaims(object{"sub": nil}),
		"sub empty":                   withClaims(object{"sub": ""}),
		"sub a number":                withClaims(object{"sub": 1}),
		"exp missing":                 withClaims(object{"exp": nil}),
		"exp text":                    withClaims(object{"exp": "tomorrow"}),
		"nbf missing":                 withClaims(object{"nbf": nil}),
		"iss missing":                 withClaims(object{"iss": nil}),
		"iss of another instance":     withClaims(object{"iss": "https://clerk.example.org"}),
		"iss with ours as a prefix":   withClaims(object{"iss": issuer + ".evil.example"}),
		"iss with a slash":            withClaims(object{"iss": issuer + "/"}),
		"iss in capitals":             withClaims(object{"iss": strings.ToUpper(issuer)}),
		"azp of another site":         withClaims(object{"azp": "https://evil.example"}),
		"azp with ours as a prefix":   withClaims(object{"azp": origin + ".evil.example"}),
		"azp empty":                   withClaims(object{"azp": ""}),
		"azp a list":                  withClaims(object{"azp": []string{origin}}),
		"an unheard-of status":        withClaims(object{"sts": "revoked"}),
		"expired and another issuer":  withClaims(object{"exp": start.Unix() - 600, "iss": "https://evil.example"}),
		"an organization that is odd": withClaims(object{"o": "org_1"}),
	}
}

func signPSS(t *testing.T, input string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPSS(rand.Reader, keyA(), crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: 32})
	require.NoError(t, err)
	return input + "." + b64(signature)
}

func signRS512(t *testing.T, input string) string {
	t.Helper()
	sum := sha512.Sum512([]byte(input))
	signature, err := rsa.SignPKCS1v15(nil, keyA(), crypto.SHA512, sum[:])
	require.NoError(t, err)
	return input + "." + b64(signature)
}

func signES256(t *testing.T, input string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	sum := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	require.NoError(t, err)
	return input + "." + b64(append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...))
}

func TestVerifyIgnoresKeysInTheHeader(t *testing.T) {
	t.Parallel()
	v := verifierWithPEM(t, clock.NewFake(start))
	offered := with(header("a"), object{
		"jku": "https://evil.example/jwks", "x5u": "https://evil.example/x", "jwk": jwk("b", keyB()), "new": object{"x": 1},
	})
	_, err := v.Verify(t.Context(), mint(t, keyA(), offered, claims(start)))
	require.NoError(t, err, "our key signed it, so what else the header says is no matter")
}

func TestVerifyRefusesAPendingSession(t *testing.T) {
	t.Parallel()
	v := verifierWithPEM(t, clock.NewFake(start))
	_, err := v.Verify(t.Context(), mint(t, keyA(), header("a"), with(claims(start), object{"sts": "pending"})))
	require.True(t, fault.Is(err, fault.Unauthenticated))
	require.Equal(t, "session_pending", fault.CodeOf(err))
}

func TestVerifyWithoutOriginsRefusesAnyOrigin(t *testing.T) {
	t.Parallel()
	keys, err := clerk.KeySetFromPEM(pemOf(t, keyA()))
	require.NoError(t, err)
	v, err := clerk.NewVerifier(clerk.VerifierConfig{Issuer: issuer, Keys: keys, Clock: clock.NewFake(start)})
	require.NoError(t, err)

	_, err = v.Verify(t.Context(), mint(t, keyA(), header("a"), claims(start)))
	require.Equal(t, "token_invalid", fault.CodeOf(err))
	_, err = v.Verify(t.Context(), mint(t, keyA(), header("a"), with(claims(start), object{"azp": nil})))
	require.NoError(t, err)
}

// The public side of a refusal is the same whatever was wrong.
func TestVerifySaysLittle(t *testing.T) {
	t.Parallel()
	v := verifierWithPEM(t, clock.NewFake(start))
	for name, token := range hostileTokens(t) {
		_, err := v.Verify(t.Context(), token)
		var f *fault.Error
		require.ErrorAs(t, err, &f, name)
		require.Equal(t, "The session token is not valid.", f.Message, name)
	}
}
