package tooltap

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	algorithm       = "EdDSA"
	tokenType       = "tabletap-launch+jwt"
	leeway          = 2 * time.Second // how far the clocks of console and tool may differ
	longestToken    = 4096            // bytes; ours have about 500
	signatureLength = 86              // of 64 bytes in base64url
)

// Launch is what a launch token says.
type Launch struct {
	ID           string // jti; each token has another
	UserID       int64
	MemberID     int64 // the user's row on the restaurant's staff
	ToolID       int64
	TenantID     int64
	TenantSchema string
	IssuedAt     time.Time
	ExpiresAt    time.Time
}

// Verify checks a launch token without asking the console, except for its keys now and then. It fails with ErrInvalidToken for one that
// is not signed by the console, not for this tool, or not valid now, and with ErrUnavailable when the keys cannot be had.
//
// It does not use the token up. Within its minute the same token passes again, here and elsewhere, also after its member was shut out:
// redeem it before letting anybody in.
func (c *Client) Verify(ctx context.Context, token string) (*Launch, error) {
	if c.cfg.Tool == "" {
		return nil, fmt.Errorf("%w: Config.Tool does not say whose tokens are wanted", ErrInvalidToken)
	}
	t, err := split(token)
	if err != nil {
		return nil, err
	}
	kid, seen := c.keys.kidOf(t.header)
	if !seen {
		if kid, err = readHeader(t.header); err != nil {
			return nil, err
		}
	}
	key, err := c.keys.key(ctx, kid)
	if err != nil {
		return nil, err
	}
	if !ed25519.Verify(key, []byte(t.signed), t.signature) {
		return nil, invalid("the signature does not fit")
	}
	if !seen {
		c.keys.sawHeader(t.header, kid)
	}
	claims, err := readClaims(t.payload)
	if err != nil {
		return nil, err
	}
	return c.launch(claims)
}

func invalid(reason string) error { return fmt.Errorf("%w: %s", ErrInvalidToken, reason) }

// parts is a token taken apart (RFC 7515, section 7.1). Nothing of it is believed yet.
type parts struct {
	signed    string // header and payload as they are signed
	header    string
	payload   string
	signature []byte
}

func split(token string) (*parts, error) {
	if len(token) > longestToken || strings.Count(token, ".") != 2 {
		return nil, invalid("it is no compact JWS")
	}
	at := strings.LastIndexByte(token, '.')
	t := &parts{signed: token[:at]}
	t.header, t.payload, _ = strings.Cut(t.signed, ".")
	// Strict, and of an exact length: otherwise several spellings of one signature would pass.
	signature, err := base64.RawURLEncoding.Strict().DecodeString(token[at+1:])
	if err != nil || len(token)-at-1 != signatureLength {
		return nil, invalid("its signature is none of Ed25519")
	}
	t.signature = signature
	return t, nil
}

// readHeader accepts one algorithm and one type, whatever else it says: there is nothing to confuse. A header with extensions that have
// to be understood (crit) is refused, since we understand none.
func readHeader(encoded string) (kid string, err error) {
	var h struct {
		Algorithm string          `json:"alg"`
		Type      string          `json:"typ"`
		KeyID     string          `json:"kid"`
		Critical  json.RawMessage `json:"crit"`
	}
	raw, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil || json.Unmarshal(raw, &h) != nil {
		return "", invalid("its header cannot be read")
	}
	if h.Algorithm != algorithm || h.Type != tokenType || h.KeyID == "" || h.Critical != nil {
		return "", invalid("its header is none of a launch token")
	}
	return h.KeyID, nil
}

type launchClaims struct {
	Issuer    string `json:"iss"`
	Subject   string `json:"sub"`
	Audience  string `json:"aud"`
	Expires   int64  `json:"exp"`
	NotBefore int64  `json:"nbf"`
	IssuedAt  int64  `json:"iat"`
	ID        string `json:"jti"`
	TenantID  int64  `json:"tenant_id"`
	Schema    string `json:"tenant_schema"`
	MemberID  int64  `json:"member_id"`
	ToolID    int64  `json:"tool_id"`
}

func readClaims(payload string) (*launchClaims, error) {
	claims := &launchClaims{}
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || json.Unmarshal(raw, claims) != nil {
		return nil, invalid("its claims cannot be read")
	}
	return claims, nil
}

// launch is what the claims of a token that is signed say, if they are for us and for now.
func (c *Client) launch(t *launchClaims) (*Launch, error) {
	user, err := strconv.ParseInt(t.Subject, 10, 64)
	now := c.cfg.Now()
	switch {
	case t.Issuer != c.cfg.Issuer:
		return nil, invalid("another console issued it")
	case t.Audience != c.cfg.Tool:
		return nil, invalid("it is for another tool")
	case err != nil, user <= 0, t.ID == "", t.TenantID <= 0, t.Schema == "", t.MemberID <= 0, t.ToolID <= 0:
		return nil, invalid("a claim is missing")
	case !now.Before(time.Unix(t.Expires, 0).Add(leeway)):
		return nil, invalid("it has expired")
	case now.Add(leeway).Before(time.Unix(t.NotBefore, 0)), now.Add(leeway).Before(time.Unix(t.IssuedAt, 0)):
		return nil, invalid("it is not valid yet")
	}
	return &Launch{
		ID: t.ID, UserID: user, MemberID: t.MemberID, ToolID: t.ToolID, TenantID: t.TenantID, TenantSchema: t.Schema,
		IssuedAt: time.Unix(t.IssuedAt, 0).UTC(), ExpiresAt: time.Unix(t.Expires, 0).UTC(),
	}, nil
}
