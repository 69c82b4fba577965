package oidc

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/keys"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// Deps are what the service stands on.
type Deps struct {
	DB      *postgres.DB
	Bus     *cache.Bus
	Audit   *audit.Log
	Clock   clock.Clock
	Logger  *slog.Logger
	Limiter api.Limiter // nil: nothing is limited

	Clients     Clients
	Admission   Admission
	People      People
	Restaurants Restaurants
	Frontend    *clerk.Frontend // where people sign in

	SecretKey  string        // seals the signing keys and access tokens
	Issuer     string        // where the service says that it is, without a slash at the end
	KeyOverlap time.Duration // for how long a new signing key is published before it signs; 0: five minutes
}

// Service is the use cases of signing in to tools, and the provider that speaks of them.
type Service struct {
	Deps
	store    store
	keys     *keys.Keys
	provider *op.Provider
	protocol func() http.Handler // the library's part; made when first asked, because making it writes to the log
	browser  browserCookie
}

// signingKeys are the keys that sign ID tokens. Every client must know RS256 (OpenID Connect Core, section 15.1).
var signingKeys = keys.Kind{Algorithm: keys.RS256, Type: "JWT", Lifetime: idTokenLifetime}

// tokenPurpose makes the key that access tokens are sealed with good for nothing else.
const tokenPurpose = "tabletap openid connect 1" //nolint:gosec // G101: no secret

// New makes the service. It fails for an issuer that is no address.
func New(d Deps) (*Service, error) {
	s := &Service{Deps: d, store: store{shareddb.New()}, browser: browserCookie{secure: strings.HasPrefix(d.Issuer, "https:")}}
	var err error
	s.keys, err = keys.New(keys.Deps{
		DB: d.DB, Bus: d.Bus, Audit: d.Audit, Clock: d.Clock, SecretKey: d.SecretKey, Overlap: d.KeyOverlap,
	}, signingKeys)
	if err != nil {
		return nil, err
	}
	if s.provider, err = s.newProvider(); err != nil {
		return nil, fmt.Errorf("openid connect: %w", err)
	}
	s.protocol = sync.OnceValue(s.newProtocol)
	return s, nil
}

func (s *Service) newProvider() (*op.Provider, error) {
	secret, err := hkdf.Key(sha256.New, []byte(s.SecretKey), nil, tokenPurpose, 32)
	if err != nil {
		return nil, err
	}
	options := []op.Option{
		op.WithCrypto(op.NewAES256GCMCrypto([32]byte(secret), "1")), // and not the library's older cipher beside it
		op.WithIDTokenHintVerifierOpts(op.WithSupportedIDTokenHintSigningAlgorithms(keys.RS256)),
	}
	if !s.browser.secure {
		options = append(options, op.WithAllowInsecure()) // a machine of one's own; in production the address has TLS
	}
	return op.NewProvider(&op.Config{
		CodeMethodS256: true, AuthMethodPost: true, GrantTypeRefreshToken: true, SupportedScopes: scopes, SupportedClaims: claimsSupported,
		DefaultLogoutRedirectURI: s.Issuer + pathSignedOut,
	}, storage{s}, op.StaticIssuer(s.Issuer), options...)
}

// RotateKeys makes a new signing key and gives its kid. It signs after the overlap, or at once.
func (s *Service) RotateKeys(ctx context.Context, atOnce bool) (kid string, err error) {
	return s.keys.Rotate(ctx, atOnce)
}

// Keys lists the signing keys, the newest first.
func (s *Service) Keys(ctx context.Context) ([]keys.Key, error) { return s.keys.List(ctx) }
