package clerk

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Instance is where a Clerk instance's tokens come from.
type Instance struct {
	Issuer  string // the Frontend API URL, which tokens carry as iss; no slash at the end
	JWKSURL string // the public keys of Issuer
}

var errPublishableKey = errors.New("clerk: not a publishable key: want pk_test_… or pk_live_…")

// InstanceFromPublishableKey reads the Frontend API's host out of a publishable key, which is pk_test_ or pk_live_ and
// the base64 of "<host>$" (clerk.com/docs/guides/how-clerk-works/overview).
func InstanceFromPublishableKey(key string) (Instance, error) {
	encoded, ok := strings.CutPrefix(key, "pk_test_")
	if !ok {
		encoded, ok = strings.CutPrefix(key, "pk_live_")
	}
	if !ok {
		return Instance{}, errPublishableKey
	}
	decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil {
		return Instance{}, fmt.Errorf("%w: %w", errPublishableKey, err)
	}
	return instanceAt(strings.CutSuffix(string(decoded), "$"))
}

func instanceAt(host string, terminated bool) (Instance, error) {
	issuer := "https://" + host
	u, err := url.Parse(issuer)
	if err != nil || !terminated || u.Host != host || u.Hostname() == "" {
		return Instance{}, errPublishableKey
	}
	return Instance{Issuer: issuer, JWKSURL: JWKSURL(issuer)}, nil
}

// JWKSURL is where the issuer publishes its keys.
func JWKSURL(issuer string) string {
	return strings.TrimRight(issuer, "/") + "/.well-known/jwks.json"
}
