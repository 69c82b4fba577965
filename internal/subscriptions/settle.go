package subscriptions

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// Settle asks Paystack what became of a payment and draws the consequences, once, however often it is called and by whichever road: the
// webhook, the customer who comes back, the sweep over open payments. Nothing is granted on anybody's word but Paystack's answer. It
// fails with NotFound when neither we nor Paystack know the reference, and with Unavailable when Paystack does not answer.
func (s *Service) Settle(ctx context.Context, reference string) (*Payment, error) {
	if s.Paystack == nil {
		return nil, errNotConfigured
	}
	said, err := s.Paystack.Verify(ctx, reference)
	if fault.Is(err, fault.NotFound) {
		return s.unknownThere(ctx, reference)
	}
	if err != nil {
		return nil, s.checkLater(ctx, reference, err)
	}
	return s.settle(ctx, &said)
}

// settle draws the consequences of what Paystack has answered.
func (s *Service) settle(ctx context.Context, said *paystack.Transaction) (*Payment, error) {
	plans, err := s.allPlans(ctx)
	if err != nil {
		return nil, err
	}
	known, err := s.store.paymentByReference(ctx, s.DB.SharedQuery(), said.Reference)
	switch {
	case fault.Is(err, fault.NotFound):
		return s.settleUnasked(ctx, plans, said)
	case err != nil:
		return nil, err
	case known.Status.final() && known.NextCheck == nil:
		return known, nil
	case known.unpaidStill(said):
		known.Checks++
		return known, s.store.postponeCheck(ctx, s.DB.SharedQuery(), known, s.Clock.Now())
	}
	var settled *Payment
	there := false
	err = s.change(ctx, known.Tenant, func(u *turn) error {
		there = true
		settled, err = s.store.lockPayment(ctx, u.tx, said.Reference)
		if err != nil || settled.Status.final() {
			return err
		}
		return s.conclude(ctx, u, plans, settled, said)
	})
	if !there && fault.Is(err, fault.NotFound) {
		return s.settleGone(ctx, said)
	}
	return settled, err
}

// unpaidStill reports whether Paystack has nothing new to say of a page that nobody has paid: there are many, and each is asked about often.
func (p *Payment) unpaidStill(said *paystack.Transaction) bool {
	return p.Purpose == PurposeCheckout && (p.Status == PaymentAbandoned && said.Status == paystack.TransactionAbandoned ||
		p.Status == PaymentFailed && said.Status == paystack.TransactionFailed)
}

// conclude makes of a payment that is not final what Paystack says it is.
func (s *Service) conclude(ctx context.Context, u *turn, plans catalogue, p *Payment, said *paystack.Transaction) error {
	p.hear(said)
	p.Checks++
	switch {
	case !said.Paid():
		return s.notPaid(ctx, u, p, said)
	case p.disagreement(said) != "":
		return s.park(ctx, u, p, FindingWrongPayment, p.disagreement(said))
	default:
		return s.grant(ctx, u, plans, p, said)
	}
}

// notPaid keeps a payment open that may still be made, and lets one of ours that was refused count as a period's failed charge.
func (s *Service) notPaid(ctx context.Context, u *turn, p *Payment, said *paystack.Transaction) error {
	ours := p.Purpose == PurposeRenewal || p.Purpose == PurposeRetry || p.Purpose == PurposeUpgrade
	refused := said.Status == paystack.TransactionFailed || said.Status == paystack.TransactionReversed ||
		ours && u.now.Sub(p.Created) >= chargeWait
	switch {
	case refused:
		p.Status = PaymentFailed
	case said.Status == paystack.TransactionAbandoned && p.Checks > 1 && !ours:
		p.Status = PaymentAbandoned
	default:
		p.Status = PaymentPending
	}
	p.NextCheck = p.nextCheck(u.now)
	if ours && refused {
		p.NextCheck = nil // the card was charged without its owner: nobody tries that reference again
	}
	if err := s.store.updatePayment(ctx, u.tx, p, u.now); err != nil || !ours || !refused || p.Purpose == PurposeUpgrade {
		return err
	}
	return s.chargeFailed(ctx, u, p)
}

// chargeFailed lets a charge for the next period count as failed, unless the period was paid for meanwhile or the subscription went on
// without it.
func (s *Service) chargeFailed(ctx context.Context, u *turn, p *Payment) error {
	sub := u.after
	if sub == nil || sub.ID != p.Subscription || sub.PeriodEnd == nil || p.PeriodStart == nil || !sub.PeriodEnd.Equal(*p.PeriodStart) {
		return nil
	}
	return s.periodFailed(ctx, u)
}

// periodFailed counts a charge for the next period as failed: the first begins the grace period, the last ends it.
func (s *Service) periodFailed(ctx context.Context, u *turn) error {
	if u.status != StatusActive && u.status != StatusPastDue {
		return nil
	}
	first := u.status == StatusActive
	if err := u.happen(EventPaymentFailed); err != nil {
		return err
	}
	u.action = "subscription.payment_failed"
	if first {
		return s.notice(ctx, u, NoticePaymentFailed, *u.after.PeriodEnd)
	}
	if !u.after.exhausted() {
		return nil
	}
	end := *u.after.PeriodEnd
	if err := u.happen(EventRetriesExhausted); err != nil {
		return err
	}
	u.action = "subscription.unpaid"
	return s.notice(ctx, u, NoticeClosed, end)
}

// park keeps money that arrived and does not agree with what was asked for. It is the restaurant's credit, nothing is granted for it,
// and an operator is told. What was paid twice goes back by itself, since nobody means to pay twice; the rest waits for the operator.
func (s *Service) park(ctx context.Context, u *turn, p *Payment, kind, why string) error {
	p.Status, p.Failure, p.NextCheck = PaymentParked, why, nil
	if err := s.store.updatePayment(ctx, u.tx, p, u.now); err != nil {
		return err
	}
	if err := s.postCharge(ctx, u, p); err != nil {
		return err
	}
	if kind == FindingPaidTwice {
		if err := s.refundTwice(ctx, u, p); err != nil {
			return err
		}
	}
	u.action = "payment.parked"
	return s.store.report(ctx, u.tx, p.Tenant, kind, p.Reference, map[string]any{
		"why": why, "asked": p.Due.String(), "paid": p.Paid.String(), "payment": p.ID,
	}, u.now)
}

func (s *Service) postCharge(ctx context.Context, u *turn, p *Payment) error {
	_, err := s.store.post(ctx, u.tx, entry{
		Tenant: p.Tenant, Key: "charge:" + p.Reference, Kind: EntryCharge, Amount: *p.Paid, Payment: p.ID, Subscription: p.Subscription,
		Note: p.Method, At: *p.PaidAt,
	}, u.now)
	return err
}

// unknownThere deals with a reference that Paystack does not know: we were going to tell it, and did not come to it.
func (s *Service) unknownThere(ctx context.Context, reference string) (*Payment, error) {
	p, err := s.store.paymentByReference(ctx, s.DB.SharedQuery(), reference)
	if err != nil || p.Status != PaymentPending {
		return p, err
	}
	if p.Purpose != PurposeCheckout {
		return s.charge(ctx, p) // nothing was taken under this reference, so it can be used
	}
	return s.abandon(ctx, p)
}

func (s *Service) abandon(ctx context.Context, p *Payment) (*Payment, error) {
	var left *Payment
	err := s.change(ctx, p.Tenant, func(u *turn) (err error) {
		left, err = s.store.lockPayment(ctx, u.tx, p.Reference)
		if err != nil || left.Status != PaymentPending {
			return err
		}
		left.Checks++
		if left.NextCheck = left.nextCheck(u.now); left.URL == "" && u.now.Sub(left.Created) > day {
			left.Status, left.NextCheck = PaymentAbandoned, nil // it has no page, so nobody can pay it
		}
		return s.store.updatePayment(ctx, u.tx, left, u.now)
	})
	return left, err
}

// checkLater has the sweep ask again when Paystack gave no answer.
func (s *Service) checkLater(ctx context.Context, reference string, cause error) error {
	p, err := s.store.paymentByReference(ctx, s.DB.SharedQuery(), reference)
	if err != nil || p.NextCheck != nil && p.NextCheck.After(s.Clock.Now()) || p.Status.final() {
		return cause
	}
	p.Checks++
	if err := s.store.postponeCheck(ctx, s.DB.SharedQuery(), p, s.Clock.Now()); err != nil {
		return fmt.Errorf("%w; and to ask again was not noted: %w", cause, err)
	}
	return cause
}

// Checks of an open payment: soon at first, since most are made within minutes, then less and less often, and not at all after a
// month, when no page of Paystack's is open any more.
const (
	firstCheck  = 2 * time.Minute
	chargeWait  = day // that a charge of ours may take: one that waits for the customer would otherwise keep the tools open for ever
	seldomCheck = day
	lastCheck   = 30 * day
)

// nextCheck is when Paystack is asked next, nil for never.
func (p *Payment) nextCheck(now time.Time) *time.Time {
	if now.Sub(p.Created) > lastCheck {
		return nil
	}
	return new(now.Add(min(firstCheck<<min(p.Checks, 10), seldomCheck)))
}

// allPlans reads the plans before a transaction is begun.
func (s *Service) allPlans(ctx context.Context) (catalogue, error) {
	return s.Entitlements.plans.Get(ctx, struct{}{}, s.Entitlements.loadPlans)
}
