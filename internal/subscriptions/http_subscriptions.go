package subscriptions

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/postgres"
)

func (s *Service) registerSubscriptionRoutes(a *api.API) {
	const list = "/api/subscriptions/subscriptions/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "subscriptions-list", Tag: tag, Access: api.Owner().AllForSuperusers().EvenInactive(),
		Summary: "The restaurant's subscriptions", Description: "The newest first, which is the one that counts.",
	}, s.handleSubscriptions)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list + "{id}/", ID: "subscriptions-get", Tag: tag, Access: api.Owner().AllForSuperusers().EvenInactive(),
		Summary: "One subscription",
	}, s.handleSubscription)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/subscriptions/subscription/", ID: "subscriptions-current", Tag: tag, Access: api.Owner().EvenInactive(),
		Summary: "The restaurant's subscription", Description: "404 when there is none, as on trial.",
	}, s.handleCurrent)
}

// SubscriptionBody is a subscription in the contract's shape.
type SubscriptionBody struct {
	ID                int64                `json:"id"`
	Tenant            int64                `json:"tenant" doc:"The restaurant's id"`
	Plan              planBody             `json:"plan"`
	Status            string               `json:"status" enum:"trialing,active,past_due,cancelled,unpaid"`
	Active            bool                 `json:"is_active" doc:"Whether the restaurant may use what the plan includes now"`
	PaystackCode      *string              `json:"paystack_subscription_code" nullable:"true" doc:"null for one that an operator opened"`
	PeriodStart       time.Time            `json:"current_period_start"`
	PeriodEnd         *time.Time           `json:"current_period_end" nullable:"true" doc:"null for one that has no end"`
	TrialEnd          *time.Time           `json:"trial_end" nullable:"true"`
	CancelAtPeriodEnd bool                 `json:"cancel_at_period_end"`
	CancelledAt       *time.Time           `json:"cancelled_at" nullable:"true"`
	DaysUntilRenewal  *int                 `json:"days_until_renewal" nullable:"true" doc:"Days left of the period, this one included; null without an end"`
	Amount            *string              `json:"amount" nullable:"true" doc:"What a period costs; null for one for which nothing is paid"`
	Currency          *string              `json:"currency" nullable:"true"`
	Interval          *string              `json:"interval" nullable:"true" doc:"monthly or annually"`
	NextPlan          api.OrNull[planBody] `json:"next_plan" doc:"The plan from the next period on, when that is another"`
	NextAmount        *string              `json:"next_amount" nullable:"true"`
	Card              api.OrNull[cardBody] `json:"card" doc:"The card that is charged; null when every period is paid by hand"`
	GraceEnds         *time.Time           `json:"grace_ends" nullable:"true" doc:"When the tools close unless the late payment is made"`
	Frozen            bool                 `json:"is_frozen" doc:"Closed and not charged: disputed, suspended or by an operator"`
	Created           time.Time            `json:"created_at"`
	Updated           time.Time            `json:"updated_at"`
}

// cardBody is what is shown of a card.
type cardBody struct {
	Brand   string     `json:"brand"`
	Last4   string     `json:"last4"`
	Expires *time.Time `json:"expires_at" nullable:"true"`
	Soon    bool       `json:"expires_soon" doc:"Before the next period is charged"`
}

// shape writes a subscription, with its plans as they are shown to everybody.
func (s *Service) shape(ctx context.Context, sub *Subscription) SubscriptionBody {
	b := writeSubscription(sub, s.Clock.Now())
	plans, err := s.allPlans(ctx)
	if err != nil {
		return b // the prices of plans are not worth failing for
	}
	if plan, err := plans.find(sub.Plan.ID); err == nil {
		b.Plan = writePlan(plan)
	}
	if plan, price, err := plans.price(sub.NextPrice); err == nil {
		b.NextPlan.Value, b.NextAmount = new(writePlan(plan)), new(price.Money().Decimal())
	}
	return b
}

func writeSubscription(s *Subscription, now time.Time) SubscriptionBody {
	b := SubscriptionBody{
		ID: s.ID, Tenant: int64(s.Tenant), Plan: writePlan(s.Plan), Status: string(s.Status), Active: s.Active(now),
		PaystackCode: postgres.OrNull(s.Paystack.Code), PeriodStart: s.PeriodStart, PeriodEnd: s.PeriodEnd, TrialEnd: s.TrialEnd,
		CancelAtPeriodEnd: s.CancelAtPeriodEnd, CancelledAt: s.CancelledAt, DaysUntilRenewal: s.DaysUntilRenewal(now),
		GraceEnds: s.GraceEnds(), Frozen: s.FrozenAt != nil, Created: s.Created, Updated: s.Updated,
	}
	if s.Price != nil {
		b.Amount, b.Currency, b.Interval = new(s.Price.Money().Decimal()), new(s.Price.Currency), new(string(s.Price.Interval))
	}
	if s.Payer.CardLast4 != "" {
		soon := s.Payer.CardExpires != nil && s.PeriodEnd != nil && !s.Payer.CardExpires.After(*s.PeriodEnd)
		b.Card.Value = &cardBody{s.Payer.CardBrand, s.Payer.CardLast4, s.Payer.CardExpires, soon}
	}
	return b
}

type subscriptionsOutput struct{ Body api.Page[SubscriptionBody] }

type subscriptionOutput struct{ Body SubscriptionBody }

func (s *Service) handleSubscriptions(ctx context.Context, in *listInput) (*subscriptionsOutput, error) {
	list, count, err := s.Subscriptions(ctx, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]SubscriptionBody, len(list))
	for i, one := range list {
		rows[i] = s.shape(ctx, one)
	}
	return &subscriptionsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleSubscription(ctx context.Context, in *pathInput) (*subscriptionOutput, error) {
	return s.answer(ctx)(s.Subscription(ctx, in.ID))
}

func (s *Service) handleCurrent(ctx context.Context, _ *struct{}) (*subscriptionOutput, error) {
	return s.answer(ctx)(s.Current(ctx))
}

// answer shapes what gives a single subscription.
func (s *Service) answer(ctx context.Context) func(*Subscription, error) (*subscriptionOutput, error) {
	return func(one *Subscription, err error) (*subscriptionOutput, error) {
		if err != nil {
			return nil, err
		}
		return &subscriptionOutput{s.shape(ctx, one)}, nil
	}
}
