package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// topicUser is under which instances tell each other whose row changed, by Clerk's id.
const topicUser = "user"

// raceTries bounds how often a person is looked up again because somebody else wrote them at the same moment.
const raceTries = 3

var (
	errUsernames = errors.New("auth: every username that was tried is taken")
	errRaced     = errors.New("auth: the user appears and disappears")
)

// keep writes what Clerk says of a person, unless what is known is newer or the person was deleted, and gives the user as it is
// now, locked until tx ends. Changed is false when nothing was written. An invitation to an address that the person proved to be
// theirs finds them here, whatever brings the news.
func (s *Service) keep(ctx context.Context, tx postgres.Tx, n news) (user *User, changed bool, err error) {
	if err := s.holdEmail(ctx, tx, n); err != nil {
		return nil, false, err
	}
	for range raceTries {
		known, err := s.store.lock(ctx, tx, n.ID)
		if err == nil {
			changed, err = s.renew(ctx, tx, known, n)
			if err == nil && changed {
				err = s.absorbInvited(ctx, tx, known)
			}
			return known, changed, err
		}
		if !fault.Is(err, fault.NotFound) {
			return nil, false, err
		}
		if claimed, err := s.claimInvited(ctx, tx, n); err != nil || claimed != nil {
			return claimed, true, err
		}
		made := &User{ClerkUserID: n.ID, ClerkUpdatedAt: n.UpdatedAt}
		inserted, err := s.add(ctx, tx, made, usernames(n.User), n.profile)
		if err != nil {
			return nil, false, err
		}
		if inserted {
			return made, true, s.recordUser(ctx, tx, n.by, "user.created", nil, made)
		}
	}
	return nil, false, errRaced
}

// add inserts u under the first of the names that is free. It reports false when the person is there already.
func (s *Service) add(
	ctx context.Context, tx postgres.Tx, u *User, names []string, profile func(username string) profile,
) (bool, error) {
	for _, name := range names {
		free, err := s.store.free(ctx, tx, name)
		if err != nil {
			return false, err
		}
		if !free {
			continue
		}
		u.profile = profile(name)
		inserted, err := s.store.insert(ctx, tx, u, s.clock.Now())
		if postgres.Violated(err) == usernameKey {
			continue // somebody took it between the look and the write
		}
		if err != nil || !inserted {
			return false, err
		}
		return true, nil
	}
	return false, fmt.Errorf("user %s: %w", u.ClerkUserID, errUsernames)
}

// renew writes n over the user that is known, if it is news.
func (s *Service) renew(ctx context.Context, tx postgres.Tx, known *User, n news) (bool, error) {
	if !n.supersedes(known) {
		return false, nil
	}
	before := *known
	known.profile, known.ClerkUpdatedAt = n.profile(known.Username), n.UpdatedAt
	wanted := clean(n.Username)
	if wanted == "" || wanted == before.Username {
		if *known == before {
			return false, nil
		}
		return true, s.write(ctx, tx, known)
	}
	return true, s.rename(ctx, tx, known, wanted)
}

// rename writes the user under the username that they chose at Clerk, or under the old one when that is somebody else's.
func (s *Service) rename(ctx context.Context, tx postgres.Tx, u *User, wanted string) error {
	free, err := s.store.free(ctx, tx, wanted)
	if err != nil {
		return err
	}
	if free {
		old := u.Username
		u.Username = wanted
		if err := s.write(ctx, tx, u); postgres.Violated(err) != usernameKey {
			return err
		}
		u.Username = old
	}
	return s.write(ctx, tx, u)
}

func (s *Service) write(ctx context.Context, tx postgres.Tx, u *User) error {
	if err := s.store.update(ctx, tx, u, s.clock.Now()); err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, topicUser, u.ClerkUserID)
}

// bury makes the user a tombstone: what Clerk said of the person is erased, and nothing brings them back. It makes one of
// somebody who was never heard of too, for the news that is still on its way. Asking twice is no error.
func (s *Service) bury(ctx context.Context, tx postgres.Tx, clerkID string) (*User, error) {
	for range raceTries {
		known, err := s.store.lock(ctx, tx, clerkID)
		if err == nil {
			return known, s.erase(ctx, tx, known)
		}
		if !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		made := &User{ClerkUserID: clerkID, Deleted: true}
		inserted, err := s.add(ctx, tx, made, alternatives(clerkID, clerkID), nobody)
		if err != nil || inserted {
			return made, err
		}
	}
	return nil, errRaced
}

// nobody is what is left of a deleted person.
func nobody(username string) profile { return profile{Username: username} }

func (s *Service) erase(ctx context.Context, tx postgres.Tx, u *User) error {
	if u.Deleted {
		return nil
	}
	before := *u
	u.Deleted, u.ClerkUpdatedAt, u.profile = true, time.Time{}, nobody(u.Username)
	if err := s.rename(ctx, tx, u, u.ClerkUserID); err != nil {
		return err
	}
	return s.recordUser(ctx, tx, audit.ByWebhook, "user.deleted", &before, u)
}

func (s *Service) recordUser(ctx context.Context, tx postgres.Tx, by, action string, before, after *User) error {
	e := auditedUser.Entry(action, int64(after.ID), after.ClerkUserID)
	e.By, e.Changes = by, auditedUser.Diff(before, after)
	return s.audit.Record(ctx, tx, e)
}
