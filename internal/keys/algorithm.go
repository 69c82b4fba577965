package keys

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
)

// JOSE's names of the algorithms (RFC 7518, RFC 8037).
const (
	EdDSA = "EdDSA" // Ed25519
	RS256 = "RS256" // RSA PKCS #1 v1.5 with SHA-256
)

// rsaBits is what NIST SP 800-57 holds to be enough until 2030, and what clients expect.
const rsaBits = 2048

// algorithm makes keys and gives them the form in which they are stored.
type algorithm struct {
	generate      func() (crypto.Signer, error)
	encodePublic  func(crypto.PublicKey) ([]byte, error)
	decodePublic  func([]byte) (crypto.PublicKey, error)
	encodePrivate func(crypto.Signer) ([]byte, error)
	decodePrivate func([]byte) (crypto.Signer, error)
}

var algorithms = map[string]algorithm{
	// The bare public key, and the seed.
	EdDSA: {
		generate: func() (crypto.Signer, error) {
			_, private, err := ed25519.GenerateKey(rand.Reader)
			return private, err
		},
		encodePublic: func(k crypto.PublicKey) ([]byte, error) {
			public, ok := k.(ed25519.PublicKey)
			return public, mismatch(ok)
		},
		decodePublic: func(raw []byte) (crypto.PublicKey, error) {
			return ed25519.PublicKey(raw), mismatch(len(raw) == ed25519.PublicKeySize)
		},
		encodePrivate: func(k crypto.Signer) ([]byte, error) {
			private, ok := k.(ed25519.PrivateKey)
			if !ok {
				return nil, mismatch(ok)
			}
			return private.Seed(), nil
		},
		decodePrivate: func(seed []byte) (crypto.Signer, error) {
			if len(seed) != ed25519.SeedSize {
				return nil, mismatch(false)
			}
			return ed25519.NewKeyFromSeed(seed), nil
		},
	},
	// PKIX and PKCS #8.
	RS256: {
		generate:      func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, rsaBits) },
		encodePublic:  func(k crypto.PublicKey) ([]byte, error) { return x509.MarshalPKIXPublicKey(k) },
		decodePublic:  decodeRSAPublic,
		encodePrivate: func(k crypto.Signer) ([]byte, error) { return x509.MarshalPKCS8PrivateKey(k) },
		decodePrivate: decodeRSAPrivate,
	},
}

func decodeRSAPublic(der []byte) (crypto.PublicKey, error) {
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, err
	}
	public, ok := key.(*rsa.PublicKey)
	return public, mismatch(ok)
}

func decodeRSAPrivate(der []byte) (crypto.Signer, error) {
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, err
	}
	private, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, mismatch(ok)
	}
	return private, nil
}

var errMismatch = errors.New("it is no key of its algorithm")

func mismatch(ok bool) error {
	if ok {
		return nil
	}
	return errMismatch
}

func damaged(kid string, err error) error {
	return fmt.Errorf("signing key %s is damaged: %w", kid, err)
}
