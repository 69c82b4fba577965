package auth

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// holdEmail lets nobody invite the address that the news tells of until tx ends. Otherwise an invitation that is written at the
// same moment would not see that its person is here, nor the person the invitation. It comes before the locks of people.
func (s *Service) holdEmail(ctx context.Context, tx postgres.Tx, n news) error {
	email := n.profile("").Email
	if !n.EmailVerified || email == "" {
		return nil
	}
	return s.store.queries.LockEmails(ctx, tx, []string{email})
}

// claimInvited makes the row that stands for an invited address that of the person who signed up with it, and takes them into the
// restaurants that invited them. It gives nil when nobody was invited by the address. Somebody whose invitations are all over
// is like anybody else who signs up.
func (s *Service) claimInvited(ctx context.Context, tx postgres.Tx, n news) (*User, error) {
	email := n.profile("").Email
	if !n.EmailVerified || email == "" {
		return nil, nil //nolint:nilnil // an address that is not proved may be anybody's
	}
	id, invitedAs, err := s.store.claim(ctx, tx, n.ID, email, s.clock.Now())
	if fault.Is(err, fault.NotFound) {
		return nil, nil //nolint:nilnil // nobody was invited
	}
	if err != nil {
		return nil, err
	}
	u := &User{ID: id, ClerkUserID: n.ID, ClerkUpdatedAt: n.UpdatedAt, profile: n.profile(invitedAs)}
	if err := s.nameClaimed(ctx, tx, u, n); err != nil {
		return nil, err
	}
	if u.Invited, err = s.invitations.AcceptInvitations(ctx, tx, id); err != nil {
		return nil, err
	}
	if !u.Invited {
		if err := s.store.queries.ForgetInvitation(ctx, tx, int64(id)); err != nil {
			return nil, err
		}
	}
	return u, s.recordUser(ctx, tx, n.by, "user.created", nil, u)
}

// nameClaimed writes the user under the best username that is free.
func (s *Service) nameClaimed(ctx context.Context, tx postgres.Tx, u *User, n news) error {
	for _, name := range usernames(n.User) {
		free, err := s.store.free(ctx, tx, name)
		if err != nil {
			return err
		}
		if free {
			return s.rename(ctx, tx, u, name)
		}
	}
	return s.write(ctx, tx, u)
}

// absorbInvited gives the invitations of an address to the person who proved it and had an account before. They accept them when
// they like: nobody is put into a restaurant for having two addresses.
func (s *Service) absorbInvited(ctx context.Context, tx postgres.Tx, u *User) error {
	if !u.Verified || u.Email == "" || u.Deleted {
		return nil
	}
	invited, err := s.store.queries.LockInvited(ctx, tx, u.Email)
	if err = noUser(err); err != nil {
		return fault.UnlessMissing(err)
	}
	if err := s.invitations.MoveInvitations(ctx, tx, access.UserID(invited), u.ID); err != nil {
		return err
	}
	return s.store.queries.DeleteInvited(ctx, tx, invited)
}

// claim gives the row that stands for an invited address a Clerk user, NotFound when there is none.
func (s store) claim(ctx context.Context, tx postgres.Tx, clerkID, email string, now time.Time) (access.UserID, string, error) {
	row, err := s.queries.ClaimInvited(ctx, tx, shareddb.ClaimInvitedParams{ClerkUserID: clerkID, Now: now, Email: email})
	return access.UserID(row.ID), row.Username, noUser(err)
}
