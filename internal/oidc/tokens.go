package oidc

import (
	"context"
	"errors"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/postgres"
)

// Why a grant ended, as the audit log and its row say.
const (
	endCodeReused    = "code_reused"
	endRefreshReused = "refresh_token_reused"
	endRevoked       = "revoked"
	endSignedOut     = "signed_out"
)

// issued is what a sign-in or a refresh gives a tool.
type issued struct {
	access  string // the access token's secret; the library seals it together with the subject
	refresh string // "": none was asked for
	expires time.Time
}

// redeem makes tokens of a request's code. A code that was used before ends what came of it: two have it, and one of them stole it
// (RFC 6749, section 4.1.2).
func (s *Service) redeem(ctx context.Context, r *request, refreshable bool) (out issued, err error) {
	now := s.Clock.Now()
	ctx = access.WithActor(ctx, &access.Actor{UserID: r.User})
	err = s.DB.Shared(ctx, func(tx postgres.Tx) error {
		if r.Grant, err = s.store.useCode(ctx, tx, r, now); err != nil {
			return err
		}
		r.subject.grant = r.Grant
		until := now.Add(grantLifetime)
		if out, err = s.issue(ctx, tx, tokenSpec{r.Grant, r.Scopes, r.Scopes, refreshable, until}, now); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, audit.Entry{
			Tenant: r.Tenant, Action: "openid.signed_in", TargetType: "tool", TargetID: r.ToolID,
			Changes: map[string]audit.Change{"scopes": {After: r.Scopes}},
		})
	})
	if errors.Is(err, errUsed) {
		err = errors.Join(err, s.codeReused(ctx, r.ID))
	}
	return out, err
}

// codeReused ends what a code was exchanged for, which is read again: two may have come at once.
func (s *Service) codeReused(ctx context.Context, id string) error {
	grant, err := s.store.grantOf(ctx, s.DB.SharedQuery(), id)
	if err != nil || grant == 0 {
		return err
	}
	return s.endGrant(ctx, grant, endCodeReused)
}

// refresh makes new tokens of a refresh token, which is used up. One that was used before ends the sign-in (RFC 9700, section 4.14.2).
func (s *Service) refresh(ctx context.Context, old *session) (out issued, err error) {
	now := s.Clock.Now()
	err = s.DB.Shared(ctx, func(tx postgres.Tx) error {
		if err := s.store.useRefresh(ctx, tx, old.refresh, now); err != nil {
			return err
		}
		out, err = s.issue(ctx, tx, tokenSpec{old.Grant, old.Scopes, old.Granted, true, old.Until}, now)
		return err
	})
	if errors.Is(err, errUsed) {
		err = errors.Join(err, s.endGrant(ctx, old.Grant, endRefreshReused))
	}
	return out, err
}

// tokenSpec says which tokens to make. A refresh token keeps all that was granted, whatever its access token was narrowed to
// (RFC 6749, section 6).
type tokenSpec struct {
	grant       int64
	scopes      []string
	granted     []string
	refreshable bool
	until       time.Time
}

func (s *Service) issue(ctx context.Context, tx postgres.Tx, t tokenSpec, now time.Time) (issued, error) {
	out := issued{access: newSecret(), expires: earlier(now.Add(accessLifetime), t.until)}
	err := s.store.insertToken(ctx, tx, token{out.access, kindAccess, t.grant, t.scopes, now, out.expires})
	if err != nil || !t.refreshable {
		return out, err
	}
	out.refresh = newSecret()
	return out, s.store.insertToken(ctx, tx, token{out.refresh, kindRefresh, t.grant, t.granted, now, earlier(now.Add(refreshLifetime), t.until)})
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// now is who an access token stands for at this moment. It fails with NotFound, Forbidden or Unauthenticated for one that opens
// nothing any more.
func (s *Service) now(ctx context.Context, secret string) (*session, error) {
	found, err := s.store.session(ctx, s.DB.SharedQuery(), secret)
	if err != nil {
		return nil, err
	}
	if !found.good(kindAccess, s.Clock.Now()) {
		return nil, errNoToken
	}
	return found, s.attach(ctx, found)
}

// attach reads who the session is of.
func (s *Service) attach(ctx context.Context, found *session) (err error) {
	if found.subject, err = s.present(ctx, found.User, found.Tenant, found.ToolID); err == nil {
		found.subject.grant = found.Grant
	}
	return err
}

// revoke ends a token of the client's: a refresh token with its whole sign-in, an access token alone. What is not the client's, or
// nothing, is no error (RFC 7009, section 2.2).
func (s *Service) revoke(ctx context.Context, secret, clientID string) error {
	found, err := s.store.session(ctx, s.DB.SharedQuery(), secret)
	switch {
	case errors.Is(err, errNoToken):
		return nil
	case err != nil:
		return err
	case found.ClientID != clientID:
		return nil
	case found.Kind == kindRefresh:
		return s.endGrant(ctx, found.Grant, endRevoked)
	default:
		return s.store.deleteToken(ctx, s.DB.SharedQuery(), secret)
	}
}
