package subscriptions

import (
	"context"
	"net/http"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerLedgerRoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/subscriptions/ledger/", ID: "ledger-list", Tag: tag, Access: api.Owner().EvenInactive(),
		Summary: "The facts of the restaurant's money",
		Description: "The newest first; nothing is ever changed or taken out. What arrived or was credited is positive, what periods cost and " +
			"what went back negative. balance is the sum of all, by currency, not of this page alone: what the restaurant has to its credit.",
	}, s.handleLedger)
}

type ledgerBody struct {
	api.Page[entryBody]

	Balance map[string]string `json:"balance" doc:"Currency to decimal, such as {\"GHS\": \"0.00\"}; empty when nothing was ever paid"`
}

type ledgerOutput struct{ Body ledgerBody }

func (s *Service) handleLedger(ctx context.Context, in *listInput) (*ledgerOutput, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	entries, count, err := s.Ledger(ctx, t.ID, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	balances, err := s.store.balances(ctx, s.DB.TenantSharedQuery(t), t.ID)
	if err != nil {
		return nil, err
	}
	rows := make([]entryBody, len(entries))
	for i, e := range entries {
		rows[i] = writeEntry(e)
	}
	body := ledgerBody{api.NewPage(in.PageParams, count, rows), map[string]string{}}
	for _, b := range balances {
		body.Balance[b.Currency] = b.Decimal()
	}
	return &ledgerOutput{body}, nil
}
