package clerk

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// MinKeyBits is the smallest RSA modulus that may sign session tokens (RFC 7518, section 3.3).
const MinKeyBits = 2048

// parseJWKS takes the keys we may use from a JSON Web Key Set (RFC 7517). A key that we may not use is passed over, so
// that one new kind of key in the set does not lock everybody out.
func parseJWKS(body []byte) (map[string]*rsa.PublicKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(body, &set); err != nil {
		return nil, fmt.Errorf("clerk: key set: %w", err)
	}
	if set.Keys == nil {
		return nil, errors.New("clerk: key set: no keys member")
	}
	keys := make(map[string]*rsa.PublicKey, len(set.Keys))
	for _, raw := range set.Keys {
		if kid, key := signingKey(raw); key != nil {
			keys[kid] = key
		}
	}
	return keys, nil
}

func signingKey(raw json.RawMessage) (string, *rsa.PublicKey) {
	var jwk jose.JSONWebKey
	if err := jwk.UnmarshalJSON(raw); err != nil || jwk.KeyID == "" || jwk.Use != "sig" {
		return "", nil
	}
	if jwk.Algorithm != "" && jwk.Algorithm != string(jose.RS256) {
		return "", nil
	}
	key, ok := jwk.Key.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < MinKeyBits {
		return "", nil
	}
	return jwk.KeyID, key
}

// parsePEM reads CLERK_JWT_KEY. Environment files often hold a PEM on one line with \n spelled out.
func parsePEM(text string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(strings.ReplaceAll(strings.TrimSpace(text), `\n`, "\n")))
	if block == nil || block.Type != "PUBLIC KEY" {
		return nil, errors.New("clerk: JWT key: want a PEM block of type PUBLIC KEY")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("clerk: JWT key: %w", err)
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < MinKeyBits {
		return nil, fmt.Errorf("clerk: JWT key: want an RSA key of at least %d bits", MinKeyBits)
	}
	return key, nil
}
