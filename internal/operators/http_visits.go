package operators

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerVisitRoutes(a *api.API) {
	const tag, list = "Visits of operators", "/api/admin/visits/"
	who := api.Superuser()
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/admin/tenants/{id}/visits/", ID: "admin-visits-begin", Tag: tag, Access: who,
		Status: http.StatusCreated, Summary: "Visit a restaurant",
		Description: "Send the visit's id as X-Visit-ID with each request to the restaurant: it is answered 403 visit_ended once the visit is over, " +
			"and what is changed in it is marked in the restaurant's own audit log, which also says that you came, why, for how long, and when it ended.",
	}, s.handleBegin)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "admin-visits-list", Tag: tag, Access: who, Summary: "Who visited whom", Description: "The newest first.",
	}, s.handleVisits)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: list + "{id}/", ID: "admin-visits-end", Tag: tag, Access: who, Status: http.StatusNoContent,
		Summary: "End a visit", Description: "Your own or anybody's. Asking twice is no error.",
	}, s.handleEnd)
}

// VisitBody is a visit.
type VisitBody struct {
	ID      int64           `json:"id"`
	Tenant  access.TenantID `json:"tenant_id"`
	Reason  string          `json:"reason"`
	Started time.Time       `json:"started_at"`
	Expires time.Time       `json:"expires_at"`
}

type listedBody struct {
	VisitBody

	Restaurant string       `json:"tenant_name" doc:"Empty for a restaurant whose data was dropped"`
	Operator   operatorBody `json:"operator"`
	Ended      *time.Time   `json:"ended_at" nullable:"true"`
	Open       bool         `json:"is_open" doc:"Whether it is under way"`
}

type operatorBody struct {
	ID    access.UserID `json:"id"`
	Email string        `json:"email"`
	Name  string        `json:"name"`
}

type (
	beginInput struct {
		api.PathID
		Body struct {
			Reason  string `json:"reason" doc:"Shown to the restaurant in its audit log; 500 characters at most"`
			Minutes *int   `json:"minutes,omitempty" minimum:"1" maximum:"120" doc:"How long; 30 when left out"`
		}
	}
	visitsInput struct {
		api.PageParams

		Tenant access.TenantID `query:"tenant" minimum:"1" doc:"The restaurant's id; left out: all"`
	}
	endInput     struct{ api.PathID }
	visitOutput  struct{ Body VisitBody }
	visitsOutput struct{ Body api.Page[listedBody] }
)

func writeVisit(v *Visit) VisitBody { return VisitBody{v.ID, v.Tenant, v.Reason, v.Started, v.Expires} }

func (s *Service) handleBegin(ctx context.Context, in *beginInput) (*visitOutput, error) {
	minutes := 0
	if in.Body.Minutes != nil {
		minutes = *in.Body.Minutes
	}
	v, err := s.Begin(ctx, access.TenantID(in.ID), in.Body.Reason, minutes)
	if err != nil {
		return nil, err
	}
	return &visitOutput{writeVisit(v)}, nil
}

func (s *Service) handleVisits(ctx context.Context, in *visitsInput) (*visitsOutput, error) {
	list, count, err := s.Visits(ctx, in.Tenant, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	now, rows := s.Clock.Now(), make([]listedBody, len(list))
	for i := range list {
		v := &list[i]
		rows[i] = listedBody{
			VisitBody: writeVisit(&v.Visit), Restaurant: v.Restaurant, Operator: operatorBody{v.User, v.Email, v.Name}, Ended: v.Ended,
			Open: v.underWay(now),
		}
	}
	return &visitsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleEnd(ctx context.Context, in *endInput) (*struct{}, error) {
	return nil, s.End(ctx, in.ID)
}
