package subscriptions

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerSubscriptionRoutes(a *api.API) {
	const list = "/api/subscriptions/subscriptions/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "subscriptions-list", Tag: tag, Access: api.Owner().AllForSuperusers(),
		Summary: "The restaurant's subscriptions", Description: "The newest first, which is the one that counts.",
	}, s.handleSubscriptions)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list + "{id}/", ID: "subscriptions-get", Tag: tag, Access: api.Owner().AllForSuperusers(),
		Summary: "One subscription",
	}, s.handleSubscription)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/subscriptions/subscription/", ID: "subscriptions-current", Tag: tag, Access: api.Owner(),
		Summary: "The restaurant's subscription", Description: "404 when there is none, as on trial.",
	}, s.handleCurrent)
}

// subscriptionBody is a subscription in the contract's shape.
type subscriptionBody struct {
	ID                int64      `json:"id"`
	Tenant            int64      `json:"tenant" doc:"The restaurant's id"`
	Plan              planBody   `json:"plan"`
	Status            string     `json:"status" enum:"trialing,active,past_due,cancelled,unpaid"`
	Active            bool       `json:"is_active" doc:"Whether the restaurant may use what the plan includes now"`
	PaystackCode      *string    `json:"paystack_subscription_code" nullable:"true" doc:"null for one that an operator opened"`
	PeriodStart       time.Time  `json:"current_period_start"`
	PeriodEnd         *time.Time `json:"current_period_end" nullable:"true" doc:"null for one that has no end"`
	TrialEnd          *time.Time `json:"trial_end" nullable:"true"`
	CancelAtPeriodEnd bool       `json:"cancel_at_period_end"`
	CancelledAt       *time.Time `json:"cancelled_at" nullable:"true"`
	DaysUntilRenewal  *int       `json:"days_until_renewal" nullable:"true" doc:"Days left of the period, the present one included; null without an end"`
	Created           time.Time  `json:"created_at"`
	Updated           time.Time  `json:"updated_at"`
}

func writeSubscription(s *Subscription, now time.Time) subscriptionBody {
	return subscriptionBody{
		ID: s.ID, Tenant: int64(s.Tenant), Plan: writePlan(s.Plan), Status: string(s.Status), Active: s.Active(now),
		PeriodStart: s.PeriodStart, PeriodEnd: s.PeriodEnd, TrialEnd: s.TrialEnd, CancelAtPeriodEnd: s.CancelAtPeriodEnd,
		CancelledAt: s.CancelledAt, DaysUntilRenewal: s.DaysUntilRenewal(now), Created: s.Created, Updated: s.Updated,
	}
}

type subscriptionsOutput struct{ Body api.Page[subscriptionBody] }

type subscriptionOutput struct{ Body subscriptionBody }

func (s *Service) handleSubscriptions(ctx context.Context, in *listInput) (*subscriptionsOutput, error) {
	list, count, err := s.Subscriptions(ctx, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows, now := make([]subscriptionBody, len(list)), s.Clock.Now()
	for i, one := range list {
		rows[i] = writeSubscription(one, now)
	}
	return &subscriptionsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleSubscription(ctx context.Context, in *pathInput) (*subscriptionOutput, error) {
	return s.answer(s.Subscription(ctx, in.ID))
}

func (s *Service) handleCurrent(ctx context.Context, _ *struct{}) (*subscriptionOutput, error) {
	return s.answer(s.Current(ctx))
}

func (s *Service) answer(one *Subscription, err error) (*subscriptionOutput, error) {
	if err != nil {
		return nil, err
	}
	return &subscriptionOutput{writeSubscription(one, s.Clock.Now())}, nil
}
