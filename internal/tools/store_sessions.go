package tools

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// issue stores the token's hash if the member may open the tool, and reports whether so.
func (s store) issue(ctx context.Context, q postgres.Querier, c *claims, signIn string, created, expires time.Time) (bool, error) {
	issued, err := s.tenant.IssueToken(ctx, q, tenantdb.IssueTokenParams{
		JTIHash: hashed(c.ID), CreatedAt: created, ExpiresAt: expires, MemberID: int64(c.MemberID), ToolID: c.ToolID, ClerkSessionID: signIn,
	})
	return issued > 0, err
}

// standing is what issue looks at.
func (s store) standing(ctx context.Context, q postgres.Querier, member access.MemberID, tool int64) (active, granted bool, err error) {
	state, err := s.tenant.ToolAccessState(ctx, q, tool, int64(member))
	return state.IsActive, state.IsGranted, err
}

// redeem uses the token up, and begins a session with it unless that is nil. It fails with NotFound for a token that does not open
// anything now, and for a session of a sign-in that is over.
func (s store) redeem(
	ctx context.Context, q postgres.Querier, c *claims, session *Session, now time.Time,
) (tenantdb.RedeemTokenRow, error) {
	if session != nil {
		return s.redeemInto(ctx, q, c, session, now)
	}
	return s.tenant.RedeemToken(ctx, q, tenantdb.RedeemTokenParams{
		Now: now, JTIHash: hashed(c.ID), MemberID: int64(c.MemberID), ToolID: c.ToolID, UserID: c.Subject,
	})
}

func (s store) redeemInto(
	ctx context.Context, q postgres.Querier, c *claims, session *Session, now time.Time,
) (tenantdb.RedeemTokenRow, error) {
	row, err := s.tenant.OpenToolSession(ctx, q, tenantdb.OpenToolSessionParams{
		Now: now, JTIHash: hashed(c.ID), MemberID: int64(c.MemberID), ToolID: c.ToolID, UserID: c.Subject,
		TokenHash: hashed(session.Token), SessionExpiresAt: session.Expires,
	})
	return tenantdb.RedeemTokenRow(row), err
}

// session reads a session by the hash of its token.
func (s store) session(ctx context.Context, q postgres.Querier, sum hash) (*toolSession, error) {
	r, err := s.tenant.ToolSession(ctx, q, sum[:])
	if err != nil {
		return nil, err
	}
	return &toolSession{
		member: access.MemberID(r.MemberID), user: access.UserID(r.UserID), clerkUser: postgres.OrZero(r.ClerkUserID), username: r.Username,
		tool: r.ToolID, created: r.CreatedAt, expires: r.ExpiresAt, over: r.IsOver, userActive: r.UserIsActive,
	}, nil
}

// scope says which tokens and sessions: those that fit everything that is not nil.
type scope struct {
	member, tool *int64
	signIn       *string
}

// end ends tokens that nobody has used, and sessions, and gives the hashes of the sessions.
func (s store) end(ctx context.Context, tx postgres.Tx, of scope, reason string, now time.Time) ([][]byte, error) {
	err := s.tenant.RevokeTokens(ctx, tx, tenantdb.RevokeTokensParams{
		Now: now, MemberID: of.member, ToolID: of.tool, ClerkSessionID: of.signIn,
	})
	if err != nil {
		return nil, err
	}
	return s.tenant.EndToolSessions(ctx, tx, tenantdb.EndToolSessionsParams{
		Now: now, Reason: reason, MemberID: of.member, ToolID: of.tool, ClerkSessionID: of.signIn,
	})
}

// endWithoutAccess is end for everybody who may not open these tools any more.
func (s store) endWithoutAccess(ctx context.Context, tx postgres.Tx, tools []int64, now time.Time) ([][]byte, error) {
	if err := s.tenant.RevokeTokensWithoutAccess(ctx, tx, now, tools); err != nil {
		return nil, err
	}
	return s.tenant.EndToolSessionsWithoutAccess(ctx, tx, tenantdb.EndToolSessionsWithoutAccessParams{
		Now: now, Reason: endedWithAccess, Tools: tools,
	})
}

// endSession reports whether there was one to end.
func (s store) endSession(ctx context.Context, tx postgres.Tx, sum hash, now time.Time) (bool, error) {
	ended, err := s.tenant.EndToolSession(ctx, tx, tenantdb.EndToolSessionParams{Now: now, Reason: endedByTool, TokenHash: sum[:]})
	return ended > 0, err
}

// markReplayed reports whether the token was used before at all, and whether this is the first to note its second use.
func (s store) markReplayed(ctx context.Context, tx postgres.Tx, jti []byte, now time.Time) (used, first bool, err error) {
	marked, err := s.tenant.MarkReplayed(ctx, tx, now, jti)
	if err != nil || marked > 0 {
		return marked > 0, marked > 0, err
	}
	used, err = s.tenant.TokenWasUsed(ctx, tx, jti)
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return false, false, nil
	}
	return used, false, err
}

func (s store) endReplayed(ctx context.Context, tx postgres.Tx, jti []byte, now time.Time) ([][]byte, error) {
	return s.tenant.EndReplayedSession(ctx, tx, tenantdb.EndReplayedSessionParams{Now: now, Reason: endedByReplay, JTIHash: jti})
}

func (s store) rememberEndedSignIn(ctx context.Context, tx postgres.Tx, signIn string, now time.Time) error {
	return s.shared.RememberEndedSignIn(ctx, tx, signIn, now)
}

// memberOf is somebody's place, 0 when they have none.
func (s store) memberOf(ctx context.Context, tx postgres.Tx, user access.UserID) (int64, error) {
	id, err := s.tenant.MemberIDOfUser(ctx, tx, int64(user))
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return id, err
}

const workplacesPage = 100

// workplaces gives restaurants that somebody actively works in, those with the next higher ids.
func (s store) workplaces(ctx context.Context, tx postgres.Tx, user access.UserID, after int64) ([]shareddb.WorkplacesOfUserRow, error) {
	return s.shared.WorkplacesOfUser(ctx, tx, shareddb.WorkplacesOfUserParams{UserID: int64(user), After: after, PageLimit: workplacesPage})
}

// purge deletes what expired before a time, and what the catalogue does not have any more.
func (s store) purge(ctx context.Context, q postgres.Querier, before time.Time, known []int64) error {
	if _, err := s.tenant.DeleteExpiredTokens(ctx, q, before); err != nil {
		return err
	}
	if _, err := s.tenant.DeleteExpiredToolSessions(ctx, q, before); err != nil {
		return err
	}
	if len(known) == 0 {
		return nil
	}
	_, err := s.tenant.ForgetTools(ctx, q, known[len(known)-1], known)
	return err
}
