package keys

import (
	"crypto"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// States of a key.
const (
	StateNext    = "next"    // published, and will sign
	StateSigning = "signing" // signs new tokens
	StateRetired = "retired" // verifies what it signed, until it expires
)

// Key is a key as operators see it.
type Key struct {
	ID        string
	Algorithm string
	State     string
	Created   time.Time
	SignsFrom time.Time
	Retired   *time.Time // when it stops signing, or has stopped; nil while no other took over
	Expires   *time.Time // when it stops verifying; nil while no other took over
	Readable  bool       // whether its private half can be opened under SECRET_KEY: one that cannot signs nothing
}

// Signing is a key at work.
type Signing struct {
	ID      string
	Public  crypto.PublicKey // ed25519.PublicKey or *rsa.PublicKey
	Private crypto.Signer    // nil when it could not be opened; then Sealed says why
	Sealed  error
	Header  string // the protected header of the tokens of its kind that it signs, encoded
	Created time.Time
	From    time.Time  // when it begins to sign
	Retired *time.Time // when it stops signing
	Expires *time.Time // when it stops verifying
}

// idLength is in characters of base32: 80 bits.
const idLength = 16

// Generate makes a key of the kind, which is nowhere yet.
func (k Kind) Generate() (Signing, error) {
	a, ok := algorithms[k.Algorithm]
	if !ok {
		return Signing{}, fmt.Errorf("keys: no keys for %q", k.Algorithm)
	}
	private, err := a.generate()
	if err != nil {
		return Signing{}, fmt.Errorf("make a signing key: %w", err)
	}
	kid := strings.ToLower(rand.Text()[:idLength])
	return Signing{ID: kid, Public: private.Public(), Private: private, Header: k.header(kid)}, nil
}

// header is the only one that a token of the kind may have, when it is signed by the key. Nothing in it needs escaping.
func (k Kind) header(kid string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"` + k.Algorithm + `","kid":"` + kid + `","typ":"` + k.Type + `"}`))
}

// Expired reports whether nothing that the key signed is valid any more.
func (k *Signing) Expired(now time.Time) bool { return k.Expires != nil && !now.Before(*k.Expires) }

func (k *Signing) isRetired(now time.Time) bool {
	return k.Retired != nil && !now.Before(*k.Retired)
}

// Ring is the keys of a kind that are not forgotten yet, the one that signs latest first. It is shared: read it only.
type Ring []Signing

// Signer is the newest key whose time has come, or the first that will come when none has: the clocks of instances differ a
// little. It is nil when there is no key at all.
func (r Ring) Signer(now time.Time) *Signing {
	var next *Signing
	for i := range r {
		k := &r[i]
		if k.isRetired(now) || k.Expired(now) {
			continue
		}
		if !k.From.After(now) {
			return k
		}
		next = k
	}
	return next
}

// WithHeader is the key whose tokens begin with the header, nil when there is none.
func (r Ring) WithHeader(header string, now time.Time) *Signing {
	for i := range r {
		if r[i].Header == header && !r[i].Expired(now) {
			return &r[i]
		}
	}
	return nil
}

func (r Ring) list(algorithm string, now time.Time) []Key {
	signer := r.Signer(now)
	keys := make([]Key, 0, len(r))
	for i := range r {
		k := &r[i]
		state := StateRetired
		switch {
		case k == signer:
			state = StateSigning
		case k.From.After(now) && !k.isRetired(now):
			state = StateNext
		}
		keys = append(keys, Key{k.ID, algorithm, state, k.Created, k.From, k.Retired, k.Expires, k.Sealed == nil})
	}
	return keys
}
