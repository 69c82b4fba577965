package subscriptions

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/tenants"
)

const toolProof = "Or a tool: its client id and secret by HTTP Basic, and X-Tenant-ID naming a restaurant that has it installed."

func (s *Service) registerEntitlementRoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/subscriptions/entitlements/", ID: "entitlements", Tag: tag,
		Access: api.Staff().OrProof("tool", toolProof), Summary: "What the restaurant may use now",
		Description: "tools says which of the platform's own tools open now: none when is_active is false. " +
			"Tools that an operator added are in every plan. A limit of -1 is none. used.staff counts against max_staff: active members and " +
			"open invitations.",
	}, s.handleEntitlements)
}

type entitlementsBody struct {
	Plan         string          `json:"plan" doc:"The plan's name; on trial that of the largest"`
	PlanID       int64           `json:"plan_id"`
	Status       string          `json:"status" enum:"trial,active,inactive,cancelled" doc:"The restaurant's subscription_status"`
	Active       bool            `json:"is_active" doc:"Whether the restaurant may use anything now"`
	TrialEnd     *time.Time      `json:"trial_end" nullable:"true" doc:"null unless the restaurant is on trial"`
	Tools        map[string]bool `json:"tools" doc:"By slug"`
	MaxStaff     int             `json:"max_staff"`
	MaxTables    int             `json:"max_tables"`
	MaxMenuItems int             `json:"max_menu_items"`
	Features     []string        `json:"features_list" nullable:"false" doc:"What the plan is sold with, in words"`
	Used         usedBody        `json:"used"`
}

// usedBody is how much of the limits is used up.
type usedBody struct {
	Staff int `json:"staff"`
}

type entitlementsInput struct{ api.ClientCredentials }

type entitlementsOutput struct{ Body entitlementsBody }

func (s *Service) handleEntitlements(ctx context.Context, in *entitlementsInput) (*entitlementsOutput, error) {
	t, err := s.asked(ctx, in.ClientCredentials)
	if err != nil {
		return nil, err
	}
	plan, err := s.Entitlements.Plan(ctx, t)
	if err != nil {
		return nil, err
	}
	staff, err := s.Usage.StaffUsed(ctx, t)
	if err != nil {
		return nil, err
	}
	return &entitlementsOutput{writeEntitlements(t, plan, s.Entitlements.Open(t), usedBody{Staff: staff})}, nil
}

func writeEntitlements(t *access.Tenant, plan *Plan, open bool, used usedBody) entitlementsBody {
	body := entitlementsBody{
		Plan: plan.Name, PlanID: plan.ID, Status: t.SubscriptionStatus, Active: open, Tools: map[string]bool{},
		MaxStaff: plan.Limits.MaxStaff, MaxTables: plan.Limits.MaxTables, MaxMenuItems: plan.Limits.MaxMenuItems,
		Features: plan.Features, Used: used,
	}
	for _, slug := range []string{slugPOS, slugMenu, slugCMS} {
		body.Tools[slug] = open && plan.Includes(slug)
	}
	if t.SubscriptionStatus == tenants.StatusTrial {
		body.TrialEnd = &t.TrialEnd
	}
	return body
}
