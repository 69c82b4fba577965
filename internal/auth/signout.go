package auth

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/webhooks"
)

// onSessionOver ends what came of a sign-in at Clerk that expired, was signed out of or was revoked. It may come more than once, and
// before the person is known here: a sign-in that is over never begins again.
func (s *Service) onSessionOver(ctx context.Context, tx postgres.Tx, e event) (webhooks.Result, error) {
	session, err := clerk.ParseSession(e.data)
	if err != nil {
		return webhooks.Result{}, err
	}
	user, err := s.whoSignedIn(ctx, tx, session.UserID)
	if err != nil {
		return webhooks.Result{}, err
	}
	after, err := s.launches.EndSignIn(ctx, tx, user, session.ID)
	if err != nil {
		return webhooks.Result{}, fmt.Errorf("end of session %s: %w", session.ID, err)
	}
	return webhooks.Result{After: after}, nil
}

// whoSignedIn is 0 for somebody who is not known here, who can have gone nowhere from here.
func (s *Service) whoSignedIn(ctx context.Context, tx postgres.Tx, clerkID string) (access.UserID, error) {
	user, err := s.store.byClerkID(ctx, tx, clerkID)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return user.ID, nil
}

// SignOut ends the session of a token, and what came of it in tools. A token that begins none is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	if token == "" {
		return nil
	}
	after := func(context.Context) {}
	err := s.db.Shared(ctx, func(tx postgres.Tx) error {
		said, found, err := s.sessions.peek(withTx(ctx, tx), token)
		if err != nil {
			return err
		}
		if found {
			if after, err = s.launches.EndSignIn(ctx, tx, said.User, superuserSignIn(token)); err != nil {
				return fmt.Errorf("sign-out of user %d: %w", said.User, err)
			}
		}
		return s.sessions.finish(withTx(ctx, tx), token)
	})
	if err == nil {
		after(ctx)
	}
	return err
}

// superuserSignIn names a superuser's session without saying its token.
func superuserSignIn(token string) string {
	return "superuser_" + base64.RawURLEncoding.EncodeToString(hashOf("sign-in " + token)[:16])
}

// MaySignIn reports whether the person with an id of Clerk's is neither banned nor deleted. Who is not known may not.
func (s *Service) MaySignIn(ctx context.Context, clerkUserID string) (bool, error) {
	user, err := s.users.Get(ctx, clerkUserID, s.find)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return user.Active && !user.Deleted, nil
}
