package auth

import (
	"context"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
)

// Seen is a person as operators see them.
type Seen struct {
	User

	Created     time.Time
	DeletedAt   *time.Time // when they deleted their account; nil: they did not
	InvitedAt   *time.Time
	Restaurants []Workplace // the first few of them
	Places      int64       // how many there are in all
}

// Workplace is a restaurant that somebody works in or owns.
type Workplace struct {
	Tenant access.TenantID
	Name   string
	Owner  bool
	Active bool // whether they may enter it
}

// Search says which people an operator looks for. What is empty keeps all.
type Search struct {
	Text      string // the beginning of the address, username, full name or last name, or Clerk's id
	Superuser *bool
	id        access.UserID
}

// shownPlaces is how many restaurants of a person are listed.
const shownPlaces = 50

// wildcards of LIKE mean themselves in what somebody looks for.
var wildcards = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Seen gives a page of the people that an operator looks for, the newest first, and their number.
func (s *Service) Seen(ctx context.Context, f Search, limit, offset int) ([]Seen, int64, error) {
	q := s.db.SharedQueryUnprepared()
	list, err := s.store.seen(ctx, q, f, limit, offset)
	if err != nil || len(list) == 0 {
		return nil, 0, err // a page behind the last is none, whatever the number is
	}
	count, err := s.store.countSeen(ctx, q, f)
	if err != nil {
		return nil, 0, err
	}
	return list, count, s.store.addWorkplaces(ctx, s.db.SharedQuery(), list)
}

// SeenByID gives one person as operators see them, NotFound for none.
func (s *Service) SeenByID(ctx context.Context, id access.UserID) (*Seen, error) {
	list, err := s.store.seen(ctx, s.db.SharedQueryUnprepared(), Search{id: id}, 1, 0)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errNoUser
	}
	return &list[0], s.store.addWorkplaces(ctx, s.db.SharedQuery(), list)
}
