package subscriptions

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

func (s *Service) registerAdminPaymentRoutes(a *api.API) {
	const list = adminPath + "payments/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "admin-payments-list", Tag: adminTag, Access: api.Superuser(),
		Summary: "Everybody's payments", Description: "The newest first.",
	}, s.handleAdminPayments)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list + "{id}/", ID: "admin-payments-get", Tag: adminTag, Access: api.Superuser(),
		Summary: "One payment", Description: "With what of it went back, or is to.",
	}, s.handleAdminPayment)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: list + "{id}/refund/", ID: "admin-payments-refund", Tag: adminTag, Access: api.Superuser(),
		Status: http.StatusCreated, Summary: "Give money back",
		Description: "The refund is kept at once and made at Paystack by a job, once. What it paid for stays as it is: cancel the subscription as " +
			"well when that is meant. 409 when nothing can go back.",
	}, s.handleRefund)
}

type adminPaymentsInput struct {
	api.PageParams

	Status   string          `query:"status" doc:"pending, success, failed, abandoned, parked or refunded"`
	Tenant   access.TenantID `query:"tenant" minimum:"1" doc:"The restaurant's id"`
	Currency string          `query:"currency" doc:"Such as GHS"`
	From     string          `query:"from" doc:"Asked for on this day (UTC) or later, or at this moment or later"`
	To       string          `query:"to" doc:"Asked for on this day or earlier, or before this moment"`
}

var paymentStatuses = []PaymentStatus{PaymentPending, PaymentSuccess, PaymentFailed, PaymentAbandoned, PaymentParked, PaymentRefunded}

// filter is the list that is asked for.
func (in *adminPaymentsInput) filter() (shareddb.ListPaymentsParams, error) {
	var f fault.Fields
	f.Check(in.Status == "" || slices.Contains(paymentStatuses, PaymentStatus(in.Status)), "status", `"`+in.Status+`" is not a valid choice.`)
	from, _ := momentOf(&f, "from", in.From)
	to, day := momentOf(&f, "to", in.To)
	if day {
		to = new(to.AddDate(0, 0, 1))
	}
	return shareddb.ListPaymentsParams{
		TenantID: postgres.OrNull(int64(in.Tenant)), Status: postgres.OrNull(in.Status), Currency: postgres.OrNull(strings.ToUpper(in.Currency)),
		FromTime: from, ToTime: to,
		PageLimit: int32(in.Limit()), PageOffset: int32(in.Offset()),
	}, f.Err()
}

// momentOf reads a day or a moment, and reports whether it was a day.
func momentOf(f *fault.Fields, field, text string) (at *time.Time, day bool) {
	if text == "" {
		return nil, false
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil && t.UTC().Year() > 0 {
			return &t, layout == time.DateOnly
		}
	}
	f.Add(field, "Give a day such as 2026-03-01, or a moment with its zone.")
	return nil, false
}

// adminPaymentBody is a payment with what is for operators alone.
type adminPaymentBody struct {
	PaymentBody

	Asked      string       `json:"amount_asked" doc:"What was asked for, where amount is what was paid"`
	AskedIn    string       `json:"currency_asked"`
	Email      string       `json:"email" doc:"Who was asked to pay"`
	PaystackID *int64       `json:"paystack_id" nullable:"true" doc:"Paystack's number of the transaction"`
	Refunds    []refundBody `json:"refunds,omitempty" nullable:"false" doc:"Of one payment alone: what of it went back, or is to"`
}

func writeAdminPayment(p *Payment) adminPaymentBody {
	return adminPaymentBody{
		PaymentBody: writePayment(p), Asked: p.Due.Decimal(), AskedIn: p.Due.Currency, Email: p.Email,
		PaystackID: postgres.OrNull(p.PaystackID),
	}
}

// refundBody is a refund in an answer.
type refundBody struct {
	ID       int64     `json:"id"`
	Payment  int64     `json:"payment"`
	Amount   string    `json:"amount" doc:"A decimal such as 50.00"`
	Currency string    `json:"currency"`
	Reason   string    `json:"reason"`
	Status   string    `json:"status" enum:"pending,processing,needs_attention,processed,failed"`
	Failure  string    `json:"failure_reason" doc:"Why it was not made, or what is missing"`
	Created  time.Time `json:"created_at"`
}

func writeRefund(r *Refund) refundBody {
	return refundBody{r.ID, r.Payment, r.Amount.Decimal(), r.Amount.Currency, r.Reason, string(r.Status), r.Failure, r.Created}
}

type adminPaymentsOutput struct{ Body api.Page[adminPaymentBody] }

func (s *Service) handleAdminPayments(ctx context.Context, in *adminPaymentsInput) (*adminPaymentsOutput, error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	list, count, err := s.store.paymentsLike(ctx, s.DB.SharedQuery(), filter)
	if err != nil {
		return nil, err
	}
	rows := make([]adminPaymentBody, len(list))
	for i, p := range list {
		rows[i] = writeAdminPayment(p)
	}
	return &adminPaymentsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

type adminPaymentOutput struct{ Body adminPaymentBody }

func (s *Service) handleAdminPayment(ctx context.Context, in *pathInput) (*adminPaymentOutput, error) {
	p, err := s.store.payment(ctx, s.DB.SharedQuery(), in.ID, nil)
	if err != nil {
		return nil, err
	}
	refunds, err := s.store.refundsOf(ctx, s.DB.SharedQuery(), p.ID)
	b := writeAdminPayment(p)
	for _, r := range refunds {
		b.Refunds = append(b.Refunds, writeRefund(r))
	}
	return &adminPaymentOutput{b}, err
}

type refundInput struct {
	api.PathID
	Body struct {
		Amount *string `json:"amount,omitempty" doc:"A decimal such as 50.00; left out: what is left of the payment"`
		Reason string  `json:"reason" doc:"For ourselves, 500 characters at most"`
	}
}

type refundOutput struct{ Body refundBody }

func (s *Service) handleRefund(ctx context.Context, in *refundInput) (*refundOutput, error) {
	var f fault.Fields
	var minor int64
	if in.Body.Amount != nil {
		minor = decimal(&f, "amount", *in.Body.Amount)
		f.Check(minor != 0 || f.Err() != nil, "amount", "Ensure this value is greater than 0.")
	}
	reason := strings.TrimSpace(in.Body.Reason)
	f.Check(reason != "", "reason", "This field may not be blank.")
	f.Check(utf8.RuneCountInString(reason) <= MostReason, "reason", "Ensure this field has no more than 500 characters.")
	if err := f.Err(); err != nil {
		return nil, err
	}
	r, err := s.RefundPayment(ctx, in.ID, minor, reason)
	if err != nil {
		return nil, err
	}
	return &refundOutput{writeRefund(r)}, nil
}
