package auth

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/postgres"
)

func (s *Service) registerOperatorRoutes(a *api.API) {
	const tag, list = "People, for operators", "/api/admin/users/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "admin-users-list", Tag: tag, Access: api.Superuser(), Summary: "Everybody, and where they work",
		Description: "The newest first, those who deleted their account too. A search finds beginnings: of the address, the username, the full name " +
			"or the last name, whatever the case; and Clerk's id.",
	}, s.handleSeen)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list + "{id}/", ID: "admin-users-get", Tag: tag, Access: api.Superuser(), Summary: "One person",
	}, s.handleSeenOne)
}

// seenBody is a person as operators see them.
type seenBody struct {
	ID          int64           `json:"id"`
	Username    string          `json:"username"`
	Email       string          `json:"email"`
	FirstName   string          `json:"first_name"`
	LastName    string          `json:"last_name"`
	ClerkUserID *string         `json:"clerk_user_id" nullable:"true" doc:"null for a superuser of our own, and for who was invited and did not sign up yet"`
	Verified    bool            `json:"is_verified" doc:"Whether the email address was proved"`
	Superuser   bool            `json:"is_superuser"`
	Active      bool            `json:"is_active" doc:"false while Clerk bans them"`
	Deleted     bool            `json:"is_deleted"`
	DeletedAt   *time.Time      `json:"deleted_at" nullable:"true" doc:"When they deleted their account"`
	InvitedAt   *time.Time      `json:"invited_at" nullable:"true" doc:"For who came by an invitation to a restaurant's staff"`
	Created     time.Time       `json:"created_at"`
	Restaurants []workplaceBody `json:"restaurants" nullable:"false" doc:"Where they work, and what they own; the first 50"`
	Places      int64           `json:"restaurants_count" doc:"How many there are in all"`
}

type workplaceBody struct {
	Tenant access.TenantID `json:"tenant_id"`
	Name   string          `json:"name"`
	Owner  bool            `json:"is_owner"`
	Active bool            `json:"is_active" doc:"false for a place on the staff that was switched off, or an invitation that is open"`
}

func writeSeen(p *Seen) seenBody {
	b := seenBody{
		ID: int64(p.ID), Username: p.Username, Email: p.Email, FirstName: p.FirstName, LastName: p.LastName,
		ClerkUserID: postgres.OrNull(p.ClerkUserID), Verified: p.Verified, Superuser: p.Superuser, Active: p.Active, Deleted: p.Deleted,
		DeletedAt: p.DeletedAt, InvitedAt: p.InvitedAt, Created: p.Created, Restaurants: make([]workplaceBody, len(p.Restaurants)), Places: p.Places,
	}
	for i, w := range p.Restaurants {
		b.Restaurants[i] = workplaceBody(w)
	}
	return b
}

type (
	seenInput struct {
		api.PageParams

		Search    string `query:"search" maxLength:"200" doc:"How an address or a name begins, or Clerk's id"`
		Superuser string `query:"is_superuser" enum:"true,false" doc:"Whether they are operators; left out: all"`
	}
	seenPage   struct{ Body api.Page[seenBody] }
	seenPath   struct{ api.PathID }
	seenOutput struct{ Body seenBody }
)

func (s *Service) handleSeen(ctx context.Context, in *seenInput) (*seenPage, error) {
	search := Search{Text: in.Search}
	if in.Superuser != "" {
		search.Superuser = new(in.Superuser == "true")
	}
	list, count, err := s.Seen(ctx, search, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]seenBody, len(list))
	for i := range list {
		rows[i] = writeSeen(&list[i])
	}
	return &seenPage{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleSeenOne(ctx context.Context, in *seenPath) (*seenOutput, error) {
	person, err := s.SeenByID(ctx, access.UserID(in.ID))
	if err != nil {
		return nil, err
	}
	return &seenOutput{writeSeen(person)}, nil
}
