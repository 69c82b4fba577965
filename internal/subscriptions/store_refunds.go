package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// insertRefund adds a refund that Paystack has not answered to yet, and sets its id.
func (s store) insertRefund(ctx context.Context, tx postgres.Tx, r *Refund, now time.Time) (err error) {
	r.ID, err = s.queries.InsertRefund(ctx, tx, shareddb.InsertRefundParams{
		TenantID: int64(r.Tenant), PaymentID: r.Payment, Amount: r.Amount.Minor, Currency: r.Amount.Currency, Reason: r.Reason,
		RequestedBy: postgres.OrNull(int64(r.RequestedBy)), NextCheckAt: now.Add(firstCheck), CreatedAt: r.Created, Now: now,
	})
	r.Updated = now
	return err
}

func (s store) refund(ctx context.Context, q postgres.Querier, id int64) (*Refund, error) {
	row, err := s.queries.RefundByID(ctx, q, id)
	if err != nil {
		return nil, postgres.Missing(err, errNoRefund)
	}
	return refundFrom(&row.Refund), nil
}

// refundsOf are all refunds of a payment, the oldest first.
func (s store) refundsOf(ctx context.Context, q postgres.Querier, payment int64) ([]*Refund, error) {
	rows, err := s.queries.RefundsOfPayment(ctx, q, payment)
	out := make([]*Refund, len(rows))
	for i := range rows {
		out[i] = refundFrom(&rows[i].Refund)
	}
	return out, err
}

// claimRefund reports whether it is for the caller to ask Paystack for a refund that was read.
func (s store) claimRefund(ctx context.Context, q postgres.Querier, r *Refund, now, next time.Time) (bool, error) {
	rows, err := s.queries.ClaimRefund(ctx, q, shareddb.ClaimRefundParams{ID: r.ID, AskedBefore: r.AskedAt, Now: now, NextCheckAt: next})
	return rows > 0, err
}

func (s store) updateRefund(ctx context.Context, tx postgres.Tx, r *Refund, now time.Time) error {
	r.Updated = now
	return s.queries.UpdateRefund(ctx, tx, shareddb.UpdateRefundParams{
		ID: r.ID, Status: string(r.Status), PaystackID: postgres.OrNull(r.PaystackID), Failure: r.Failure, Now: now,
	})
}

func (s store) dueRefunds(ctx context.Context, q postgres.Querier, now time.Time, after position) ([]dueRow, error) {
	rows, err := s.queries.DueRefunds(ctx, q, shareddb.DueRefundsParams{
		Now: now, AfterTime: after.at, AfterID: after.id, PageLimit: duePage,
	})
	out := make([]dueRow, len(rows))
	for i, r := range rows {
		out[i] = dueRow{id: r.ID, at: r.DueAt}
	}
	return out, err
}

func refundFrom(r *shareddb.Refund) *Refund {
	return &Refund{
		ID: r.ID, Tenant: access.TenantID(r.TenantID), Payment: r.PaymentID, Amount: Money{r.Amount, r.Currency}, Reason: r.Reason,
		Status: RefundStatus(r.Status), PaystackID: postgres.OrZero(r.PaystackID), Failure: r.Failure,
		RequestedBy: access.UserID(postgres.OrZero(r.RequestedBy)),
		AskedAt:     r.AskedAt, Created: r.CreatedAt, Updated: r.UpdatedAt,
	}
}

// paymentThere finds a payment by Paystack's number of it.
func (s store) paymentThere(ctx context.Context, q postgres.Querier, id int64) (*Payment, error) {
	row, err := s.queries.PaymentByPaystackID(ctx, q, id)
	if err != nil {
		return nil, postgres.Missing(err, errNoPayment)
	}
	return paymentFrom(&row.Payment), nil
}
