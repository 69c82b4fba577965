package subscriptions

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// payments gives a page of payments, and their number; tenant nil: everybody's. Past the last page the number is 0: there is no such
// page, whatever the number.
func (s store) payments(
	ctx context.Context, q postgres.Querier, tenant *int64, f HistoryFilter, limit, offset int,
) ([]*Payment, int64, error) {
	rows, err := s.queries.ListPayments(ctx, q, shareddb.ListPaymentsParams{
		TenantID: tenant, Status: orNull(string(f.Status)), Currency: orNull(f.Currency), FromTime: f.From, ToTime: f.Until,
		PageLimit: int32(limit), PageOffset: int32(offset),
	})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	list := make([]*Payment, len(rows))
	for i := range rows {
		list[i] = paymentFrom(&rows[i].Payment)
	}
	return list, rows[0].Total, nil
}

// paymentsBefore gives at most limit payments with lower ids, the newest first; tenant nil: everybody's.
func (s store) paymentsBefore(
	ctx context.Context, q postgres.Querier, tenant *int64, f HistoryFilter, before int64, limit int,
) ([]*Payment, error) {
	rows, err := s.queries.PaymentsBefore(ctx, q, shareddb.PaymentsBeforeParams{
		BeforeID: before, TenantID: tenant, Status: orNull(string(f.Status)), Currency: orNull(f.Currency), FromTime: f.From, ToTime: f.Until,
		PageLimit: int32(limit),
	})
	list := make([]*Payment, len(rows))
	for i := range rows {
		list[i] = paymentFrom(&rows[i].Payment)
	}
	return list, err
}

// posted is an entry of the ledger as it was written.
type posted struct {
	ID      int64
	Kind    EntryKind
	Amount  Money
	Payment int64 // 0 for none
	Note    string
	At      time.Time
}

// ledger gives a page of a restaurant's entries, the newest first, and their number, which is 0 past the last page.
func (s store) ledger(ctx context.Context, q postgres.Querier, tenant access.TenantID, limit, offset int) ([]posted, int64, error) {
	rows, err := s.queries.ListLedger(ctx, q, shareddb.ListLedgerParams{TenantID: int64(tenant), PageLimit: int32(limit), PageOffset: int32(offset)})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	list := make([]posted, len(rows))
	for i := range rows {
		r := &rows[i]
		list[i] = posted{r.ID, EntryKind(r.Kind), Money{r.Amount, r.Currency}, orZero(r.PaymentID), r.Note, r.OccurredAt}
	}
	return list, rows[0].Total, nil
}

// balances are what a restaurant has to its credit, by currency.
func (s store) balances(ctx context.Context, q postgres.Querier, tenant access.TenantID) ([]Money, error) {
	rows, err := s.queries.Balances(ctx, q, int64(tenant))
	list := make([]Money, len(rows))
	for i, r := range rows {
		list[i] = Money{r.Balance, r.Currency}
	}
	return list, err
}

// ledgerOf is what was written about one payment, in order.
func (s store) ledgerOf(ctx context.Context, q postgres.Querier, payment int64) ([]posted, error) {
	rows, err := s.queries.LedgerOfPayment(ctx, q, payment)
	list := make([]posted, len(rows))
	for i := range rows {
		r := &rows[i]
		list[i] = posted{Kind: EntryKind(r.Kind), Amount: Money{r.Amount, r.Currency}, Payment: payment, At: r.OccurredAt}
	}
	return list, err
}

// paidBy is a restaurant's name, and the lines of its address with how to reach it.
func (s store) paidBy(ctx context.Context, q postgres.Querier, tenant access.TenantID) (name string, contact []string, err error) {
	row, err := s.queries.PaidBy(ctx, q, int64(tenant))
	if err != nil {
		return "", nil, missing(err, errNoPayment)
	}
	for _, line := range append(strings.Split(row.Address, "\n"), row.ContactEmail, cmp.Or(row.ContactPhone, row.Phone)) {
		if line = strings.TrimSpace(line); line != "" {
			contact = append(contact, line)
		}
	}
	return row.Name, contact, nil
}
