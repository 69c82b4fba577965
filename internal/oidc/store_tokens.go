package oidc

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

var (
	errNoToken = fault.Missing("This token")
	// errUsed says that something good for one use was used before.
	errUsed = fault.New(fault.Conflict, "already_used", "This was used before.")
	// errSignedOut says that the person signed out before their tool came with its code.
	errSignedOut = fault.New(fault.Conflict, "signed_out", "The person signed out.")
)

// useCode makes a grant of a request's code. Of any number at once one succeeds, the others fail with errUsed. It fails with
// errSignedOut when the sign-in that it comes of is over.
func (s store) useCode(ctx context.Context, tx postgres.Tx, r *request, now time.Time) (grant int64, err error) {
	if err := s.stillSignedIn(ctx, tx, r.SignIn); err != nil {
		return 0, err
	}
	grant, err = s.queries.InsertOIDCGrant(ctx, tx, shareddb.InsertOIDCGrantParams{
		ToolID: r.ToolID, ClientID: r.ClientID, UserID: int64(r.User), TenantID: int64(r.Tenant), Scopes: r.Scopes,
		AuthTime: postgres.OrNull(r.AuthTime), CreatedAt: now, ExpiresAt: now.Add(grantLifetime), ClerkSessionID: r.SignIn,
	})
	if err != nil {
		return 0, err
	}
	n, err := s.queries.UseOIDCCode(ctx, tx, shareddb.UseOIDCCodeParams{ID: r.ID, GrantID: grant, Now: now})
	if err == nil && n == 0 {
		err = errUsed
	}
	return grant, err
}

// stillSignedIn keeps the sign-in from ending until tx ends, so that whoever ends it sees what came of it.
func (s store) stillSignedIn(ctx context.Context, tx postgres.Tx, signIn string) error {
	if signIn == "" {
		return nil
	}
	if err := s.queries.LockOIDCSignInShared(ctx, tx, signIn); err != nil {
		return err
	}
	over, err := s.queries.SignInEnded(ctx, tx, signIn)
	if err == nil && over {
		return errSignedOut
	}
	return err
}

// endSignIn remembers that a sign-in is over and ends what came of it.
func (s store) endSignIn(ctx context.Context, tx postgres.Tx, signIn string, now time.Time) ([]ended, error) {
	if err := s.queries.LockOIDCSignIn(ctx, tx, signIn); err != nil {
		return nil, err
	}
	if err := s.queries.RememberEndedSignIn(ctx, tx, signIn, now); err != nil {
		return nil, err
	}
	rows, err := s.queries.EndOIDCGrantsOfSignIn(ctx, tx, shareddb.EndOIDCGrantsOfSignInParams{
		Now: now, Reason: endSignedOut, ClerkSessionID: signIn,
	})
	all := make([]ended, len(rows))
	for i, row := range rows {
		all[i] = ended{row.ToolID, access.UserID(row.UserID), access.TenantID(row.TenantID)}
	}
	return all, err
}

// useRefresh uses a refresh token up. Of any number at once one succeeds, the others fail with errUsed.
func (s store) useRefresh(ctx context.Context, tx postgres.Tx, token string, now time.Time) error {
	n, err := s.queries.UseOIDCRefreshToken(ctx, tx, now, hashed(token))
	if err == nil && n == 0 {
		err = errUsed
	}
	return err
}

// token is what is to be stored of one.
type token struct {
	secret  string
	kind    string
	grant   int64
	scopes  []string
	created time.Time
	expires time.Time
}

func (s store) insertToken(ctx context.Context, tx postgres.Tx, t token) error {
	return s.queries.InsertOIDCToken(ctx, tx, shareddb.InsertOIDCTokenParams{
		TokenHash: hashed(t.secret), Kind: t.kind, GrantID: t.grant, Scopes: t.scopes, CreatedAt: t.created, ExpiresAt: t.expires,
	})
}

// session is a token with what it stands on, good or not.
func (s store) session(ctx context.Context, q postgres.Querier, secret string) (*session, error) {
	row, err := s.queries.OIDCToken(ctx, q, hashed(secret))
	if err != nil {
		return nil, postgres.Missing(err, errNoToken)
	}
	return &session{
		Kind: row.Kind, Scopes: row.Scopes, Created: row.CreatedAt, Expires: row.ExpiresAt, Used: row.UsedAt != nil, Grant: row.GrantID,
		ToolID: row.ToolID, ClientID: row.ClientID, User: access.UserID(row.UserID), Tenant: access.TenantID(row.TenantID),
		Granted: row.GrantScopes, AuthTime: postgres.OrZero(row.AuthTime), Until: row.GrantExpiresAt, Ended: row.EndedAt != nil,
	}, nil
}

func (s store) deleteToken(ctx context.Context, q postgres.Querier, secret string) error {
	return s.queries.DeleteOIDCToken(ctx, q, hashed(secret))
}

// ended is whose grant it was.
type ended struct {
	Tool   int64
	User   access.UserID
	Tenant access.TenantID
}

// end ends a grant. It fails with NotFound when it had ended.
func (s store) end(ctx context.Context, tx postgres.Tx, grant int64, reason string, now time.Time) (ended, error) {
	row, err := s.queries.EndOIDCGrant(ctx, tx, shareddb.EndOIDCGrantParams{ID: grant, Reason: reason, Now: now})
	if err != nil {
		return ended{}, postgres.Missing(err, errNoToken)
	}
	return ended{row.ToolID, access.UserID(row.UserID), access.TenantID(row.TenantID)}, nil
}

// grantOf is what a request's code was exchanged for, 0 for nothing.
func (s store) grantOf(ctx context.Context, q postgres.Querier, id string) (int64, error) {
	grant, err := s.queries.OIDCGrantOfRequest(ctx, q, id)
	return grant, postgres.Missing(err, errNoRequest)
}
