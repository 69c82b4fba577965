package auth

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

var errManyUsers = fault.New(fault.Conflict, "ambiguous_email", "Several users have this email address.")

// UserByEmail finds the one person with an email address, in any case of letters. It fails with NotFound when there is none and
// with Conflict when there are several.
func (s *Service) UserByEmail(ctx context.Context, email string) (access.UserID, error) {
	ids, err := s.store.queries.UserIDsByEmail(ctx, s.db.SharedQuery(), email)
	switch {
	case err != nil:
		return 0, err
	case len(ids) == 0:
		return 0, errNoUser
	case len(ids) > 1:
		return 0, errManyUsers
	default:
		return access.UserID(ids[0]), nil
	}
}
