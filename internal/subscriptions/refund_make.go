package subscriptions

import (
	"context"
	"fmt"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres"
)

// RefundArgs is the job that has Paystack make a refund.
type RefundArgs struct {
	Refund int64 `json:"refund"`
}

// Kind is the job's name in the queue.
func (RefundArgs) Kind() string { return "refund_make" }

// MakeRefund has Paystack make a refund, once. Paystack takes no reference that would make asking again harmless: so that somebody asks is
// written down first, one of several that try does, and where it is not known what came of it the refund is looked for among those that
// Paystack has before anybody asks again.
func (s *Service) MakeRefund(ctx context.Context, id int64) error {
	r, err := s.store.refund(ctx, s.DB.SharedQuery(), id)
	if err != nil || s.Paystack == nil || !r.unmade() {
		return err
	}
	p, err := s.store.payment(ctx, s.DB.SharedQuery(), r.Payment, nil)
	if err != nil {
		return err
	}
	if r.AskedAt != nil {
		again, err := s.stillMissing(ctx, p, r)
		if err != nil || !again {
			return err
		}
	}
	now := s.Clock.Now()
	claimed, err := s.store.claimRefund(ctx, s.DB.SharedQuery(), r, now, now.Add(refundPatience))
	if err != nil || !claimed {
		return err
	}
	return s.makeRefund(ctx, p, r)
}

// stillMissing looks for a refund that was asked for, and reports whether it is not at Paystack and may be asked for again.
func (s *Service) stillMissing(ctx context.Context, p *Payment, r *Refund) (bool, error) {
	if err := s.LookAtRefunds(ctx, p.Reference); err != nil {
		return false, err
	}
	after, err := s.store.refund(ctx, s.DB.SharedQuery(), r.ID)
	if err != nil {
		return false, err
	}
	return after.unmade() && s.Clock.Now().Sub(*r.AskedAt) >= refundPatience, nil
}

func (s *Service) makeRefund(ctx context.Context, p *Payment, r *Refund) error {
	said, err := s.Paystack.Refund(ctx, paystack.RefundRequest{
		Transaction: p.Reference, Amount: r.Amount.Minor, Currency: r.Amount.Currency, MerchantNote: r.note(),
	})
	if err == nil {
		return s.hearRefunds(ctx, p, []paystack.Refund{said}, r.ID)
	}
	if why, refused := paystack.Refused(err); refused {
		return s.refundRefused(ctx, p, r.ID, why)
	}
	return fmt.Errorf("refund %d: %w", r.ID, err)
}

// refundRefused notes that Paystack did not make it and will not.
func (s *Service) refundRefused(ctx context.Context, p *Payment, id int64, why string) error {
	return s.withPayment(ctx, p.Reference, func(tx postgres.Tx, p *Payment) error {
		r, err := s.store.refund(ctx, tx, id)
		if err != nil || !r.unmade() {
			return err
		}
		before := *r
		r.Status, r.Failure = RefundFailed, why
		if err := s.store.updateRefund(ctx, tx, r, s.Clock.Now()); err != nil {
			return err
		}
		if err := s.planRefundChecks(ctx, tx, p); err != nil {
			return err
		}
		return s.recordRefund(ctx, tx, "refund.failed", &before, r)
	})
}

// refundTwice has the whole of a payment go back that nobody meant to make.
func (s *Service) refundTwice(ctx context.Context, u *turn, p *Payment) error {
	_, err := s.addRefund(ctx, u.tx, p, 0, "The period was paid for twice.")
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		return nil // there is nothing that could go back: the finding tells an operator
	}
	return err
}
