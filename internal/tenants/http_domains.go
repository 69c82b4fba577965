package tenants

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerDomainRoutes(a *api.API) {
	const list, one = "/api/tenants/{id}/domains/", "/api/tenants/{id}/domains/{domain_id}/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "tenants-domains-list", Tag: tag, Access: api.OwnerOf("id"), Summary: "A restaurant's domains",
	}, s.handleDomains)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: list, ID: "tenants-domains-create", Tag: tag, Access: api.OwnerOf("id"), Status: http.StatusCreated,
		Summary: "Add a domain", Description: "Requests to this host name are for this restaurant from now on.",
	}, s.handleAddDomain)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: one, ID: "tenants-domains-delete", Tag: tag, Access: api.OwnerOf("id"), Status: http.StatusNoContent,
		Summary: "Remove a domain",
	}, s.handleRemoveDomain)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "make_primary/", ID: "tenants-domains-make-primary", Tag: tag, Access: api.OwnerOf("id"),
		Summary: "Make a domain the primary one",
	}, s.handleMakePrimary)
}

type domainBody struct {
	ID        int64     `json:"id"`
	Domain    string    `json:"domain"`
	IsPrimary bool      `json:"is_primary"`
	CreatedAt time.Time `json:"created_at"`
}

type domainOutput struct{ Body domainBody }

type domainsOutput struct{ Body api.Page[domainBody] }

type domainsInput struct {
	api.PathID
	api.PageParams
}

type addDomainInput struct {
	api.PathID
	Body struct {
		Domain string `json:"domain" example:"menu.example.com"`
	}
}

type domainInput struct {
	api.PathID
	DomainID int64 `path:"domain_id"`
}

func bodyOfDomain(d Domain) domainBody {
	return domainBody{ID: d.ID, Domain: d.Domain, IsPrimary: d.Primary, CreatedAt: d.CreatedAt}
}

func (s *Service) handleDomains(ctx context.Context, in *domainsInput) (*domainsOutput, error) {
	list, err := s.Domains(ctx, access.TenantID(in.ID))
	if err != nil {
		return nil, err
	}
	// There are at most maxDomains, so a page is cut from all of them.
	rows := make([]domainBody, 0, len(list))
	for _, d := range list[min(in.Offset(), len(list)):min(in.Offset()+in.Limit(), len(list))] {
		rows = append(rows, bodyOfDomain(d))
	}
	return &domainsOutput{api.NewPage(in.PageParams, int64(len(list)), rows)}, nil
}

func (s *Service) handleAddDomain(ctx context.Context, in *addDomainInput) (*domainOutput, error) {
	d, err := s.AddDomain(ctx, access.TenantID(in.ID), in.Body.Domain)
	if err != nil {
		return nil, err
	}
	return &domainOutput{bodyOfDomain(d)}, nil
}

func (s *Service) handleRemoveDomain(ctx context.Context, in *domainInput) (*struct{}, error) {
	return nil, s.RemoveDomain(ctx, access.TenantID(in.ID), in.DomainID)
}

func (s *Service) handleMakePrimary(ctx context.Context, in *domainInput) (*statusOutput, error) {
	if err := s.MakePrimary(ctx, access.TenantID(in.ID), in.DomainID); err != nil {
		return nil, err
	}
	return status("domain is primary"), nil
}
