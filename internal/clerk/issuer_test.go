package clerk_test

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
)

func TestInstanceFromPublishableKey(t *testing.T) {
	t.Parallel()
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for name, c := range map[string]struct{ key, issuer string }{
		"of Clerk's documentation": {
			"pk_test_aGFwcHktY2F0LTEyLmNsZXJrLmFjY291bnRzLmRldiQ=", "https://happy-cat-12.clerk.accounts.dev",
		},
		"without padding":     {"pk_test_aGFwcHktY2F0LTEyLmNsZXJrLmFjY291bnRzLmRldiQ", "https://happy-cat-12.clerk.accounts.dev"},
		"live":                {"pk_live_" + encode("clerk.example.com$"), "https://clerk.example.com"},
		"with a port":         {"pk_test_" + encode("localhost:3001$"), "https://localhost:3001"},
		"empty":               {"", ""},
		"a secret key":        {"sk_test_" + encode("clerk.example.com$"), ""},
		"not base64":          {"pk_test_???", ""},
		"not terminated":      {"pk_test_" + encode("clerk.example.com"), ""},
		"no host":             {"pk_test_" + encode("$"), ""},
		"a path":              {"pk_test_" + encode("clerk.example.com/x$"), ""},
		"a user":              {"pk_test_" + encode("clerk.example.com@evil.example$"), ""},
		"a query":             {"pk_test_" + encode("clerk.example.com?x$"), ""},
		"space":               {"pk_test_" + encode("clerk example com$"), ""},
		"only a port":         {"pk_test_" + encode(":443$"), ""},
		"terminated too soon": {"pk_test_" + encode("clerk.example.com$/evil"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := clerk.InstanceFromPublishableKey(c.key)
			if c.issuer == "" {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, clerk.Instance{Issuer: c.issuer, JWKSURL: c.issuer + "/.well-known/jwks.json"}, got)
		})
	}
}

func TestJWKSURL(t *testing.T) {
	t.Parallel()
	require.Equal(t, "http://localhost:3001/sandbox/clerk/.well-known/jwks.json", clerk.JWKSURL("http://localhost:3001/sandbox/clerk/"))
}
