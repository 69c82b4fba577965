package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// addSuperuser writes the row with the address as username, or one like it when that is somebody else's.
func (s store) addSuperuser(ctx context.Context, tx postgres.Tx, email, hash string, now time.Time) (access.UserID, error) {
	for _, username := range alternatives(email, email) {
		var id int64
		err := postgres.Savepoint(ctx, tx, func(tx postgres.Tx) (err error) {
			id, err = s.queries.InsertSuperuser(ctx, tx, shareddb.InsertSuperuserParams{
				Username: username, Email: email, PasswordHash: hash, Now: now,
			})
			return err
		})
		switch postgres.Violated(err) {
		case superuserEmailKey:
			return 0, errSuperuserExists.Because(err)
		case usernameKey:
			continue
		}
		return access.UserID(id), err
	}
	return 0, fmt.Errorf("superuser: %w", errUsernames)
}

func (s store) setPassword(ctx context.Context, q postgres.Querier, id access.UserID, hash string, now time.Time) error {
	return s.queries.SetPasswordHash(ctx, q, shareddb.SetPasswordHashParams{PasswordHash: hash, Now: now, ID: int64(id)})
}

func (s store) superuserByEmail(ctx context.Context, q postgres.Querier, email string) (*superuser, error) {
	row, err := s.queries.SuperuserByEmail(ctx, q, email)
	if err != nil {
		return nil, noSuperuser(err)
	}
	return fromSuperuserRow(shareddb.SuperuserByIDRow(row)), nil
}

func (s store) superuserByID(ctx context.Context, q postgres.Querier, id access.UserID) (*superuser, error) {
	row, err := s.queries.SuperuserByID(ctx, q, int64(id))
	if err != nil {
		return nil, noSuperuser(err)
	}
	return fromSuperuserRow(row), nil
}

func noSuperuser(err error) error {
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return errNoSuperuser
	}
	return err
}

func fromSuperuserRow(r shareddb.SuperuserByIDRow) *superuser {
	return &superuser{Hash: postgres.OrZero(r.PasswordHash), User: User{
		ID: access.UserID(r.ID), Superuser: true, Deleted: r.DeletedAt != nil,
		profile: profile{
			Username: r.Username, Email: r.Email, FirstName: r.FirstName, LastName: r.LastName,
			Verified: r.IsVerified, Active: r.IsActive,
		},
	}}
}
