package tooltap_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/pkg/tooltap"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	client := c.client(t)
	launch, err := client.Verify(t.Context(), c.token(t, map[string]any{"jti": "x", "iat": 1772366400 + 0, "more": []int{1}}))
	require.NoError(t, err)
	require.Equal(t, &tooltap.Launch{
		ID: "x", UserID: 7, MemberID: 5, ToolID: 1, TenantID: 3, TenantSchema: "mama", IssuedAt: time.Unix(1772366400, 0).UTC(), ExpiresAt: launch.ExpiresAt,
	}, launch)
	for range 10 {
		_, err := client.Verify(t.Context(), c.token(t, nil))
		require.NoError(t, err)
	}
	require.Equal(t, 1, c.count(keysPath), "keys are asked for once")
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	client := c.client(t)
	good := c.token(t, nil)
	header := func(changes map[string]any) string {
		h := map[string]any{"alg": "EdDSA", "kid": c.kid, "typ": "tabletap-launch+jwt"}
		maps.Copy(h, changes)
		return c.sign(t, h, c.claims(nil))
	}
	parts := strings.Split(good, ".")
	now := c.now()
	for name, token := range map[string]string{
		"nothing":                "",
		"no token":               "x",
		"two parts":              parts[0] + "." + parts[1],
		"four parts":             good + ".x",
		"a cut signature":        good[:len(good)-4],
		"a signature in padding": good + "=",
		"other bits at its end":  good[:len(good)-1] + "_",
		"no signature":           parts[0] + "." + parts[1] + ".",
		"other claims":           parts[0] + "." + encode(t, c.claims(map[string]any{"sub": "8"})) + "." + parts[2],
		"another header":         encode(t, map[string]any{"alg": "EdDSA", "kid": c.kid, "typ": "tabletap-launch+jwt", "x": 1}) + "." + parts[1] + "." + parts[2],
		"alg none":               encode(t, map[string]any{"alg": "none", "kid": c.kid, "typ": "tabletap-launch+jwt"}) + "." + parts[1] + ".",
		"alg none, signed":       header(map[string]any{"alg": "none"}),
		"alg in lower case":      header(map[string]any{"alg": "eddsa"}),
		"an HMAC of the key":     hmacToken(t, c),
		"another type":           header(map[string]any{"typ": "JWT"}),
		"no type":                header(map[string]any{"typ": nil}),
		"no key id":              header(map[string]any{"kid": ""}),
		"an unknown key id":      header(map[string]any{"kid": "other"}),
		"a key id that is a url": header(map[string]any{"kid": "https://evil.test/key", "jku": "https://evil.test/keys"}),
		"a critical extension":   header(map[string]any{"crit": []string{"b64"}, "b64": false}),
		"its own key":            ownKey(t, c),
		"a header that is text":  c.sign(t, `"x"`, c.claims(nil)),
		"claims that are text":   c.sign(t, map[string]any{"alg": "EdDSA", "kid": c.kid, "typ": "tabletap-launch+jwt"}, `"x"`),
		"another console's":      c.token(t, map[string]any{"iss": "https://other.test"}),
		"a console's with slash": c.token(t, map[string]any{"iss": baseURL + "/"}),
		"no issuer":              c.token(t, map[string]any{"iss": nil}),
		"another tool's":         c.token(t, map[string]any{"aud": "menu"}),
		"several tools'":         c.token(t, map[string]any{"aud": []string{"pos", "menu"}}),
		"nobody's":               c.token(t, map[string]any{"aud": nil}),
		"expired":                c.token(t, map[string]any{"exp": now.Unix() - 3}),
		"without an end":         c.token(t, map[string]any{"exp": nil}),
		"an end that is text":    c.token(t, map[string]any{"exp": "9999999999"}),
		"not yet valid":          c.token(t, map[string]any{"nbf": now.Unix() + 60}),
		"issued in the future":   c.token(t, map[string]any{"iat": now.Unix() + 60}),
		"no user":                c.token(t, map[string]any{"sub": nil}),
		"a user that is a word":  c.token(t, map[string]any{"sub": "ama"}),
		"no id":                  c.token(t, map[string]any{"jti": nil}),
		"no restaurant":          c.token(t, map[string]any{"tenant_id": nil}),
		"no schema":              c.token(t, map[string]any{"tenant_schema": ""}),
		"no member":              c.token(t, map[string]any{"member_id": 0}),
		"no tool":                c.token(t, map[string]any{"tool_id": -1}),
		"very long":              c.token(t, map[string]any{"x": strings.Repeat("x", 5000)}),
	} {
		_, err := client.Verify(t.Context(), token)
		require.ErrorIs(t, err, tooltap.ErrInvalidToken, name)
	}
	_, err := client.Verify(t.Context(), good)
	require.NoError(t, err)
	_, err = c.client(t, func(cfg *tooltap.Config) { cfg.Tool = "" }).Verify(t.Context(), good)
	require.ErrorIs(t, err, tooltap.ErrInvalidToken, "who does not say which tool they are gets nothing")
}

// hmacToken uses the public key as a shared secret, as verifiers fell for that let a token choose its algorithm.
func hmacToken(t *testing.T, c *console) string {
	t.Helper()
	signed := encode(t, map[string]any{"alg": "HS256", "kid": c.kid, "typ": "tabletap-launch+jwt"}) + "." + encode(t, c.claims(nil))
	mac := hmac.New(sha256.New, c.public)
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// ownKey brings a key along.
func ownKey(t *testing.T, c *console) string {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	jwk := map[string]string{"kty": "OKP", "crv": "Ed25519", "x": base64.RawURLEncoding.EncodeToString(public)}
	signed := encode(t, map[string]any{"alg": "EdDSA", "kid": c.kid, "typ": "tabletap-launch+jwt", "jwk": jwk}) + "." + encode(t, c.claims(nil))
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(private, []byte(signed)))
}

func TestClocksMayDifferALittle(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	c.now = func() time.Time { return at }
	token := c.token(t, nil)
	for offset, ok := range map[time.Duration]bool{
		-3 * time.Second: false, -2 * time.Second: true, 0: true, 60 * time.Second: true, 61999 * time.Millisecond: true, 62 * time.Second: false,
	} {
		client := c.client(t, func(cfg *tooltap.Config) { cfg.Now = func() time.Time { return at.Add(offset) } })
		_, err := client.Verify(t.Context(), token)
		if ok {
			require.NoError(t, err, offset)
		} else {
			require.ErrorIs(t, err, tooltap.ErrInvalidToken, offset)
		}
	}
}

// Key ids that nobody knows make us ask once in ten seconds, however many come at once.
func TestUnknownKeysCannotFlood(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t)
		client := c.client(t)
		_, err := client.Verify(t.Context(), c.token(t, nil))
		require.NoError(t, err)
		strange := c.sign(t, map[string]any{"alg": "EdDSA", "kid": "strange", "typ": "tabletap-launch+jwt"}, c.claims(nil))
		time.Sleep(11 * time.Second)
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() {
				_, err := client.Verify(t.Context(), strange)
				require.ErrorIs(t, err, tooltap.ErrInvalidToken)
			})
		}
		group.Wait()
		require.Equal(t, 2, c.count(keysPath))
		for range 30 {
			_, _ = client.Verify(t.Context(), strange)
			time.Sleep(time.Second)
		}
		require.LessOrEqual(t, c.count(keysPath), 5)
	})
}

func TestKeysRotate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t)
		client := c.client(t)
		old := c.token(t, map[string]any{"exp": time.Now().Add(24 * time.Hour).Unix()})
		_, err := client.Verify(t.Context(), old)
		require.NoError(t, err)
		time.Sleep(time.Minute)
		c.rotate(t, "second")
		_, err = client.Verify(t.Context(), c.token(t, nil))
		require.NoError(t, err, "a new key is asked for at once")
		_, err = client.Verify(t.Context(), old)
		require.ErrorIs(t, err, tooltap.ErrInvalidToken, "and the one that was withdrawn is gone")
		require.Equal(t, 2, c.count(keysPath))
	})
}

// A console that is away for some minutes is not noticed; a key is not believed for ever because of it.
func TestKeysWhileTheConsoleIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t)
		client := c.client(t)
		token := c.token(t, map[string]any{"exp": time.Now().Add(24 * time.Hour).Unix()})
		_, err := client.Verify(t.Context(), token)
		require.NoError(t, err)
		c.intercept(func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(lost); return true })
		time.Sleep(9 * time.Minute)
		_, err = client.Verify(t.Context(), token)
		require.NoError(t, err, "nine minutes old")
		time.Sleep(90 * time.Second)
		_, err = client.Verify(t.Context(), token)
		require.ErrorIs(t, err, tooltap.ErrUnavailable, "ten and a half minutes old")
		require.NotErrorIs(t, err, tooltap.ErrInvalidToken)
		c.intercept(nil)
		time.Sleep(2 * time.Second)
		_, err = client.Verify(t.Context(), token)
		require.NoError(t, err)
	})
}

func TestKeysThatAreNone(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no JSON": `<html>`, "no keys": `{}`, "a short key": `{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "first", "x": "AAAA"}]}`,
		"for encryption": `{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "first", "use": "enc", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`,
	} {
		c := newConsole(t)
		c.intercept(func(w http.ResponseWriter, _ *http.Request) bool { _, _ = w.Write([]byte(body)); return true })
		_, err := c.client(t).Verify(t.Context(), c.token(t, nil))
		require.ErrorIs(t, err, tooltap.ErrUnavailable, name)
	}
}

func FuzzVerify(f *testing.F) {
	c := newConsole(f)
	client := c.client(f)
	f.Add(c.token(f, nil)[1:])
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Fuzz(func(t *testing.T, token string) {
		_, err := client.Verify(t.Context(), token)
		require.ErrorIs(t, err, tooltap.ErrInvalidToken)
	})
}
