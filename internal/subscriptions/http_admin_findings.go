package subscriptions

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

func (s *Service) registerFindingRoutes(a *api.API) {
	const list = adminPath + "findings/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "admin-findings-list", Tag: adminTag, Access: api.Superuser(),
		Summary: "What does not agree between us and Paystack", Description: "The newest first. Nothing resolves one but an operator.",
	}, s.handleFindings)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: list + "{id}/resolve/", ID: "admin-findings-resolve", Tag: adminTag, Access: api.Superuser(),
		Summary: "Note that a finding was dealt with",
	}, s.handleResolveFinding)
}

type findingsInput struct {
	api.PageParams

	Resolved string `query:"resolved" doc:"false, which it is when left out: those that wait; true: those that do not any more; all: both"`
}

func (in *findingsInput) resolved() (*bool, error) {
	switch in.Resolved {
	case "", "false":
		return new(false), nil
	case "true":
		return new(true), nil
	case "all":
		return nil, nil //nolint:nilnil // whether they are does not matter
	default:
		return nil, fault.Field("resolved", `"`+in.Resolved+`" is not a valid choice.`)
	}
}

type findingBody struct {
	ID        int64           `json:"id"`
	Tenant    *int64          `json:"tenant" nullable:"true" doc:"The restaurant's id; null when nobody knows whose it is"`
	Kind      string          `json:"kind" enum:"wrong_payment,paid_twice,unknown_payment,not_at_paystack,ledger_differs,unreadable_answer"`
	Reference string          `json:"reference" doc:"Of the payment"`
	Detail    json.RawMessage `json:"detail" doc:"An object that says what differs"`
	Found     time.Time       `json:"found_at"`
	Resolved  *time.Time      `json:"resolved_at" nullable:"true"`
}

func writeFinding(f *Finding) findingBody {
	return findingBody{f.ID, postgres.OrNull(int64(f.Tenant)), f.Kind, f.Reference, f.Detail, f.Found, f.Resolved}
}

type findingsOutput struct{ Body api.Page[findingBody] }

func (s *Service) handleFindings(ctx context.Context, in *findingsInput) (*findingsOutput, error) {
	resolved, err := in.resolved()
	if err != nil {
		return nil, err
	}
	list, count, err := s.Findings(ctx, resolved, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]findingBody, len(list))
	for i, f := range list {
		rows[i] = writeFinding(f)
	}
	return &findingsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

type findingOutput struct{ Body findingBody }

func (s *Service) handleResolveFinding(ctx context.Context, in *pathInput) (*findingOutput, error) {
	f, err := s.ResolveFinding(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &findingOutput{writeFinding(f)}, nil
}
