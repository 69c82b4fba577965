package subscriptions

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/postgres"
)

func (s *Service) registerManageRoutes(a *api.API) {
	const one = "/api/subscriptions/subscription/"
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/subscriptions/preview/", ID: "subscription-preview", Tag: tag, Access: api.Owner(),
		Summary:     "What moving to a plan would cost",
		Description: "Does nothing. What costs more happens at once, with the rest of the present period credited; what costs less waits for its end.",
	}, s.handlePreview)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/subscriptions/change/", ID: "subscription-change", Tag: tag, Access: api.Owner(),
		Summary:     "Move to another plan",
		Description: "As the preview says. Without a card that can be charged, payment_url is where the difference is paid.",
	}, s.handleChange)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: "/api/subscriptions/change/", ID: "subscription-keep-plan", Tag: tag, Access: api.Owner(),
		Status: http.StatusOK, Summary: "Take back a move that waits for the end of the period",
	}, s.handleKeepPlan)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "cancel/", ID: "subscription-cancel", Tag: tag, Access: api.Owner(),
		Summary: "Cancel the subscription", Description: "With its period, unless now is true. What was paid is not given back.",
	}, s.handleCancel)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "resume/", ID: "subscription-resume", Tag: tag, Access: api.Owner(),
		Summary: "Take back a cancellation that waits for the end of the period",
	}, s.handleResume)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: one + "card-link/", ID: "subscription-card-link", Tag: tag, Access: api.Owner(),
		Summary: "A page of Paystack's where the card is replaced", Description: "It lasts about a day.",
	}, s.handleCardLink)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/subscriptions/notices/", ID: "subscription-notices", Tag: tag, Access: api.Owner().EvenInactive(),
		Summary: "What the restaurant was told about its subscription", Description: "The newest first.",
	}, s.handleNotices)
}

type previewInput struct{ Body ChoiceBody }

type quoteBody struct {
	Plan        planBody  `json:"plan"`
	Effective   string    `json:"effective" enum:"now,renewal"`
	Due         string    `json:"amount_due" doc:"To be paid now; 0.00 when it waits for the end of the period"`
	Credit      string    `json:"credit" doc:"The worth of the unused rest of the present period, which is off the amount"`
	Price       string    `json:"price" doc:"Of one period"`
	Interval    string    `json:"interval" enum:"monthly,annually"`
	Currency    string    `json:"currency"`
	PeriodStart time.Time `json:"period_start"`
	PeriodEnd   time.Time `json:"period_end"`
}

type quoteOutput struct{ Body quoteBody }

func (s *Service) handlePreview(ctx context.Context, in *previewInput) (*quoteOutput, error) {
	choice, err := in.Body.choice()
	if err != nil {
		return nil, err
	}
	q, err := s.Preview(ctx, choice)
	if err != nil {
		return nil, err
	}
	b := quoteBody{
		Plan: writePlan(q.Plan), Effective: "renewal", Due: q.Due.Decimal(), Credit: q.Credit.Decimal(), Price: q.Price.Money().Decimal(),
		Interval: string(q.Price.Interval), Currency: q.Price.Currency, PeriodStart: q.PeriodStart, PeriodEnd: q.PeriodEnd,
	}
	if q.Now {
		b.Effective = "now"
	}
	return &quoteOutput{b}, nil
}

type changedBody struct {
	Subscription SubscriptionBody        `json:"subscription"`
	Payment      api.OrNull[PaymentBody] `json:"payment" doc:"null when nothing is due now"`
	URL          *string                 `json:"payment_url" nullable:"true" doc:"Where the difference is paid, when no card could be charged"`
}

type changedOutput struct{ Body changedBody }

func (s *Service) handleChange(ctx context.Context, in *previewInput) (*changedOutput, error) {
	choice, err := in.Body.choice()
	if err != nil {
		return nil, err
	}
	changed, err := s.Change(ctx, choice)
	if err != nil {
		return nil, err
	}
	b := changedBody{Subscription: s.shape(ctx, changed.Subscription)}
	if p := changed.Payment; p != nil {
		b.Payment.Value, b.URL = new(writePayment(p)), postgres.OrNull(p.URL)
	}
	return &changedOutput{b}, nil
}

func (s *Service) handleKeepPlan(ctx context.Context, _ *struct{}) (*subscriptionOutput, error) {
	return s.answer(ctx)(s.KeepPlan(ctx))
}

type cancelInput struct {
	Body struct {
		Now bool `json:"now,omitempty" doc:"At once, rather than with the period"`
	} `required:"false"`
}

func (s *Service) handleCancel(ctx context.Context, in *cancelInput) (*subscriptionOutput, error) {
	return s.answer(ctx)(s.Cancel(ctx, in.Body.Now))
}

func (s *Service) handleResume(ctx context.Context, _ *struct{}) (*subscriptionOutput, error) {
	return s.answer(ctx)(s.Resume(ctx))
}

type linkOutput struct {
	Body struct {
		URL string `json:"url"`
	}
}

func (s *Service) handleCardLink(ctx context.Context, _ *struct{}) (*linkOutput, error) {
	link, err := s.CardLink(ctx)
	if err != nil {
		return nil, err
	}
	out := &linkOutput{}
	out.Body.URL = link
	return out, nil
}

type noticeBody struct {
	ID      int64     `json:"id"`
	Kind    string    `json:"kind"`
	Subject time.Time `json:"about" doc:"The moment that it is about, such as the end of the trial"`
	Created time.Time `json:"created_at"`
}

type noticesOutput struct{ Body api.Page[noticeBody] }

func (s *Service) handleNotices(ctx context.Context, in *listInput) (*noticesOutput, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	rows, count, err := s.store.notices(ctx, s.DB.SharedQuery(), t.ID, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	return &noticesOutput{api.NewPage(in.PageParams, count, rows)}, nil
}
