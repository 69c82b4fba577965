package oidc

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/keys"
)

// storage is the service as the library asks it.
type storage struct{ s *Service }

var (
	_                op.Storage                        = storage{}
	_                op.CanSetUserinfoFromRequest      = storage{}
	_                op.CanTerminateSessionFromRequest = storage{}
	errRequestKind                                     = errors.New("tokens are made of codes and refresh tokens only")
	errUnknownClient error                             = fault.New(fault.NotFound, "unknown_client", "No tool has this client id.")
)

// CreateAccessToken makes an access token of a code.
func (st storage) CreateAccessToken(ctx context.Context, r op.TokenRequest) (id string, expires time.Time, err error) {
	id, _, expires, err = st.create(ctx, r, false)
	return id, expires, err
}

// CreateAccessAndRefreshTokens makes both, of a code or of a refresh token, which is used up.
func (st storage) CreateAccessAndRefreshTokens(ctx context.Context, r op.TokenRequest, _ string) (id, refresh string, expires time.Time, err error) {
	return st.create(ctx, r, true)
}

func (st storage) create(ctx context.Context, r op.TokenRequest, refreshable bool) (id, refresh string, expires time.Time, err error) {
	var out issued
	switch r := r.(type) {
	case *request:
		out, err = st.s.redeem(ctx, r, refreshable)
	case *session:
		out, err = st.s.refresh(ctx, r)
	default:
		err = fmt.Errorf("%w, not of %T", errRequestKind, r)
	}
	if errors.Is(err, errUsed) {
		err = oidc.ErrInvalidGrant().WithDescription("it was used before").WithParent(err)
	}
	if errors.Is(err, errSignedOut) {
		err = oidc.ErrInvalidGrant().WithDescription("the person signed out").WithParent(err)
	}
	return out.access, out.refresh, out.expires, err
}

// DeleteAuthRequest does nothing: a request whose code was used stays until the purge, so that a second use is recognised.
func (storage) DeleteAuthRequest(context.Context, string) error { return nil }

// SetUserinfoFromRequest writes an ID token's claims.
func (storage) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, r op.IDTokenRequest, asked []string) error {
	var who *subject
	switch r := r.(type) {
	case *request:
		who = r.subject
	case *session:
		who = r.subject
	}
	if who == nil {
		return fmt.Errorf("%w, not of %T", errRequestKind, r)
	}
	who.claims(info, asked)
	info.AppendClaims("sid", who.sid())
	return nil
}

// GetClientByClientID finds a tool.
func (st storage) GetClientByClientID(ctx context.Context, id string) (op.Client, error) {
	c, err := st.s.client(ctx, id)
	return c, err
}

// client finds a tool. It fails with the library's words.
func (s *Service) client(ctx context.Context, id string) (opClient, error) {
	if id == "" || len(id) > longestParameter || !text(id) {
		return opClient{}, oidc.ErrInvalidClient().WithDescription("unknown client_id").WithParent(errUnknownClient)
	}
	c, err := s.Clients.ClientByID(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return opClient{}, oidc.ErrInvalidClient().WithDescription("unknown client_id").WithParent(err)
	}
	if err != nil {
		return opClient{}, trouble(err)
	}
	return opClient{Client: c, login: s.Issuer + pathLogin + "?id="}, nil
}

// AuthorizeClientIDSecret checks a tool's secret.
func (st storage) AuthorizeClientIDSecret(ctx context.Context, id, secret string) error {
	if secret == "" || len(secret) > longestParameter || len(id) > longestParameter || !text(id) {
		return errors.New("no secret, or one too long")
	}
	err := st.s.Clients.CheckSecret(ctx, id, secret)
	if err != nil && !fault.Is(err, fault.Unauthenticated) && !fault.Is(err, fault.NotFound) {
		return trouble(err)
	}
	return err
}

// GetRefreshTokenInfo leaves every token as it is: revoke finds out what it is.
func (storage) GetRefreshTokenInfo(context.Context, string, string) (userID, tokenID string, err error) {
	return "", "", op.ErrInvalidRefreshToken
}

// RevokeToken ends a token of the client's.
func (st storage) RevokeToken(ctx context.Context, secret, _, clientID string) *oidc.Error {
	if err := st.s.revoke(ctx, secret, clientID); err != nil {
		return trouble(err)
	}
	return nil
}

// TerminateSessionFromRequest ends the sign-in that the ID token is of, and no other: the person may be signed in to the same tool at
// another till.
func (st storage) TerminateSessionFromRequest(ctx context.Context, r *op.EndSessionRequest) (string, error) {
	if r.IDTokenHintClaims == nil {
		return "", errHintRequired()
	}
	if grant := grantOf(r.IDTokenHintClaims.SessionID); grant != 0 {
		if err := st.s.endGrant(ctx, grant, endSignedOut); err != nil {
			return "", trouble(err)
		}
	}
	return r.RedirectURI, nil
}

// signingKey is a key as the library signs with it.
type signingKey struct{ *keys.Signing }

func (k signingKey) ID() string                                { return k.Signing.ID }
func (signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k signingKey) Key() any                                  { return k.Private }

// publicKey is a key as the library publishes it.
type publicKey struct {
	id  string
	key *rsa.PublicKey
}

func (k publicKey) ID() string                       { return k.id }
func (publicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (publicKey) Use() string                        { return oidc.KeyUseSignature }
func (k publicKey) Key() any                         { return k.key }

// SigningKey is the key that signs now.
func (st storage) SigningKey(ctx context.Context) (op.SigningKey, error) {
	ring, err := st.s.keys.Ready(ctx)
	if err != nil {
		return nil, err
	}
	k := ring.Signer(st.s.Clock.Now())
	if k.Private == nil {
		return nil, k.Sealed
	}
	if _, ok := k.Private.(*rsa.PrivateKey); !ok {
		return nil, fmt.Errorf("signing key %s is no RSA key", k.ID)
	}
	return signingKey{k}, nil
}

// SignatureAlgorithms is what discovery says of ID tokens.
func (storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

// KeySet is the keys that verify.
func (st storage) KeySet(ctx context.Context) ([]op.Key, error) {
	ring, err := st.s.keys.Ready(ctx)
	if err != nil {
		return nil, err
	}
	published := make([]op.Key, 0, len(ring))
	for i := range ring {
		if public, ok := ring[i].Public.(*rsa.PublicKey); ok && !ring[i].Expired(st.s.Clock.Now()) {
			published = append(published, publicKey{ring[i].ID, public})
		}
	}
	return published, nil
}
