package clerk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/tabletap/console/internal/clock"
)

const (
	// Leeway is how far our clock and Clerk's may differ, the default of Clerk's own SDKs for JavaScript.
	Leeway = 5 * time.Second
	// MaxTokenBytes bounds a session token. Clerk keeps its own below 4 KiB, the limit of a cookie.
	MaxTokenBytes = 8 << 10
)

// RS256 is what Clerk signs with. A list that named more would let a token choose how it is checked (RFC 8725, 3.1).
var algorithms = []jose.SignatureAlgorithm{jose.RS256}

// VerifierConfig says which tokens are ours.
type VerifierConfig struct {
	Issuer         string      // exactly what iss must be
	AllowedOrigins []string    // what azp may be; with none, a token that carries azp is refused
	Keys           *KeySet     // required
	Clock          clock.Clock // required
	CacheSize      int         // verified tokens kept in memory; 0: 10,000; negative: none
}

// Verifier checks Clerk's session tokens. It is safe for use by many goroutines.
type Verifier struct {
	issuer  string
	origins []string
	keys    *KeySet
	clock   clock.Clock
	seen    *tokenCache
}

// NewVerifier makes a verifier, or says what its configuration lacks.
func NewVerifier(c VerifierConfig) (*Verifier, error) {
	if c.Issuer == "" || c.Keys == nil || c.Clock == nil {
		return nil, errors.New("clerk: a verifier needs an issuer, keys and a clock")
	}
	v := &Verifier{issuer: c.Issuer, keys: c.Keys, clock: c.Clock}
	for _, origin := range c.AllowedOrigins {
		v.origins = append(v.origins, strings.TrimRight(origin, "/"))
	}
	var err error
	v.seen, err = newTokenCache(c.CacheSize, c.Clock)
	return v, err
}

// Verify checks a session token and gives what it says. It fails with Unauthenticated and one of token_invalid,
// token_expired, token_not_yet_valid and session_pending, or with Unavailable and clerk_keys_unavailable when there are
// no keys to check it with.
//
// The steps are those of clerk.com/docs/guides/sessions/manual-jwt-verification and RFC 8725: RS256 only, by a key of
// our own set whatever the header offers; iss exact; exp, nbf and sub present; azp one of ours when present; the
// session not pending. Only a token that passed is remembered, and only while it and the keys it was checked with are
// current.
func (v *Verifier) Verify(ctx context.Context, token string) (*Claims, error) {
	if token == "" || len(token) > MaxTokenBytes {
		return nil, errToken.Because(fmt.Errorf("%d bytes long", len(token)))
	}
	digest := digestOf(token)
	if hit, ok := v.seen.get(digest); ok && v.current(hit) {
		return hit.claims, nil
	}
	claims, set, err := v.verify(ctx, token)
	if err != nil {
		return nil, err
	}
	v.seen.put(digest, verified{claims: claims, keys: set})
	return claims, nil
}

func (v *Verifier) current(hit verified) bool {
	now := v.clock.Now()
	return now.Before(hit.claims.Expires.Add(Leeway)) &&
		!now.Before(hit.claims.NotBefore.Add(-Leeway)) &&
		v.keys.trusts(hit.keys, now)
}

func (v *Verifier) verify(ctx context.Context, token string) (*Claims, *keys, error) {
	parsed, err := parseToken(token)
	if err != nil {
		return nil, nil, errToken.Because(err)
	}
	key, set, err := v.keys.lookup(ctx, parsed.Headers[0].KeyID)
	if err != nil {
		return nil, nil, err
	}
	var payload json.RawMessage
	if err := parsed.Claims(key, &payload); err != nil {
		return nil, nil, errToken.Because(err)
	}
	claims, err := v.read(payload)
	return claims, set, err
}

// parseToken takes the token apart. Clerk also signs other kinds of token with the same keys, and says so in typ
// (RFC 8725, 3.11): an OAuth access token is no session.
func parseToken(token string) (*jwt.JSONWebToken, error) {
	if strings.ContainsAny(token, " \t\r\n\v\f") {
		return nil, errors.New("white space, which the parser would skip")
	}
	parsed, err := jwt.ParseSigned(token, algorithms)
	if err != nil {
		return nil, err
	}
	if len(parsed.Headers) != 1 {
		return nil, errors.New("not one signature")
	}
	typ, present := parsed.Headers[0].ExtraHeaders[jose.HeaderType]
	if name, _ := typ.(string); present && !strings.EqualFold(name, "JWT") {
		return nil, fmt.Errorf("type %v is not a session token", typ)
	}
	return parsed, nil
}

func (v *Verifier) allows(azp *string) bool {
	return azp == nil || slices.Contains(v.origins, *azp)
}
