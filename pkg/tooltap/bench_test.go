package tooltap_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The two are to be compared: Verify, and the least that anybody would have to do.

func BenchmarkVerify(b *testing.B) {
	c := newConsole(b)
	client := c.client(b)
	token := c.token(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.Verify(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBareCheck(b *testing.B) {
	c := newConsole(b)
	token := c.token(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		parts := strings.Split(token, ".")
		signature, err := base64.RawURLEncoding.DecodeString(parts[2])
		if err != nil || !ed25519.Verify(c.public, []byte(parts[0]+"."+parts[1]), signature) {
			b.Fatal("not valid")
		}
		payload, err := base64.RawURLEncoding.DecodeString(parts[1])
		require.NoError(b, err)
		var claims struct {
			Issuer   string `json:"iss"`
			Subject  string `json:"sub"`
			Audience string `json:"aud"`
			Expires  int64  `json:"exp"`
			TenantID int64  `json:"tenant_id"`
			Schema   string `json:"tenant_schema"`
		}
		require.NoError(b, json.Unmarshal(payload, &claims))
	}
}
