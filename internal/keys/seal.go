package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// sealer keeps private keys from whoever reads the database: AES-256-GCM under a key derived from SECRET_KEY. What is sealed for
// one kid does not open for another.
type sealer struct{ aead cipher.AEAD }

// sealPurpose makes the derived key good for nothing else.
const sealPurpose = "tabletap signing keys 1"

func newSealer(secret string) (sealer, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, sealPurpose, 32)
	if err != nil {
		return sealer{}, fmt.Errorf("derive from SECRET_KEY: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return sealer{}, fmt.Errorf("derive from SECRET_KEY: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	return sealer{aead}, err
}

// seal puts a fresh nonce before the ciphertext.
func (s sealer) seal(kid string, plain []byte) []byte {
	nonce := make([]byte, s.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: it would end the process
	return s.aead.Seal(nonce, nonce, plain, []byte(kid))
}

var errSealed = errors.New("it was sealed under another SECRET_KEY: set the one it was made with, or make a new key with " +
	"`tabletap keys rotate --now`")

func (s sealer) open(kid string, sealed []byte) ([]byte, error) {
	size := s.aead.NonceSize()
	if len(sealed) < size {
		return nil, fmt.Errorf("signing key %s is damaged", kid)
	}
	plain, err := s.aead.Open(nil, sealed[:size], sealed[size:], []byte(kid))
	if err != nil {
		return nil, fmt.Errorf("signing key %s cannot be opened: %w", kid, errSealed)
	}
	return plain, nil
}
