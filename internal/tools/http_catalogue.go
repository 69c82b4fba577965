package tools

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

const cataloguePath = "/api/tools/catalogue/"

func (s *Service) registerCatalogueRoutes(a *api.API) {
	const one = cataloguePath + "{id}/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: cataloguePath, ID: "tools-catalogue-list", Tag: tag, Access: api.SignedIn().OptionalTenant(),
		Summary: "The platform's tools", Description: "Superusers see all of them and everything about them. Staff see what their restaurant can " +
			"install, whether it is installed and whether the plan includes it.",
	}, s.handleCatalogue)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: cataloguePath, ID: "tools-catalogue-create", Tag: tag, Access: api.Superuser(),
		Status: http.StatusCreated, Summary: "Offer a tool",
	}, s.handleAddTool)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: one, ID: "tools-catalogue-get", Tag: tag, Access: api.Superuser(), Summary: "One of the platform's tools",
	}, s.handleCatalogueTool)
	api.Handle(a, api.Route{
		Method: http.MethodPut, Path: one, ID: "tools-catalogue-replace", Tag: tag, Access: api.Superuser(),
		Summary:     "Replace one of the platform's tools",
		Description: "What is left out goes back to its default. The slug never changes, and a client_id stays.",
	}, s.handleReplaceOffer)
	api.Handle(a, api.Route{
		Method: http.MethodPatch, Path: one, ID: "tools-catalogue-update", Tag: tag, Access: api.Superuser(),
		Summary: "Change one of the platform's tools", Description: "The slug never changes. With a client_id, which is_public_client gives as well, " +
			"a tool needs a secret to redeem launch tokens.",
	}, s.handleUpdateOffer)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: one, ID: "tools-catalogue-delete", Tag: tag, Access: api.Superuser(), Status: http.StatusNoContent,
		Summary: "Take a tool off the platform", Description: "It opens for nobody any more, in no restaurant.",
	}, s.handleRemoveTool)
}

// offerBody is a tool of the catalogue. Superusers see all of it.
type offerBody struct {
	ID          int64      `json:"id"`
	Name        string     `json:"name"`
	Slug        string     `json:"slug"`
	Description string     `json:"description"`
	URL         string     `json:"url"`
	Icon        string     `json:"icon"`
	Active      bool       `json:"is_active"`
	Default     bool       `json:"is_default" doc:"Installed in every new restaurant"`
	Redirects   []string   `json:"redirect_uris,omitempty" nullable:"false" doc:"For superusers: where an OpenID sign-in may lead to, letter by letter"`
	PostLogout  []string   `json:"post_logout_redirect_uris,omitempty" nullable:"false" doc:"For superusers"`
	ClientID    *string    `json:"client_id,omitempty" doc:"For superusers"`
	Public      *bool      `json:"is_public_client,omitempty" doc:"For superusers: signs people in over OpenID without a secret"`
	Created     *time.Time `json:"created_at,omitempty" doc:"For superusers"`
	Updated     *time.Time `json:"updated_at,omitempty" doc:"For superusers"`
	Installed   *bool      `json:"installed,omitempty" doc:"In your restaurant"`
	InPlan      *bool      `json:"in_plan,omitempty" doc:"Whether your restaurant's plan includes it"`
}

// offerWriteBody is what may be written.
type offerWriteBody struct {
	Name        *string   `json:"name,omitempty"`
	Slug        *string   `json:"slug,omitempty" doc:"Only when a tool is made"`
	Description *string   `json:"description,omitempty"`
	URL         *string   `json:"url,omitempty" doc:"https, or http on this machine"`
	Icon        *string   `json:"icon,omitempty"`
	Active      *bool     `json:"is_active,omitempty"`
	Default     *bool     `json:"is_default,omitempty"`
	Redirects   *[]string `json:"redirect_uris,omitempty" nullable:"false"`
	PostLogout  *[]string `json:"post_logout_redirect_uris,omitempty" nullable:"false"`
	Public      *bool     `json:"is_public_client,omitempty" doc:"Signs people in over OpenID without a secret; gets it a client_id"`
}

func put[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// apply writes what is present over t.
func (b *offerWriteBody) apply(t *CatalogueTool) {
	put(&t.Name, b.Name)
	put(&t.Slug, b.Slug)
	put(&t.Description, b.Description)
	put(&t.URL, b.URL)
	put(&t.Icon, b.Icon)
	put(&t.Active, b.Active)
	put(&t.Default, b.Default)
	put(&t.RedirectURIs, b.Redirects)
	put(&t.PostLogoutRedirectURIs, b.PostLogout)
	put(&t.Public, b.Public)
	t.Name, t.Slug = strings.TrimSpace(t.Name), strings.TrimSpace(t.Slug)
	if t.RedirectURIs == nil {
		t.RedirectURIs = []string{}
	}
	if t.PostLogoutRedirectURIs == nil {
		t.PostLogoutRedirectURIs = []string{}
	}
}

func (b *offerWriteBody) required(creating bool) error {
	var f fault.Fields
	f.Check(b.Name != nil, "name", required)
	f.Check(b.URL != nil, "url", required)
	f.Check(b.Slug != nil || !creating, "slug", required)
	return f.Err()
}

const required = "This field is required."

type (
	addToolInput struct{ Body offerWriteBody }
	offerInput   struct {
		api.PathID
		Body offerWriteBody
	}
	offersOutput struct{ Body api.Page[offerBody] }
	offerOutput  struct{ Body offerBody }
)

func writeOffer(t *CatalogueTool, full bool) offerBody {
	b := offerBody{
		ID: t.ID, Name: t.Name, Slug: t.Slug, Description: t.Description, URL: t.URL, Icon: t.Icon, Active: t.Active, Default: t.Default,
	}
	if full {
		b.Redirects, b.PostLogout, b.Created, b.Updated = t.RedirectURIs, t.PostLogoutRedirectURIs, &t.CreatedAt, &t.UpdatedAt
		b.ClientID, b.Public = postgres.OrNull(t.ClientID), &t.Public
	}
	return b
}

func (s *Service) handleCatalogue(ctx context.Context, in *listInput) (*offersOutput, error) {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := access.TenantFrom(ctx); err == nil {
		return s.offers(ctx, in, actor)
	}
	if !actor.Superuser {
		_, err := access.TenantFrom(ctx)
		return nil, err
	}
	tools, count, err := s.Catalogue(ctx, true, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]offerBody, len(tools))
	for i := range tools {
		rows[i] = writeOffer(&tools[i], true)
	}
	return &offersOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

// offers is the catalogue as a restaurant sees it. The route belongs to no restaurant, so whether the caller belongs to this one is
// asked here.
func (s *Service) offers(ctx context.Context, in *listInput, actor *access.Actor) (*offersOutput, error) {
	if err := belongs(ctx, actor); err != nil {
		return nil, err
	}
	offers, count, err := s.Offers(ctx, actor.Superuser, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]offerBody, len(offers))
	for i := range offers {
		o := &offers[i]
		rows[i] = writeOffer(&o.CatalogueTool, actor.Superuser)
		rows[i].Installed, rows[i].InPlan = &o.Installed, &o.InPlan
	}
	return &offersOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func belongs(ctx context.Context, actor *access.Actor) error {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return err
	}
	m, err := access.MemberFrom(ctx)
	if actor.Superuser || err == nil && m.Active || err != nil && actor.UserID != 0 && actor.UserID == t.OwnerID {
		return nil
	}
	return fault.Missing("Restaurant")
}

// offer shapes the answer of what gives a single tool of the catalogue.
func offer(t CatalogueTool, err error) (*offerOutput, error) {
	if err != nil {
		return nil, err
	}
	return &offerOutput{writeOffer(&t, true)}, nil
}

func (s *Service) handleCatalogueTool(ctx context.Context, in *pathInput) (*offerOutput, error) {
	return offer(s.CatalogueTool(ctx, in.ID))
}

func (s *Service) handleAddTool(ctx context.Context, in *addToolInput) (*offerOutput, error) {
	if err := in.Body.required(true); err != nil {
		return nil, err
	}
	t := newCatalogueTool("")
	in.Body.apply(&t)
	return offer(s.AddToCatalogue(ctx, t))
}

func (s *Service) handleReplaceOffer(ctx context.Context, in *offerInput) (*offerOutput, error) {
	if err := in.Body.required(false); err != nil {
		return nil, err
	}
	return offer(s.ChangeCatalogue(ctx, in.ID, func(t *CatalogueTool) {
		fresh := newCatalogueTool(t.Slug)
		fresh.ID, fresh.ClientID, fresh.CreatedAt = t.ID, t.ClientID, t.CreatedAt
		*t = fresh
		in.Body.apply(t)
	}))
}

func (s *Service) handleUpdateOffer(ctx context.Context, in *offerInput) (*offerOutput, error) {
	return offer(s.ChangeCatalogue(ctx, in.ID, in.Body.apply))
}

func (s *Service) handleRemoveTool(ctx context.Context, in *pathInput) (*struct{}, error) {
	return nil, s.RemoveFromCatalogue(ctx, in.ID)
}
