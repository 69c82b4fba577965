package subscriptions

import (
	"cmp"
	"context"
	"strings"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// payments gives a page of payments, and their number; tenant nil: everybody's.
func (s store) payments(
	ctx context.Context, q postgres.Querier, tenant *int64, f HistoryFilter, limit, offset int,
) ([]*Payment, int64, error) {
	return s.paymentsLike(ctx, q, shareddb.ListPaymentsParams{
		TenantID: tenant, Status: postgres.OrNull(string(f.Status)), Currency: postgres.OrNull(f.Currency), FromTime: f.From, ToTime: f.Until,
		PageLimit: int32(limit), PageOffset: int32(offset),
	})
}

// paymentsBefore gives at most limit payments with lower ids, the newest first; tenant nil: everybody's.
func (s store) paymentsBefore(
	ctx context.Context, q postgres.Querier, tenant *int64, f HistoryFilter, before int64, limit int,
) ([]*Payment, error) {
	rows, err := s.queries.PaymentsBefore(ctx, q, shareddb.PaymentsBeforeParams{
		BeforeID: before, TenantID: tenant, Status: postgres.OrNull(string(f.Status)), Currency: postgres.OrNull(f.Currency), FromTime: f.From, ToTime: f.Until,
		PageLimit: int32(limit),
	})
	list := make([]*Payment, len(rows))
	for i := range rows {
		list[i] = paymentFrom(&rows[i].Payment)
	}
	return list, err
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
func (s store) ledgerOf(ctx context.Context, q postgres.Querier, payment int64) ([]*LedgerEntry, error) {
	rows, err := s.queries.LedgerOfPayment(ctx, q, payment)
	list := make([]*LedgerEntry, len(rows))
	for i := range rows {
		list[i] = entryFrom(&rows[i].LedgerEntry)
	}
	return list, err
}

// paidBy is a restaurant's name, and the lines of its address with how to reach it.
func (s store) paidBy(ctx context.Context, q postgres.Querier, tenant access.TenantID) (name string, contact []string, err error) {
	row, err := s.queries.PaidBy(ctx, q, int64(tenant))
	if err != nil {
		return "", nil, postgres.Missing(err, errNoPayment)
	}
	for _, line := range append(strings.Split(row.Address, "\n"), row.ContactEmail, cmp.Or(row.ContactPhone, row.Phone)) {
		if line = strings.TrimSpace(line); line != "" {
			contact = append(contact, line)
		}
	}
	return row.Name, contact, nil
}
