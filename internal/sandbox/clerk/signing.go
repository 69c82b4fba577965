package clerk

import (
	"cmp"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"sync"
)

// tokenCategory is a header that Clerk puts into session tokens and verifiers must ignore.
const tokenCategory = "cl_B7d4PD111AAA" //nolint:gosec // G101: the same in every token of every customer

// foreignKey is one that no JWKS has ever held.
var foreignKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, keyBits) })

// sign writes the compact form by hand, because a JOSE library would refuse the forgeries that tests ask for.
func (s *Server) sign(o TokenOptions, claims map[string]any) (string, error) {
	key := s.now().Keys[0]
	algorithm := cmp.Or(o.Algorithm, "RS256")
	header := map[string]string{"alg": algorithm, "typ": "JWT", "kid": cmp.Or(o.KeyID, key.ID), "cat": tokenCategory}
	input, err := signingInput(header, claims)
	if err != nil {
		return "", err
	}
	signature, err := s.signature(algorithm, o.ForeignKey, key.key, input)
	if err != nil {
		return "", fmt.Errorf("sandbox clerk: sign token: %w", err)
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

func signingInput(header, claims any) (string, error) {
	head, err := json.Marshal(header)
	if err != nil {
		return "", fmt.Errorf("sandbox clerk: token header: %w", err)
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("sandbox clerk: token claims: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(body), nil
}

func (s *Server) signature(algorithm string, foreign bool, key *rsa.PrivateKey, input string) ([]byte, error) {
	switch algorithm {
	case "none":
		return nil, nil
	case "HS256":
		public, err := s.PublicKeyPEM()
		mac := hmac.New(sha256.New, []byte(public))
		mac.Write([]byte(input))
		return mac.Sum(nil), err
	case "RS256":
		return signRS256(foreign, key, input)
	default:
		return nil, fmt.Errorf("algorithm %q is not known", algorithm)
	}
}

func signRS256(foreign bool, key *rsa.PrivateKey, input string) ([]byte, error) {
	if foreign {
		var err error
		if key, err = foreignKey(); err != nil {
			return nil, err
		}
	}
	hashed := sha256.Sum256([]byte(input))
	return rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, hashed[:])
}
