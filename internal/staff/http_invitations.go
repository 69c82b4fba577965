package staff

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerInvitations(a *api.API) {
	const invitations = "/api/staff/invitations/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: invitations, ID: "staff-invitations-list", Tag: tag, Access: api.SignedIn(),
		Summary: "Restaurants that invited you", Description: "Your open invitations, over all restaurants.",
	}, s.handleInvitations)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: invitations + "{tenant_id}/accept/", ID: "staff-invitations-accept", Tag: tag, Access: api.SignedIn(),
		Summary: "Join the staff of a restaurant that invited you",
	}, s.handleAccept)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: invitations + "{tenant_id}/decline/", ID: "staff-invitations-decline", Tag: tag, Access: api.SignedIn(),
		Summary: "Turn an invitation down",
	}, s.handleDecline)
}

type waitingBody struct {
	ID     int64 `json:"id"`
	Tenant struct {
		ID   int64  `json:"id" doc:"Goes into the path of accept and decline"`
		Name string `json:"name"`
		Slug string `json:"slug"`
	} `json:"tenant"`
	Role    string    `json:"role"`
	Invited time.Time `json:"invited_at"`
	Expires time.Time `json:"expires_at"`
}

type waitingOutput struct {
	Body struct {
		Count   int           `json:"count"`
		Results []waitingBody `json:"results" nullable:"false"`
	}
}

type tenantInput struct {
	TenantID int64 `path:"tenant_id" minimum:"1" doc:"The restaurant's id"`
}

func (s *Service) handleInvitations(ctx context.Context, _ *struct{}) (*waitingOutput, error) {
	list, err := s.MyInvitations(ctx)
	if err != nil {
		return nil, err
	}
	out := &waitingOutput{}
	out.Body.Count, out.Body.Results = len(list), make([]waitingBody, len(list))
	for i, w := range list {
		b := &out.Body.Results[i]
		b.ID, b.Role, b.Invited, b.Expires = w.ID, w.Role, w.Invited, w.Expires
		b.Tenant.ID, b.Tenant.Name, b.Tenant.Slug = int64(w.Tenant.ID), w.Tenant.Name, w.Tenant.Slug
	}
	return out, nil
}

func (s *Service) handleAccept(ctx context.Context, in *tenantInput) (*statusOutput, error) {
	if err := s.Accept(ctx, access.TenantID(in.TenantID)); err != nil {
		return nil, err
	}
	return status("invitation accepted"), nil
}

func (s *Service) handleDecline(ctx context.Context, in *tenantInput) (*statusOutput, error) {
	if err := s.Decline(ctx, access.TenantID(in.TenantID)); err != nil {
		return nil, err
	}
	return status("invitation declined"), nil
}
