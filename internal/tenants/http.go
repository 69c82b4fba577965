package tenants

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

const tag = "Restaurants"

// RegisterRoutes adds the routes of this package.
func (s *Service) RegisterRoutes(a *api.API) {
	const list, one = "/api/tenants/", "/api/tenants/{id}/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "tenants-list", Tag: tag, Access: api.SignedIn(),
		Summary: "Your restaurants", Description: "Those that you own or work in; for a superuser all.",
	}, s.handleList)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: list, ID: "tenants-create", Tag: tag, Access: api.SignedIn(), Status: http.StatusCreated,
		Rate:    api.Rate{Limit: 30, Per: time.Hour, By: api.ByUser},
		Summary: "Open a restaurant", Description: "Makes the restaurant with its own schema, roles and tools, on trial, owned by you.",
	}, s.handleCreate)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: one, ID: "tenants-get", Tag: tag, Access: api.OwnerOf("id").EvenInactive(), Summary: "One restaurant",
	}, s.handleGet)
	api.Handle(a, api.Route{
		Method: http.MethodPut, Path: one, ID: "tenants-replace", Tag: tag, Access: api.OwnerOf("id"),
		Summary: "Replace a restaurant's profile", Description: "What is left out goes back to its default. schema_name never changes.",
	}, s.handleReplace)
	api.Handle(a, api.Route{
		Method: http.MethodPatch, Path: one, ID: "tenants-update", Tag: tag, Access: api.OwnerOf("id"),
		Summary: "Change a restaurant's profile", Description: "What is left out stays. schema_name never changes.",
	}, s.handleUpdate)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: one, ID: "tenants-delete", Tag: tag, Access: api.OwnerOf("id"), Status: http.StatusNoContent,
		Summary: "Delete a restaurant", Description: "It is gone at once; its data is dropped after the grace period.",
	}, s.handleDelete)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "activate_subscription/", ID: "tenants-activate-subscription", Tag: tag, Access: api.Superuser(),
		Summary: "Open a restaurant's tools", Description: "Under a plan, with no end until it is closed again. The body may be left out.",
	}, s.handleActivate)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "deactivate_subscription/", ID: "tenants-deactivate-subscription", Tag: tag, Access: api.Superuser(),
		Summary: "Close a restaurant's tools",
	}, s.handleDeactivate)
	s.registerDomainRoutes(a)
	s.registerOperatorRoutes(a)
}

// TenantBody is a restaurant in the contract's shape.
type TenantBody struct {
	ID             int64           `json:"id"`
	SchemaName     string          `json:"schema_name"`
	Name           string          `json:"name"`
	Slug           string          `json:"slug"`
	Description    string          `json:"description"`
	CreatedOn      time.Time       `json:"created_on"`
	IsActive       bool            `json:"is_active"`
	Status         string          `json:"subscription_status" enum:"trial,active,inactive,cancelled"`
	TrialEnd       time.Time       `json:"trial_end_date"`
	ContactEmail   string          `json:"contact_email"`
	ContactPhone   string          `json:"contact_phone"`
	BusinessType   string          `json:"business_type"`
	Currency       string          `json:"currency" doc:"ISO 4217"`
	Timezone       string          `json:"timezone" doc:"IANA name"`
	OrganizationID *string         `json:"clerk_organization_id" nullable:"true"`
	Address        string          `json:"address"`
	Phone          string          `json:"phone"`
	Website        string          `json:"website"`
	Logo           string          `json:"logo"`
	Settings       json.RawMessage `json:"settings"`
	Suspended      *suspendedBody  `json:"suspended"`
}

// suspendedBody is why a restaurant is closed to its people.
type suspendedBody struct {
	_      struct{}  `nullable:"true"`
	Reason string    `json:"reason" doc:"In words for its owner"`
	Since  time.Time `json:"since"`
}

// suspended is what is said of a restaurant's suspension, nil for none.
func suspended(t *access.Tenant) *suspendedBody {
	if t.SuspendedAt == nil {
		return nil
	}
	return &suspendedBody{Reason: t.SuspendedReason, Since: *t.SuspendedAt}
}

func body(t *Tenant) TenantBody {
	return TenantBody{
		ID: int64(t.ID), SchemaName: t.Schema, Name: t.Profile.Name, Slug: t.Profile.Slug, Description: t.Description, CreatedOn: t.CreatedOn,
		IsActive: t.Active, Status: t.SubscriptionStatus, TrialEnd: t.TrialEnd, ContactEmail: t.ContactEmail, ContactPhone: t.ContactPhone,
		BusinessType: t.BusinessType, Currency: t.Currency, Timezone: t.Profile.Timezone, OrganizationID: postgres.OrNull(t.ClerkOrgID), Address: t.Address,
		Phone: t.Phone, Website: t.Website, Logo: t.Logo, Settings: t.Settings,
		Suspended: suspended(&t.Tenant),
	}
}

// writeBody is what may be written. Fields of TenantBody that are not here are ignored in a write.
type writeBody struct {
	Name           *string         `json:"name,omitempty"`
	Slug           *string         `json:"slug,omitempty"`
	SchemaName     *string         `json:"schema_name,omitempty" doc:"Only when a restaurant is made"`
	Description    *string         `json:"description,omitempty"`
	ContactEmail   *string         `json:"contact_email,omitempty"`
	ContactPhone   *string         `json:"contact_phone,omitempty"`
	BusinessType   *string         `json:"business_type,omitempty"`
	Currency       *string         `json:"currency,omitempty"`
	Timezone       *string         `json:"timezone,omitempty"`
	OrganizationID *string         `json:"clerk_organization_id,omitempty" nullable:"true" doc:"Superusers only"`
	Address        *string         `json:"address,omitempty"`
	Phone          *string         `json:"phone,omitempty"`
	Website        *string         `json:"website,omitempty"`
	Logo           *string         `json:"logo,omitempty"`
	Settings       json.RawMessage `json:"settings,omitempty"`
	Domain         *string         `json:"domain,omitempty" doc:"Only when a superuser makes a restaurant: its primary domain"`
}

// apply writes what is present over p.
func (w *writeBody) apply(p *Profile) {
	for _, field := range []struct {
		to   *string
		from *string
	}{
		{&p.Name, w.Name},
		{&p.Slug, w.Slug},
		{&p.Description, w.Description},
		{&p.ContactEmail, w.ContactEmail},
		{&p.ContactPhone, w.ContactPhone},
		{&p.BusinessType, w.BusinessType},
		{&p.Currency, w.Currency},
		{&p.Timezone, w.Timezone},
		{&p.Address, w.Address},
		{&p.Phone, w.Phone},
		{&p.Website, w.Website},
		{&p.Logo, w.Logo},
	} {
		if field.from != nil {
			*field.to = *field.from
		}
	}
	if w.Settings != nil {
		p.Settings = w.Settings
	}
	p.trim()
}

// required says which fields a whole restaurant cannot do without.
func (w *writeBody) required() error {
	var f fault.Fields
	f.Check(w.Name != nil, "name", "This field is required.")
	f.Check(w.ContactEmail != nil, "contact_email", "This field is required.")
	return f.Err()
}

type tenantOutput struct{ Body TenantBody }

type listInput struct{ api.PageParams }

type listOutput struct{ Body api.Page[TenantBody] }

type createInput struct{ Body writeBody }

type writeInput struct {
	api.PathID
	Body writeBody
}

type pathInput struct{ api.PathID }

type activateInput struct {
	api.PathID

	Body *activateBody
}

type activateBody struct {
	PlanID *int64 `json:"plan_id,omitempty" nullable:"true" minimum:"1" doc:"Default: the plan that it has or had last, else the largest"`
}

type statusOutput struct {
	Body struct {
		Status string `json:"status"`
	}
}

func status(text string) *statusOutput {
	out := &statusOutput{}
	out.Body.Status = text
	return out
}

func (s *Service) handleList(ctx context.Context, in *listInput) (*listOutput, error) {
	list, count, err := s.List(ctx, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]TenantBody, len(list))
	for i, t := range list {
		rows[i] = body(t)
	}
	return &listOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleCreate(ctx context.Context, in *createInput) (*tenantOutput, error) {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return nil, err
	}
	if err := in.Body.required(); err != nil {
		return nil, err
	}
	n := NewTenant{Owner: actor.UserID, Schema: postgres.OrZero(in.Body.SchemaName)}
	in.Body.apply(&n.Profile)
	if actor.Superuser {
		n.Domain, n.ClerkOrgID = postgres.OrZero(in.Body.Domain), postgres.OrZero(in.Body.OrganizationID)
	}
	t, err := s.Create(ctx, n)
	if err != nil {
		return nil, err
	}
	return &tenantOutput{body(t)}, nil
}

func (s *Service) handleGet(ctx context.Context, in *pathInput) (*tenantOutput, error) {
	t, err := s.Get(ctx, access.TenantID(in.ID))
	if err != nil {
		return nil, err
	}
	return &tenantOutput{body(t)}, nil
}

func (s *Service) handleReplace(ctx context.Context, in *writeInput) (*tenantOutput, error) {
	if err := in.Body.required(); err != nil {
		return nil, err
	}
	return s.write(ctx, in, func(t *Tenant) {
		t.Profile = defaultProfile(t.Profile.Slug)
		in.Body.apply(&t.Profile)
	})
}

func (s *Service) handleUpdate(ctx context.Context, in *writeInput) (*tenantOutput, error) {
	return s.write(ctx, in, func(t *Tenant) { in.Body.apply(&t.Profile) })
}

func (s *Service) write(ctx context.Context, in *writeInput, change func(*Tenant)) (*tenantOutput, error) {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return nil, err
	}
	if in.Body.ContactEmail != nil && strings.TrimSpace(*in.Body.ContactEmail) == "" {
		return nil, fault.Field("contact_email", blank)
	}
	t, err := s.Update(ctx, access.TenantID(in.ID), func(t *Tenant) {
		change(t)
		if actor.Superuser && in.Body.OrganizationID != nil {
			t.ClerkOrgID = *in.Body.OrganizationID
		}
	})
	if err != nil {
		return nil, err
	}
	return &tenantOutput{body(t)}, nil
}

func (s *Service) handleDelete(ctx context.Context, in *pathInput) (*struct{}, error) {
	return nil, s.Delete(ctx, access.TenantID(in.ID))
}

func (s *Service) handleActivate(ctx context.Context, in *activateInput) (*statusOutput, error) {
	if err := s.Subscriptions.Activate(ctx, access.TenantID(in.ID), postgres.OrZero(postgres.OrZero(in.Body).PlanID)); err != nil {
		return nil, err
	}
	return status("subscription activated"), nil
}

func (s *Service) handleDeactivate(ctx context.Context, in *pathInput) (*statusOutput, error) {
	if err := s.Subscriptions.Deactivate(ctx, access.TenantID(in.ID)); err != nil {
		return nil, err
	}
	return status("subscription deactivated"), nil
}
