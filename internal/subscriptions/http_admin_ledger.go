package subscriptions

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

func (s *Service) registerAdminLedgerRoutes(a *api.API) {
	const list = adminPath + "ledger/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "admin-ledger-list", Tag: adminTag, Access: api.Superuser(),
		Summary: "The facts of money", Description: "The newest first. A restaurant's balance in a currency, what it has to its credit, is their sum.",
	}, s.handleAdminLedger)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: list, ID: "admin-ledger-post", Tag: adminTag, Access: api.Superuser(), Status: http.StatusCreated,
		Summary: "Add a fact by hand",
		Description: "A credit, which is above zero, or a write-off, which is above zero for what is owed to us and below it for what is owed by us. " +
			"What is posted again under its key is posted once; 409 when it says something else.",
	}, s.handlePost)
}

type ledgerInput struct {
	api.PageParams

	Tenant access.TenantID `query:"tenant" minimum:"1" doc:"The restaurant's id; left out: everybody's"`
}

type entryBody struct {
	ID       int64           `json:"id"`
	Tenant   access.TenantID `json:"tenant" doc:"The restaurant's id"`
	Kind     string          `json:"kind" enum:"charge,fee,proration,refund,credit,chargeback,write_off"`
	Amount   string          `json:"amount" doc:"A decimal such as 50.00, or -50.00 for what goes from the restaurant's credit"`
	Currency string          `json:"currency"`
	Payment  *int64          `json:"payment" nullable:"true"`
	Note     string          `json:"note"`
	Occurred time.Time       `json:"occurred_at"`
}

func writeEntry(e *LedgerEntry) entryBody {
	return entryBody{e.ID, e.Tenant, string(e.Kind), e.Amount.Decimal(), e.Amount.Currency, postgres.OrNull(e.Payment), e.Note, e.Occurred}
}

type adminLedgerOutput struct{ Body api.Page[entryBody] }

func (s *Service) handleAdminLedger(ctx context.Context, in *ledgerInput) (*adminLedgerOutput, error) {
	list, count, err := s.Ledger(ctx, in.Tenant, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]entryBody, len(list))
	for i, e := range list {
		rows[i] = writeEntry(e)
	}
	return &adminLedgerOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

type postInput struct {
	Body struct {
		Tenant   access.TenantID `json:"tenant" minimum:"1" doc:"The restaurant's id"`
		Key      string          `json:"key" doc:"Of your choosing, 100 characters at most: what is posted again under it is posted once"`
		Kind     string          `json:"kind" doc:"credit or write_off"`
		Amount   string          `json:"amount" doc:"A decimal such as 50.00"`
		Currency string          `json:"currency"`
		Note     string          `json:"note" doc:"Why, 500 characters at most"`
	}
}

type entryOutput struct{ Body entryBody }

func (s *Service) handlePost(ctx context.Context, in *postInput) (*entryOutput, error) {
	var f fault.Fields
	b := &in.Body
	p := Posting{
		Tenant: b.Tenant, Key: b.Key, Kind: EntryKind(b.Kind), Note: strings.TrimSpace(b.Note),
		Amount: Money{signed(&f, "amount", b.Amount), strings.ToUpper(b.Currency)},
	}
	if f.Err() != nil { // what else is wrong is said as well, but not of an amount that is none
		f.Merge(withoutAmount(p))
		return nil, f.Err()
	}
	e, err := s.Post(ctx, p)
	if err != nil {
		return nil, err
	}
	return &entryOutput{writeEntry(e)}, nil
}

func withoutAmount(p Posting) error {
	p.Amount.Minor = 1
	return p.validate()
}
