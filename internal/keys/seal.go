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

// Sealer keeps what is secret from whoever reads the database: AES-256-GCM under a key derived from SECRET_KEY. What is sealed under
// one name does not open under another.
type Sealer struct{ aead cipher.AEAD }

// sealPurpose makes the derived key good for nothing but private keys.
const sealPurpose = "tabletap signing keys 1"

// NewSealer derives a key that is good for one purpose. Its words can never change: they are part of the key.
func NewSealer(secret, purpose string) (Sealer, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, purpose, 32)
	if err != nil {
		return Sealer{}, fmt.Errorf("derive from SECRET_KEY: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return Sealer{}, fmt.Errorf("derive from SECRET_KEY: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	return Sealer{aead}, err
}

// Seal puts a fresh nonce before the ciphertext.
func (s Sealer) Seal(name string, plain []byte) []byte {
	nonce := make([]byte, s.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: it would end the process
	return s.aead.Seal(nonce, nonce, plain, []byte(name))
}

var (
	errDamaged     = errors.New("it is damaged")
	errOtherSecret = errors.New("it was sealed under another SECRET_KEY")
)

// Open fails for what is no seal, or one of another name, purpose or SECRET_KEY.
func (s Sealer) Open(name string, sealed []byte) ([]byte, error) {
	size := s.aead.NonceSize()
	if len(sealed) < size {
		return nil, errDamaged
	}
	plain, err := s.aead.Open(nil, sealed[:size], sealed[size:], []byte(name))
	if err != nil {
		return nil, errOtherSecret
	}
	return plain, nil
}
