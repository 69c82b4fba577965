package check

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
)

const adviceKeys = "make a new signing key with `tabletap keys rotate --now`, and see `tabletap keys list`"

// keySet are the public keys of launch tokens, by kid.
type keySet map[string]ed25519.PublicKey

func (r *run) jwks(ctx context.Context) (string, error) {
	a, err := r.ask(ctx, http.MethodGet, jwksPath, nil, nil)
	if err != nil {
		return "", err
	}
	set, err := read[struct {
		Keys []map[string]any `json:"keys"`
	}](a, http.StatusOK, "keys")
	if err != nil {
		return "", err
	}
	r.keys = keySet{}
	for _, key := range set.Keys {
		if _, private := key["d"]; private {
			return "", a.fail("a private key is public: `tabletap keys rotate --now`, and report this", "shows the private part of a key")
		}
		if kid, public := ed25519Key(key); public != nil {
			r.keys[kid] = public
		}
	}
	if len(r.keys) == 0 {
		return "", a.fail(adviceKeys, "has no Ed25519 key with a kid")
	}
	return plural(len(r.keys), "Ed25519 key"), nil
}

// ed25519Key reads a key as RFC 8037 writes it, and gives none for a key of another kind.
func ed25519Key(key map[string]any) (string, ed25519.PublicKey) {
	kid, _ := key["kid"].(string)
	x, _ := key["x"].(string)
	raw, err := base64.RawURLEncoding.DecodeString(x)
	if key["kty"] != "OKP" || key["crv"] != "Ed25519" || kid == "" || err != nil || len(raw) != ed25519.PublicKeySize {
		return "", nil
	}
	return kid, raw
}

// signature checks the launch token as a tool that trusts only the key set would.
func (r *run) signature(context.Context) (string, error) {
	header, claims, err := r.keys.open(r.launch.Token)
	if err != nil {
		return "", err
	}
	switch now := float64(r.now().Unix()); {
	case claims["jti"] == nil || claims["aud"] == nil:
		return "", fail(adviceContract, "the launch token has no jti or no aud")
	case !between(claims["exp"], now, now+longestLaunch.Seconds()):
		return "", fail("are the clocks of the server and of this machine right?", "the launch token's exp is %v", claims["exp"])
	}
	return "good, by key " + header.KeyID, nil
}

func between(v any, low, high float64) bool {
	n, ok := v.(float64)
	return ok && n > low && n <= high
}

type jwtHeader struct {
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid"`
}

// open verifies a JWT of RFC 7515 and gives its header and claims.
func (k keySet) open(token string) (h jwtHeader, claims map[string]any, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || !decodePart(parts[0], &h) || !decodePart(parts[1], &claims) {
		return h, nil, fail(adviceContract, "the launch token is no JWT")
	}
	if h.Algorithm != "EdDSA" && h.Algorithm != "Ed25519" {
		return h, nil, fail(adviceContract, "the launch token is signed with %q, expected EdDSA", shorten(h.Algorithm, longestSaid))
	}
	key, ok := k[h.KeyID]
	if !ok {
		return h, nil, fail(adviceKeys, "the launch token's key %q is not in %s", shorten(h.KeyID, longestSaid), jwksPath)
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !ed25519.Verify(key, []byte(parts[0]+"."+parts[1]), signature) {
		return h, nil, fail(adviceKeys, "the launch token's signature is not by key %q", h.KeyID)
	}
	return h, claims, nil
}

func decodePart(part string, into any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(raw, into) == nil
}
