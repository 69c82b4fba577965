package tools

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"net/http"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/keys"
)

func (s *Service) registerKeyRoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/.well-known/jwks.json", ID: "tools-jwks", Tag: tag, Access: api.Public(),
		Summary: "The public keys that launch tokens are signed with", Description: "A key is here before it signs anything. Keep it for five minutes.",
	}, s.handleJWKS)
}

// keysMaxAge is not longer than a new key is published before it signs.
const keysMaxAge = "public, max-age=300"

// jwkBody is a key as RFC 8037 writes it.
type jwkBody struct {
	KeyType   string `json:"kty"`
	Curve     string `json:"crv"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	ID        string `json:"kid"`
	X         string `json:"x" doc:"The key, base64url"`
}

type jwksOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Keys []jwkBody `json:"keys" nullable:"false"`
	}
}

func (s *Service) handleJWKS(ctx context.Context, _ *struct{}) (*jwksOutput, error) {
	ring, err := s.keys.Ready(ctx)
	if err != nil {
		return nil, err
	}
	out, now := &jwksOutput{CacheControl: keysMaxAge}, s.Clock.Now()
	out.Body.Keys = make([]jwkBody, 0, len(ring))
	for i := range ring {
		k := &ring[i]
		public, ok := k.Public.(ed25519.PublicKey)
		if !ok || k.Expired(now) {
			continue
		}
		out.Body.Keys = append(out.Body.Keys, jwkBody{
			KeyType: "OKP", Curve: "Ed25519", Use: "sig", Algorithm: keys.EdDSA, ID: k.ID, X: base64.RawURLEncoding.EncodeToString(public),
		})
	}
	return out, nil
}
