package tools

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// algorithm is JOSE's name of Ed25519 signatures (RFC 8037).
const algorithm = "EdDSA"

// States of a key.
const (
	KeyNext    = "next"    // published, and will sign
	KeySigning = "signing" // signs new tokens
	KeyRetired = "retired" // verifies what it signed, until it expires
)

// Key is a signing key as operators see it.
type Key struct {
	ID        string
	Algorithm string
	State     string
	Created   time.Time
	SignsFrom time.Time
	Expires   *time.Time // when it stops verifying; nil while no other took over
}

// signingKey is a key at work.
type signingKey struct {
	id      string
	public  ed25519.PublicKey
	private ed25519.PrivateKey // nil when it could not be opened; then sealed says why
	sealed  error
	header  string // the protected header of every token it signs, encoded
	created time.Time
	from    time.Time
	retired *time.Time
	expires *time.Time
}

// keyIDLength is in characters of base32: 80 bits.
const keyIDLength = 16

func newSigningKey(created, from time.Time) (signingKey, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return signingKey{}, fmt.Errorf("make a signing key: %w", err)
	}
	kid := strings.ToLower(rand.Text()[:keyIDLength])
	return signingKey{id: kid, public: public, private: private, header: encodeHeader(kid), created: created, from: from}, nil
}

// encodeHeader is the only header that a token of the key may have. Nothing in it needs escaping.
func encodeHeader(kid string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"` + algorithm + `","kid":"` + kid + `","typ":"` + tokenType + `"}`))
}

func (k *signingKey) expired(now time.Time) bool { return k.expires != nil && !now.Before(*k.expires) }

func (k *signingKey) isRetired(now time.Time) bool {
	return k.retired != nil && !now.Before(*k.retired)
}

// keyring is the keys that are not forgotten yet, the one that signs latest first.
type keyring []signingKey

// signer is the newest key whose time has come, or the first that will come when none has: the clocks of instances differ a
// little. It is nil when there is no key at all.
func (r keyring) signer(now time.Time) *signingKey {
	var next *signingKey
	for i := range r {
		k := &r[i]
		if k.isRetired(now) || k.expired(now) {
			continue
		}
		if !k.from.After(now) {
			return k
		}
		next = k
	}
	return next
}

// withHeader is the key whose tokens begin with the header, nil when there is none.
func (r keyring) withHeader(header string, now time.Time) *signingKey {
	for i := range r {
		if r[i].header == header && !r[i].expired(now) {
			return &r[i]
		}
	}
	return nil
}

func (r keyring) list(now time.Time) []Key {
	signer := r.signer(now)
	keys := make([]Key, 0, len(r))
	for i := range r {
		k := &r[i]
		state := KeyRetired
		switch {
		case k == signer:
			state = KeySigning
		case k.from.After(now) && !k.isRetired(now):
			state = KeyNext
		}
		keys = append(keys, Key{k.id, algorithm, state, k.created, k.from, k.expires})
	}
	return keys
}
