package clerk

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// keyBits is the size of Clerk's own keys.
const keyBits = 2048

// storedKey is a signing key as the state file holds it.
type storedKey struct {
	ID  string `json:"kid"`
	key *rsa.PrivateKey
}

func newKey(at time.Time) (storedKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return storedKey{}, fmt.Errorf("sandbox clerk: signing key: %w", err)
	}
	return storedKey{ID: newID("ins", at), key: key}, nil
}

type keyJSON struct {
	ID  string `json:"kid"`
	PEM string `json:"private_key"`
}

// MarshalJSON writes the private key as PKCS #8 in PEM.
func (k storedKey) MarshalJSON() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k.key)
	if err != nil {
		return nil, err
	}
	return json.Marshal(keyJSON{ID: k.ID, PEM: string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (k *storedKey) UnmarshalJSON(raw []byte) error {
	var stored keyJSON
	if err := json.Unmarshal(raw, &stored); err != nil {
		return err
	}
	block, _ := pem.Decode([]byte(stored.PEM))
	if block == nil {
		return errors.New("signing key is not PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return fmt.Errorf("signing key: %w", err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return errors.New("signing key is not RSA")
	}
	k.ID, k.key = stored.ID, key
	return nil
}

func (st *state) jwks() jose.JSONWebKeySet {
	var set jose.JSONWebKeySet
	for _, k := range st.Keys {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: k.key.Public(), KeyID: k.ID, Algorithm: "RS256", Use: "sig"})
	}
	return set
}

// RotateKey makes a new signing key and gives its kid. The keys before it stay in the JWKS until RetireKeys.
func (s *Server) RotateKey() (string, error) {
	key, err := newKey(s.clock.Now())
	if err != nil {
		return "", err
	}
	err = s.change(origin{}, func(c *change) error {
		c.Keys = append([]storedKey{key}, c.Keys...)
		return nil
	})
	return key.ID, err
}

// RetireKeys removes all keys but the one that signs from the JWKS, so that tokens signed before RotateKey stop verifying.
func (s *Server) RetireKeys() error {
	return s.change(origin{}, func(c *change) error {
		c.Keys = c.Keys[:1]
		return nil
	})
}

// PublicKeyPEM is the present signing key's public half, the value of CLERK_JWT_KEY.
func (s *Server) PublicKeyPEM() (string, error) {
	der, err := x509.MarshalPKIXPublicKey(s.now().Keys[0].key.Public())
	if err != nil {
		return "", fmt.Errorf("sandbox clerk: public key: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), nil
}
