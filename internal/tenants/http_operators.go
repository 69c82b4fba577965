package tenants

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerOperatorRoutes(a *api.API) {
	const tag, list, one = "Restaurants, for operators", "/api/admin/tenants/", "/api/admin/tenants/{id}/"
	who := api.Superuser()
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "admin-tenants-list", Tag: tag, Access: who, Summary: "All restaurants, and how they are",
		Description: "The newest first. Deleted ones are listed with health=deleted alone, until they are dropped for good. health is the first " +
			"that is true of deleted, suspended, behind (its schema is below this program's version: it is answered 503), closed (its trial or " +
			"its subscription is over) and ok.",
	}, s.handleSeen)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: one, ID: "admin-tenants-get", Tag: tag, Access: who, Summary: "One restaurant, deleted ones too",
	}, s.handleSeenOne)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "suspend/", ID: "admin-tenants-suspend", Tag: tag, Access: who, Summary: "Suspend a restaurant",
		Description: "Its people can sign in, read why at /api/auth/tenant/, and read what was paid and the files of their data; everything else " +
			"answers them 403 tenant_suspended. Its tools close at once and nothing is charged. Asking again changes the reason.",
	}, s.handleSuspend)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "unsuspend/", ID: "admin-tenants-unsuspend", Tag: tag, Access: who,
		Summary: "Take a suspension back", Description: "What fell due meanwhile is charged now. Asking twice is no error.",
	}, s.handleUnsuspend)
}

// seenBody is a restaurant as operators see it.
type seenBody struct {
	TenantBody

	Owner           *ownerBody  `json:"owner"`
	Plan            *agreedBody `json:"plan"`
	Members         int64       `json:"members_count" doc:"Active members of the staff"`
	SchemaVersion   int         `json:"schema_version"`
	NewestVersion   int         `json:"newest_schema_version" doc:"What this program brings schemas up to"`
	Health          string      `json:"health" enum:"ok,closed,behind,suspended,deleted"`
	SuspendedAt     *time.Time  `json:"suspended_at" nullable:"true"`
	SuspendedReason string      `json:"suspended_reason" doc:"Empty for one that is not suspended"`
	DeletedAt       *time.Time  `json:"deleted_at" nullable:"true"`
	LastEvent       *time.Time  `json:"last_event_at" nullable:"true" doc:"The hour of the newest event that was reported"`
}

type ownerBody struct {
	_     struct{} `nullable:"true"`
	ID    int64    `json:"id"`
	Email string   `json:"email"`
	Name  string   `json:"name"`
}

type agreedBody struct {
	_    struct{} `nullable:"true"`
	ID   int64    `json:"id"`
	Name string   `json:"name"`
	Type string   `json:"plan_type"`
}

func (s *Service) writeSeen(t *Seen) seenBody {
	b := seenBody{
		TenantBody: body(&t.Tenant), Members: t.Members, SchemaVersion: t.SchemaVersion, NewestVersion: s.History.Newest(), Health: t.Health,
		SuspendedAt: t.SuspendedAt, SuspendedReason: t.SuspendedReason, DeletedAt: t.DeletedAt, LastEvent: t.LastEvent,
	}
	if t.Owner != nil {
		b.Owner = &ownerBody{ID: int64(t.Owner.ID), Email: t.Owner.Email, Name: t.Owner.Name}
	}
	if t.Plan != nil {
		b.Plan = &agreedBody{ID: t.Plan.ID, Name: t.Plan.Name, Type: t.Plan.Type}
	}
	return b
}

type seenInput struct {
	api.PageParams

	Search   string `query:"search" maxLength:"200" doc:"Part of the name, slug, schema or contact's address, or the beginning of the owner's"`
	Health   string `query:"health" doc:"ok, closed, behind, suspended or deleted"`
	Status   string `query:"subscription_status" doc:"trial, active, inactive or cancelled"`
	Ordering string `query:"ordering" doc:"name, created_on, or one of them after a minus; -created_on when left out"`
}

type (
	seenPage     struct{ Body api.Page[seenBody] }
	seenOutput   struct{ Body seenBody }
	suspendInput struct {
		api.PathID
		Body struct {
			Reason string `json:"reason" doc:"Shown to the restaurant's people; 500 characters at most" example:"Unpaid since March. Call us."`
		}
	}
)

func (s *Service) handleSeen(ctx context.Context, in *seenInput) (*seenPage, error) {
	search := Search{Text: in.Search, Health: in.Health, Status: in.Status, Ordering: in.Ordering}
	list, count, err := s.Seen(ctx, search, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]seenBody, len(list))
	for i := range list {
		rows[i] = s.writeSeen(&list[i])
	}
	return &seenPage{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleSeenOne(ctx context.Context, in *pathInput) (*seenOutput, error) {
	return s.answerSeen(ctx, in.ID)
}

func (s *Service) handleSuspend(ctx context.Context, in *suspendInput) (*seenOutput, error) {
	if err := s.Suspend(ctx, access.TenantID(in.ID), in.Body.Reason); err != nil {
		return nil, err
	}
	return s.answerSeen(ctx, in.ID)
}

func (s *Service) handleUnsuspend(ctx context.Context, in *pathInput) (*seenOutput, error) {
	if err := s.Unsuspend(ctx, access.TenantID(in.ID)); err != nil {
		return nil, err
	}
	return s.answerSeen(ctx, in.ID)
}

func (s *Service) answerSeen(ctx context.Context, id int64) (*seenOutput, error) {
	t, err := s.SeenByID(ctx, access.TenantID(id))
	if err != nil {
		return nil, err
	}
	return &seenOutput{s.writeSeen(t)}, nil
}
