package subscriptions

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerDisputeRoutes(a *api.API) {
	const about = "The newest first. They are answered in Paystack's dashboard."
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/subscriptions/disputes/", ID: "subscription-disputes", Tag: tag, Access: api.Owner().EvenInactive(),
		Summary: "The restaurant's payments that are disputed at the bank", Description: about,
	}, s.handleDisputes)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: adminPath + "disputes/", ID: "admin-disputes-list", Tag: adminTag, Access: api.Superuser(),
		Summary: "Everybody's disputed payments", Description: about,
	}, s.handleAdminDisputes)
}

type disputeBody struct {
	ID         int64           `json:"id" doc:"Paystack's"`
	Tenant     access.TenantID `json:"tenant" doc:"The restaurant's id"`
	Payment    int64           `json:"payment"`
	Reference  string          `json:"paystack_reference"`
	Status     string          `json:"status" doc:"Paystack's word, such as awaiting-merchant-feedback or resolved"`
	Resolution string          `json:"resolution" doc:"Paystack's word, such as declined or merchant-accepted; empty while it is open"`
	Amount     string          `json:"amount" doc:"What is claimed; a decimal such as 50.00"`
	Currency   string          `json:"currency"`
	DueAt      *time.Time      `json:"due_at" nullable:"true" doc:"When it is decided for the cardholder unless it is answered"`
	Opened     time.Time       `json:"opened_at"`
	Resolved   *time.Time      `json:"resolved_at" nullable:"true"`
}

func writeDispute(d *Dispute) disputeBody {
	return disputeBody{
		d.ID, d.Tenant, d.Payment, d.Reference, d.Status, d.Resolution, d.Amount.Decimal(), d.Amount.Currency, d.DueAt, d.Opened, d.Resolved,
	}
}

type disputesOutput struct{ Body api.Page[disputeBody] }

func (s *Service) handleDisputes(ctx context.Context, in *listInput) (*disputesOutput, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	return s.answerDisputes(ctx, &t.ID, in)
}

func (s *Service) handleAdminDisputes(ctx context.Context, in *listInput) (*disputesOutput, error) {
	return s.answerDisputes(ctx, nil, in)
}

func (s *Service) answerDisputes(ctx context.Context, of *access.TenantID, in *listInput) (*disputesOutput, error) {
	list, count, err := s.Disputes(ctx, of, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]disputeBody, len(list))
	for i, d := range list {
		rows[i] = writeDispute(d)
	}
	return &disputesOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleFreeze(ctx context.Context, in *pathInput) (*subscriptionOutput, error) {
	return s.answer(ctx)(s.Freeze(ctx, in.ID))
}

func (s *Service) handleUnfreeze(ctx context.Context, in *pathInput) (*subscriptionOutput, error) {
	return s.answer(ctx)(s.Unfreeze(ctx, in.ID))
}
