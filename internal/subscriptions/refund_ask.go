package subscriptions

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
)

// MostReason is the longest reason of a refund, in characters.
const MostReason = 500

// RefundPayment has money of a payment go back to whoever paid: minor units of it, or for 0 what is left. The row is committed first, then
// a job asks Paystack. It fails with Conflict for a payment of which nothing can go back, and with Invalid for an amount that cannot.
func (s *Service) RefundPayment(ctx context.Context, id, minor int64, reason string) (*Refund, error) {
	known, err := s.store.payment(ctx, s.DB.SharedQuery(), id, nil)
	if err != nil {
		return nil, err
	}
	if s.Paystack == nil {
		return nil, errNotConfigured
	}
	var r *Refund
	err = s.withPayment(ctx, known.Reference, func(tx postgres.Tx, p *Payment) error {
		r, err = s.addRefund(ctx, tx, p, minor, reason)
		return err
	})
	return r, err
}

// withPayment runs fn while it holds the lock of a payment's row, by which its refunds take turns. It is not the restaurant's turn: nothing
// of the subscription changes, and the money of a restaurant that was deleted goes back as well.
func (s *Service) withPayment(ctx context.Context, reference string, fn func(postgres.Tx, *Payment) error) error {
	return s.DB.Shared(ctx, func(tx postgres.Tx) error {
		p, err := s.store.lockPayment(ctx, tx, reference)
		if err != nil {
			return err
		}
		return fn(tx, p)
	})
}

// addRefund adds the row of a refund with the audit line and the job that makes it. Whoever calls it has locked the payment.
func (s *Service) addRefund(ctx context.Context, tx postgres.Tx, p *Payment, minor int64, reason string) (*Refund, error) {
	if p.Paid == nil {
		return nil, errNotTaken
	}
	if taken, err := s.store.queries.ChargedBack(ctx, tx, p.ID); err != nil || taken {
		return nil, orElse(err, errDisputed)
	}
	rows, err := s.store.refundsOf(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	amount, err := p.refundable(rows, minor)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	r := &Refund{Tenant: p.Tenant, Payment: p.ID, Amount: amount, Reason: reason, Status: RefundPending, Created: now}
	if actor, err := access.ActorFrom(ctx); err == nil {
		r.RequestedBy = actor.UserID
	}
	if err := s.store.insertRefund(ctx, tx, r, now); err != nil {
		return nil, err
	}
	if err := s.recordRefund(ctx, tx, "refund.requested", nil, r); err != nil {
		return nil, err
	}
	return r, s.Queue.Enqueue(ctx, tx, RefundArgs{Refund: r.ID})
}

func (s *Service) recordRefund(ctx context.Context, tx postgres.Tx, action string, before, after *Refund) error {
	e := auditedRefund.Entry(action, after.ID, after.Amount.String())
	e.Tenant, e.Changes = after.Tenant, auditedRefund.Diff(before, after)
	return s.Audit.Record(ctx, tx, e)
}

// orElse is err, or words when there is none.
func orElse(err, words error) error {
	if err != nil {
		return err
	}
	return words
}
