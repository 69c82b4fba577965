package tools

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/keys"
)

const (
	// tokenType keeps other JWTs from being taken for launch tokens (RFC 8725, section 3.11).
	tokenType     = "tabletap-launch+jwt"
	tokenLifetime = time.Minute
	// clockSkew is by how much an instance's clock may be behind that of the one that signed.
	clockSkew = 2 * time.Second

	longestToken    = 2048
	signatureLength = 86 // of ed25519.SignatureSize bytes, encoded
)

// launchKeys are the keys that sign launch tokens.
var launchKeys = keys.Kind{Algorithm: keys.EdDSA, Type: tokenType, Lifetime: tokenLifetime}

// claims are what a launch token says. Times are seconds since 1970.
type claims struct {
	Issuer    string          `json:"iss"`
	Subject   int64           `json:"sub,string"` // the user
	Audience  string          `json:"aud"`        // the tool's slug
	Expires   int64           `json:"exp"`
	NotBefore int64           `json:"nbf"`
	IssuedAt  int64           `json:"iat"`
	ID        string          `json:"jti"`
	TenantID  access.TenantID `json:"tenant_id"`
	Schema    string          `json:"tenant_schema"`
	MemberID  access.MemberID `json:"member_id"`
	ToolID    int64           `json:"tool_id"`
}

// newTokenID has 128 bits that nobody can guess.
func newTokenID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails: it would end the process
	return base64.RawURLEncoding.EncodeToString(id[:])
}

// hashed is what the database keeps of a token's id: who reads it there cannot make a token of it.
func hashed(id string) []byte {
	sum := sha256.Sum256([]byte(id))
	return sum[:]
}

// sign makes the token in JWS's compact form (RFC 7515, section 7.1).
func (c *claims) sign(k *keys.Signing) (string, error) {
	if k.Private == nil {
		return "", k.Sealed
	}
	payload, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("launch token: %w", err)
	}
	encoding := base64.RawURLEncoding
	token := make([]byte, 0, len(k.Header)+encoding.EncodedLen(len(payload))+signatureLength+2)
	token = append(append(token, k.Header...), '.')
	token = encoding.AppendEncode(token, payload)
	signature, err := k.Private.Sign(nil, token, crypto.Hash(0))
	if err != nil {
		return "", fmt.Errorf("launch token: %w", err)
	}
	return string(encoding.AppendEncode(append(token, '.'), signature)), nil
}

// The reasons why a token is refused, for the log. Callers are told only that it is not valid.
var (
	errShape     = errors.New("no compact JWS")
	errUnknown   = errors.New("its header is none that we write")
	errSignature = errors.New("the signature does not fit")
	errClaims    = errors.New("the claims are not ours")
	errTime      = errors.New("not valid yet")
	errExpired   = errors.New("expired, or used before")
)

// verifyToken checks everything about a token that can be known without the database. The claims of one that is only expired come with
// errExpired: they are ours all the same. The header is not interpreted: it must be, byte
// for byte, the one that a key of ours writes, so there is no algorithm to confuse and nothing in it to follow. What is in own was
// signed here, with a key that must still be in the ring.
func verifyToken(r keys.Ring, token, issuer string, now time.Time, own *minted) (*claims, error) {
	if len(token) > longestToken {
		return nil, errShape
	}
	signed, signature, ok := cutLast(token)
	header, payload, ok2 := strings.Cut(signed, ".")
	if !ok || !ok2 || len(signature) != signatureLength {
		return nil, errShape
	}
	key := r.WithHeader(header, now)
	if key == nil {
		return nil, errUnknown
	}
	c := own.find(token, now)
	if c == nil {
		// Strict, and of an exact length: otherwise several spellings of one signature would pass.
		raw, err := base64.RawURLEncoding.Strict().DecodeString(signature)
		public, ok := key.Public.(ed25519.PublicKey)
		if err != nil || !ok || !ed25519.Verify(public, []byte(signed), raw) {
			return nil, errSignature
		}
		if c, err = readClaims(payload); err != nil {
			return nil, err
		}
	}
	switch err := c.check(issuer, now); {
	case err == nil, errors.Is(err, errExpired):
		return c, err
	default:
		return nil, err
	}
}

func cutLast(token string) (signed, signature string, ok bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 {
		return "", "", false
	}
	return token[:i], token[i+1:], true
}

func readClaims(payload string) (*claims, error) {
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return nil, errClaims
	}
	c := &claims{}
	if err := json.Unmarshal(raw, c); err != nil {
		return nil, errClaims
	}
	return c, nil
}

func (c *claims) check(issuer string, now time.Time) error {
	if c.Issuer != issuer || c.Audience == "" || c.ID == "" || c.Subject <= 0 || c.TenantID <= 0 || c.MemberID <= 0 || c.ToolID <= 0 {
		return errClaims
	}
	soon := now.Add(clockSkew)
	switch {
	case soon.Before(time.Unix(c.NotBefore, 0)), soon.Before(time.Unix(c.IssuedAt, 0)):
		return errTime
	case !now.Before(time.Unix(c.Expires, 0)):
		return errExpired
	default:
		return nil
	}
}
