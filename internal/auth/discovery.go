package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// How much Clerk is asked about people who are not here. A token has to be Clerk's own to get this far, so these limits are
// for a day on which webhooks do not come, and for tokens of people who were deleted at Clerk a moment ago.
const (
	askedTTL   = 30 * time.Second // how long an answer is remembered, "unknown" too
	askTimeout = 8 * time.Second
	openAsks   = 8
	askLimit   = 400 // in askPeriod, over all instances, of the 1,000 that Clerk allows a production instance
	askPeriod  = 10 * time.Second
)

var errAskedTooMuch = fault.New(fault.Unavailable, "sign_in_busy", "Too many new users at once. Try again shortly.")

// clerkID is the key of a user in the cache, and under topicUser.
func clerkID(key string) (string, error) { return key, nil }

// find gives the user whom Clerk knows by an id, and makes them of what Clerk answers when a token comes before the webhook. It
// fails with NotFound for somebody whom Clerk does not know either.
func (s *Service) find(ctx context.Context, id string) (*User, error) {
	user, err := s.store.byClerkID(ctx, s.db.SharedQuery(), id)
	if fault.Is(err, fault.NotFound) {
		return s.asked.Get(ctx, id, s.ask)
	}
	return user, err
}

// ask makes a user of Clerk's answer. It makes no restaurant: that is the webhook's business, and the person's own.
func (s *Service) ask(ctx context.Context, id string) (*User, error) {
	answer, err := s.askClerk(ctx, id)
	if err != nil {
		return nil, err
	}
	var user *User
	err = s.db.Shared(ctx, func(tx postgres.Tx) (err error) {
		user, _, err = s.keep(ctx, tx, news{User: answer, by: audit.BySystem})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("make user %s: %w", id, err)
	}
	return user, nil
}

func (s *Service) askClerk(ctx context.Context, id string) (clerk.User, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	select {
	case s.asking <- struct{}{}:
		defer func() { <-s.asking }()
	case <-ctx.Done():
		return clerk.User{}, errAskedTooMuch.After(askPeriod).Because(ctx.Err())
	}
	ok, wait, err := s.limiter.Allow(ctx, "auth:ask-clerk", askLimit, askPeriod)
	if err != nil {
		return clerk.User{}, fmt.Errorf("auth: limit of questions to Clerk: %w", err)
	}
	if !ok {
		return clerk.User{}, errAskedTooMuch.After(wait)
	}
	return s.clerk.User(ctx, id)
}
