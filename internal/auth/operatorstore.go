package auth

import (
	"context"
	"strings"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// wanted is a search's text as a pattern of LIKE and as Clerk's id, nil for none.
func (f Search) wanted() (beginning, clerkID *string) {
	text := strings.TrimSpace(f.Text)
	if text == "" {
		return nil, nil
	}
	return new(wildcards.Replace(text) + "%"), &text
}

func (s store) seen(ctx context.Context, q postgres.Querier, f Search, limit, offset int) ([]Seen, error) {
	beginning, clerkID := f.wanted()
	rows, err := s.queries.OperatorUsers(ctx, q, shareddb.OperatorUsersParams{
		ID: postgres.OrNull(int64(f.id)), IsSuperuser: f.Superuser, Beginning: beginning, ClerkUserID: clerkID,
		PageLimit: int64(limit), PageOffset: int64(offset),
	})
	list := make([]Seen, len(rows))
	for i, r := range rows {
		list[i] = Seen{Created: r.CreatedAt, DeletedAt: r.DeletedAt, InvitedAt: r.InvitedAt, User: User{
			ID: access.UserID(r.ID), ClerkUserID: postgres.OrZero(r.ClerkUserID), Superuser: r.IsSuperuser, Deleted: r.DeletedAt != nil,
			Invited: r.InvitedAt != nil,
			profile: profile{
				Username: r.Username, Email: r.Email, FirstName: r.FirstName, LastName: r.LastName, Verified: r.IsVerified, Active: r.IsActive,
			},
		}}
	}
	return list, err
}

func (s store) countSeen(ctx context.Context, q postgres.Querier, f Search) (int64, error) {
	beginning, clerkID := f.wanted()
	return s.queries.CountOperatorUsers(ctx, q, shareddb.CountOperatorUsersParams{
		IsSuperuser: f.Superuser, Beginning: beginning, ClerkUserID: clerkID,
	})
}

// addWorkplaces looks up where the people of a list work.
func (s store) addWorkplaces(ctx context.Context, q postgres.Querier, list []Seen) error {
	ids, of := make([]int64, len(list)), make(map[int64]*Seen, len(list))
	for i := range list {
		ids[i] = int64(list[i].ID)
		of[ids[i]] = &list[i]
	}
	rows, err := s.queries.RestaurantsOfPeople(ctx, q, ids, shownPlaces)
	for _, r := range rows {
		person := of[r.UserID]
		person.Places = r.Total
		person.Restaurants = append(person.Restaurants, Workplace{access.TenantID(r.TenantID), r.Name, r.IsOwner, r.IsActive})
	}
	return err
}
