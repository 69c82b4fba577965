package auth

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// usernameKey is the constraint that keeps usernames unique.
const usernameKey = "users_username_key"

type store struct{ queries *shareddb.Queries }

var errNoUser = fault.Missing("The user")

func noUser(err error) error { return postgres.Missing(err, errNoUser) }

func (s store) byClerkID(ctx context.Context, q postgres.Querier, clerkID string) (*User, error) {
	row, err := s.queries.UserByClerkID(ctx, q, clerkID)
	if err != nil {
		return nil, noUser(err)
	}
	return fromRow(row), nil
}

func (s store) lock(ctx context.Context, tx postgres.Tx, clerkID string) (*User, error) {
	row, err := s.queries.LockUserByClerkID(ctx, tx, clerkID)
	if err != nil {
		return nil, noUser(err)
	}
	return fromRow(shareddb.UserByClerkIDRow(row)), nil
}

func fromRow(r shareddb.UserByClerkIDRow) *User {
	return &User{
		ID: access.UserID(r.ID), ClerkUserID: postgres.OrZero(r.ClerkUserID), Superuser: r.IsSuperuser, Deleted: r.DeletedAt != nil,
		ClerkUpdatedAt: postgres.OrZero(r.ClerkUpdatedAt), Invited: r.InvitedAt != nil,
		profile: profile{
			Username: r.Username, Email: r.Email, FirstName: r.FirstName, LastName: r.LastName, ImageURL: r.ImageURL,
			Verified: r.IsVerified, Active: r.IsActive,
		},
	}
}

// insert writes u, sets its id, and reports false when the person is there already. It works behind a savepoint, so that a
// taken username leaves tx usable.
func (s store) insert(ctx context.Context, tx postgres.Tx, u *User, now time.Time) (inserted bool, err error) {
	var id int64
	err = postgres.Savepoint(ctx, tx, func(tx postgres.Tx) (err error) {
		id, err = s.queries.InsertClerkUser(ctx, tx, shareddb.InsertClerkUserParams{
			ClerkUserID: u.ClerkUserID, Username: u.Username, Email: u.Email, FirstName: u.FirstName, LastName: u.LastName,
			ImageURL: u.ImageURL, IsVerified: u.Verified, IsActive: u.Active, ClerkUpdatedAt: postgres.OrNull(u.ClerkUpdatedAt),
			DeletedAt: tombstone(u, now), Now: now,
		})
		return err
	})
	if err = noUser(err); fault.Is(err, fault.NotFound) {
		return false, nil
	}
	u.ID = access.UserID(id)
	return err == nil, err
}

// update writes u over its row, behind a savepoint as well.
func (s store) update(ctx context.Context, tx postgres.Tx, u *User, now time.Time) error {
	return postgres.Savepoint(ctx, tx, func(tx postgres.Tx) error {
		return s.queries.UpdateClerkUser(ctx, tx, shareddb.UpdateClerkUserParams{
			Username: u.Username, Email: u.Email, FirstName: u.FirstName, LastName: u.LastName, ImageURL: u.ImageURL,
			IsVerified: u.Verified, IsActive: u.Active, ClerkUpdatedAt: postgres.OrNull(u.ClerkUpdatedAt),
			DeletedAt: tombstone(u, now), Now: now, ID: int64(u.ID),
		})
	})
}

func tombstone(u *User, now time.Time) *time.Time {
	if !u.Deleted {
		return nil
	}
	return &now
}

// free reports whether nobody has the username. It may be taken a moment later: the constraint has the last word.
func (s store) free(ctx context.Context, tx postgres.Tx, username string) (bool, error) {
	taken, err := s.queries.UsernameTaken(ctx, tx, username)
	return !taken, err
}

// worksSomewhere reports whether the person is on the staff of any restaurant.
func (s store) worksSomewhere(ctx context.Context, tx postgres.Tx, id access.UserID) (bool, error) {
	ids, err := s.queries.TenantIDsOfUser(ctx, tx, int64(id), 1)
	return len(ids) > 0, err
}

// known says how new what is stored of Clerk's users is. Tombstones are newer than anything.
func (s store) known(ctx context.Context, q postgres.Querier, clerkIDs []string) (map[string]*User, error) {
	rows, err := s.queries.KnownClerkUsers(ctx, q, clerkIDs)
	users := make(map[string]*User, len(rows))
	for _, row := range rows {
		users[row.ClerkUserID] = &User{
			ClerkUserID: row.ClerkUserID, ClerkUpdatedAt: postgres.OrZero(row.ClerkUpdatedAt), Deleted: row.DeletedAt != nil,
		}
	}
	return users, err
}
