package subscriptions

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerAdminSubscriptionRoutes(a *api.API) {
	const list, one = adminPath + "subscriptions/", adminPath + "subscriptions/{id}/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "admin-subscriptions-list", Tag: adminTag, Access: api.Superuser(),
		Summary: "Everybody's subscriptions", Description: "The newest first. Of a restaurant's own the newest is the one that counts.",
	}, s.handleAdminSubscriptions)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: one, ID: "admin-subscriptions-get", Tag: adminTag, Access: api.Superuser(), Summary: "One subscription",
	}, s.handleAdminSubscription)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "freeze/", ID: "admin-subscriptions-freeze", Tag: adminTag, Access: api.Superuser(),
		Summary:     "Freeze a subscription",
		Description: "The tools close and nothing is charged, until somebody takes it back. 409 for a subscription that is over.",
	}, s.handleFreeze)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "unfreeze/", ID: "admin-subscriptions-unfreeze", Tag: adminTag, Access: api.Superuser(),
		Summary: "Take a freezing back", Description: "Also that of a dispute which is still open. What fell due meanwhile is charged now. That of a " +
			"suspended restaurant stays frozen as long as it is suspended.",
	}, s.handleUnfreeze)
}

// adminSubscriptionBody is a subscription with what is for operators alone.
type adminSubscriptionBody struct {
	SubscriptionBody

	TenantID     access.TenantID `json:"tenant_id"`
	TenantName   string          `json:"tenant_name" doc:"Empty for a restaurant whose data was dropped"`
	TenantSlug   string          `json:"tenant_slug"`
	BillingEmail string          `json:"billing_email"`
	PastDueSince *time.Time      `json:"past_due_since" nullable:"true"`
	Retries      int             `json:"retries" doc:"How often a charge that is late was tried again"`
	FrozenAt     *time.Time      `json:"frozen_at" nullable:"true"`
	NextAction   *time.Time      `json:"next_action_at" nullable:"true" doc:"When it is looked at next; null: when somebody does something"`
}

type adminSubscriptionsInput struct {
	api.PageParams

	Tenant access.TenantID `query:"tenant" minimum:"1" doc:"The restaurant's id"`
	Status string          `query:"status" enum:"trialing,active,past_due,cancelled,unpaid"`
	Plan   string          `query:"plan_type" maxLength:"100" doc:"Such as basic; any version of it"`
}

type (
	adminSubscriptionsOutput struct {
		Body api.Page[adminSubscriptionBody]
	}
	adminSubscriptionOutput struct{ Body adminSubscriptionBody }
)

func (s *Service) writeAdminSubscription(ctx context.Context, sub *OfTenant) adminSubscriptionBody {
	return adminSubscriptionBody{
		SubscriptionBody: s.shape(ctx, sub.Subscription), TenantID: sub.Tenant, TenantName: sub.Name, TenantSlug: sub.Slug,
		BillingEmail: sub.Payer.Email, PastDueSince: sub.PastDueSince, Retries: sub.Retries, FrozenAt: sub.FrozenAt, NextAction: sub.NextAction,
	}
}

func (s *Service) handleAdminSubscriptions(ctx context.Context, in *adminSubscriptionsInput) (*adminSubscriptionsOutput, error) {
	filter := Filter{Tenant: in.Tenant, Status: Status(in.Status), PlanType: in.Plan}
	list, count, err := s.Everybodys(ctx, filter, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]adminSubscriptionBody, len(list))
	for i := range list {
		rows[i] = s.writeAdminSubscription(ctx, &list[i])
	}
	return &adminSubscriptionsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleAdminSubscription(ctx context.Context, in *pathInput) (*adminSubscriptionOutput, error) {
	list, _, err := s.Everybodys(ctx, Filter{id: in.ID}, 1, 0)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errNoSubscription
	}
	return &adminSubscriptionOutput{s.writeAdminSubscription(ctx, &list[0])}, nil
}
