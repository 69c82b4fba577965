package tools

import (
	"context"
	"fmt"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
)

// staleSessions is what is remembered of sessions that ended.
func staleSessions(keys stale, sums [][]byte) {
	for _, sum := range sums {
		keys.add(topicSession, sessionKey(sum))
	}
}

// end ends launch tokens that nobody has used and sessions.
func (s *Service) end(ctx context.Context, tx postgres.Tx, keys stale, of scope, reason string) error {
	ended, err := s.store.end(ctx, tx, of, reason, s.Clock.Now())
	staleSessions(keys, ended)
	return err
}

// endWithoutAccess is end for everybody who may not open these tools any more.
func (s *Service) endWithoutAccess(ctx context.Context, tx postgres.Tx, keys stale, tools []int64) error {
	ended, err := s.store.endWithoutAccess(ctx, tx, tools, s.Clock.Now())
	staleSessions(keys, ended)
	return err
}

// RevokeLaunches ends what a member holds: launch tokens that were not used, and sessions. It runs inside tx, in the restaurant's
// schema. Nobody tells when that is committed, and until the announcement has come around this instance would still remember the
// sessions: so it does not believe its memory of them for as long as that can take.
func (s *Service) RevokeLaunches(ctx context.Context, tx postgres.Tx, member access.MemberID) error {
	now, keys := s.Clock.Now(), stale{}
	ended, err := s.store.end(ctx, tx, scope{member: new(int64(member))}, endedWithMember, now)
	if err != nil {
		return err
	}
	for _, sum := range ended {
		s.doubted.add(hash(sum), struct{}{}, now)
	}
	staleSessions(keys, ended)
	return s.publish(ctx, tx, keys)
}

// EndSignIn ends what came of a sign-in of a person's in the console, in every restaurant that they work in. It runs inside tx, over
// the shared tables; after is to be called when it is committed. The sign-in is remembered, so that neither a launch that is under way
// nor a session token that outlives its sign-in for a moment begins a session that nothing would end.
func (s *Service) EndSignIn(ctx context.Context, tx postgres.Tx, user access.UserID, signIn string) (after func(context.Context), err error) {
	after = func(context.Context) {}
	if signIn == "" {
		return after, nil
	}
	if err := s.store.rememberEndedSignIn(ctx, tx, signIn, s.Clock.Now()); err != nil {
		return after, err
	}
	keys := stale{}
	for last, more := int64(0), user != 0; more; {
		page, err := s.store.workplaces(ctx, tx, user, last)
		if err != nil {
			return after, err
		}
		for _, place := range page {
			if err := s.endSignInAt(ctx, tx, keys, place.SchemaName, user, signIn); err != nil {
				return after, fmt.Errorf("sign-in at %s: %w", place.SchemaName, err)
			}
			last = place.ID
		}
		more = len(page) == workplacesPage
	}
	return func(ctx context.Context) { s.drop(ctx, keys) }, s.publish(ctx, tx, keys)
}

func (s *Service) endSignInAt(ctx context.Context, tx postgres.Tx, keys stale, schema string, user access.UserID, signIn string) error {
	return postgres.InSchema(ctx, tx, schema, func() error {
		member, err := s.store.memberOf(ctx, tx, user)
		if err != nil || member == 0 {
			return err
		}
		return s.end(ctx, tx, keys, scope{member: &member, signIn: &signIn}, endedWithSignIn)
	})
}
