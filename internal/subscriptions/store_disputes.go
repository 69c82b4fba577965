package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

var errNoDispute = fault.Missing("This dispute")

func (s store) dispute(ctx context.Context, q postgres.Querier, id int64) (*Dispute, error) {
	row, err := s.queries.DisputeByID(ctx, q, id)
	if err != nil {
		return nil, postgres.Missing(err, errNoDispute)
	}
	return disputeRow(&row.Dispute, row.Reference), nil
}

// saveDispute writes a dispute, unless it was settled already.
func (s store) saveDispute(ctx context.Context, tx postgres.Tx, d *Dispute, now time.Time) error {
	_, err := s.queries.SaveDispute(ctx, tx, shareddb.SaveDisputeParams{
		ID: d.ID, TenantID: int64(d.Tenant), PaymentID: d.Payment, Status: d.Status, Resolution: d.Resolution, Amount: d.Amount.Minor,
		Currency: d.Amount.Currency, DueAt: d.DueAt, OpenedAt: d.Opened, ResolvedAt: d.Resolved, FrozenAt: d.FrozenAt, Now: now,
	})
	return err
}

// disputes gives a page, and how many there are; tenant nil: everybody's.
func (s store) disputes(ctx context.Context, q postgres.Querier, tenant *int64, limit, offset int) ([]*Dispute, int64, error) {
	rows, err := s.queries.ListDisputes(ctx, q, shareddb.ListDisputesParams{
		TenantID: tenant, PageLimit: int32(limit), PageOffset: int32(offset),
	})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	out := make([]*Dispute, len(rows))
	for i := range rows {
		out[i] = disputeRow(&rows[i].Dispute, rows[i].Reference)
	}
	return out, rows[0].Total, nil
}

func disputeRow(r *shareddb.Dispute, reference string) *Dispute {
	return &Dispute{
		ID: r.ID, Tenant: access.TenantID(r.TenantID), Payment: r.PaymentID, Reference: reference, Status: r.Status, Resolution: r.Resolution,
		Amount: Money{r.Amount, r.Currency}, DueAt: r.DueAt, Opened: r.OpenedAt, Resolved: r.ResolvedAt, FrozenAt: r.FrozenAt,
	}
}
