package subscriptions

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

func (s *Service) registerPaymentRoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/subscriptions/subscribe/", ID: "subscribe", Tag: tag, Access: api.Owner(),
		Summary: "Ask for a plan",
		Description: "Answers with the page on which it is paid. Nothing is granted before it is. Asked again while that is open, it answers " +
			"with the same page. An amount that the caller sends is ignored.",
	}, s.handleSubscribe)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/subscriptions/payment/verify/", ID: "payment-verify", Tag: tag, Access: api.Owner(),
		Summary:     "What became of a payment",
		Description: "Asks Paystack at once. For the page that the customer comes back to, with the reference that is in its address.",
	}, s.handleVerify)
}

// ChoiceBody is a plan and how to pay it, as it is asked for.
type ChoiceBody struct {
	Plan     int64  `json:"plan_id"`
	Currency string `json:"currency,omitempty" doc:"GHS, NGN, USD …; left out: the restaurant's, or that of the running subscription"`
	Interval string `json:"interval,omitempty" doc:"monthly or annually; left out: monthly, or as the running subscription"`
}

func (b *ChoiceBody) choice() (Choice, error) {
	switch Interval(b.Interval) {
	case "", Monthly, Annually:
		return Choice{Plan: b.Plan, Currency: b.Currency, Interval: Interval(b.Interval)}, nil
	default:
		return Choice{}, fault.Field("interval", `"`+b.Interval+`" is not a valid choice.`)
	}
}

type subscribeBody struct {
	ChoiceBody

	Tenant   *int64 `json:"tenant_id,omitempty" nullable:"true" doc:"The restaurant's id, when it is said; it has to be the request's"`
	Callback string `json:"callback_url,omitempty" doc:"Where the browser comes back to, with reference and trxref added"`
	Amount   any    `json:"amount,omitempty" doc:"Ignored: the price is the plan's"`
}

type subscribeInput struct{ Body subscribeBody }

type subscribedBody struct {
	URL       string `json:"payment_url"`
	Reference string `json:"reference"`
	Access    string `json:"access_code"`
	Amount    string `json:"amount" doc:"A decimal such as 50.00"`
	Currency  string `json:"currency"`
}

type subscribedOutput struct{ Body subscribedBody }

func (s *Service) handleSubscribe(ctx context.Context, in *subscribeInput) (*subscribedOutput, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	if in.Body.Tenant != nil && *in.Body.Tenant != int64(t.ID) {
		return nil, fault.Missing("This restaurant")
	}
	choice, err := in.Body.choice()
	if err != nil {
		return nil, err
	}
	choice.CallbackURL = in.Body.Callback
	p, err := s.Subscribe(ctx, choice)
	if err != nil {
		return nil, err
	}
	return &subscribedOutput{subscribedBody{p.URL, p.Reference, p.AccessCode, p.Due.Decimal(), p.Due.Currency}}, nil
}

// PaymentBody is a payment in the contract's shape.
type PaymentBody struct {
	ID           int64      `json:"id"`
	Subscription *int64     `json:"subscription" nullable:"true" doc:"null for one that was never made"`
	Amount       string     `json:"amount" doc:"A decimal such as 50.00"`
	Currency     string     `json:"currency"`
	Status       string     `json:"status" enum:"pending,success,failed,abandoned,parked,refunded"`
	Method       string     `json:"payment_method" doc:"Such as visa ending in 4081; empty until it was paid"`
	Reference    string     `json:"paystack_reference"`
	PaidAt       *time.Time `json:"paid_at" nullable:"true"`
	Created      time.Time  `json:"created_at"`
	Tenant       int64      `json:"tenant" doc:"The restaurant's id"`
	Purpose      string     `json:"purpose" enum:"checkout,renewal,retry,upgrade"`
	PeriodStart  *time.Time `json:"period_start" nullable:"true"`
	PeriodEnd    *time.Time `json:"period_end" nullable:"true"`
	Failure      string     `json:"failure_reason" doc:"Why it was not paid, or why nothing was granted for it"`
	Refunded     string     `json:"refunded_amount"`
}

func writePayment(p *Payment) PaymentBody {
	b := PaymentBody{
		ID: p.ID, Subscription: postgres.OrNull(p.Subscription), Amount: p.Due.Decimal(), Currency: p.Due.Currency, Status: string(p.Status),
		Method: p.Method, Reference: p.Reference, PaidAt: p.PaidAt, Created: p.Created, Tenant: int64(p.Tenant), Purpose: string(p.Purpose),
		PeriodStart: p.PeriodStart, PeriodEnd: p.PeriodEnd, Failure: p.Failure, Refunded: Money{p.Refunded, p.Due.Currency}.Decimal(),
	}
	if p.Paid != nil { // what was paid is what counts, where it is not what was asked for
		b.Amount, b.Currency = p.Paid.Decimal(), p.Paid.Currency
	}
	return b
}

type verifyInput struct {
	Reference string `query:"reference" required:"true" doc:"The payment's paystack_reference"`
}

type paymentOutput struct{ Body PaymentBody }

func (s *Service) handleVerify(ctx context.Context, in *verifyInput) (*paymentOutput, error) {
	p, err := s.Returned(ctx, in.Reference)
	if err != nil {
		return nil, err
	}
	return &paymentOutput{writePayment(p)}, nil
}
