package subscriptions

import (
	"context"
	"fmt"
	"strconv"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres"
)

// DisputeArgs is the job that asks Paystack how a dispute stands.
type DisputeArgs struct {
	Dispute string `json:"dispute"`
}

// Kind is the job's name in the queue.
func (DisputeArgs) Kind() string { return "dispute_look" }

// LookAtDispute keeps what Paystack says of a dispute now and draws the consequences. It is asked rather than the event believed, so that
// the order of events is nothing to us. A dispute over nobody's payment is left to the finding about the payment.
func (s *Service) LookAtDispute(ctx context.Context, id string) error {
	if s.Paystack == nil {
		return nil
	}
	said, err := s.Paystack.Dispute(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	p, err := s.store.paymentByReference(ctx, s.DB.SharedQuery(), said.TransactionReference)
	if fault.Is(err, fault.NotFound) || err == nil && p.Paid == nil {
		p, err = s.Settle(ctx, said.TransactionReference)
	}
	if fault.Is(err, fault.NotFound) {
		return nil // and reported
	}
	if err != nil {
		return err
	}
	err = s.change(ctx, p.Tenant, func(u *turn) error { return s.disputed(ctx, u, p, &said) })
	if fault.Is(err, fault.NotFound) { // the restaurant was deleted: there is nothing to freeze, and the money counts all the same
		return s.DB.Shared(ctx, func(tx postgres.Tx) error {
			return s.keepDispute(ctx, tx, p, disputeFrom(p, &said, s.Clock.Now()), &said)
		})
	}
	return err
}

// disputed is a dispute in the restaurant's turn. The first time that an open one is heard of it may freeze the subscription, and the end of
// the last one thaws what disputes froze.
func (s *Service) disputed(ctx context.Context, u *turn, p *Payment, said *paystack.Dispute) error {
	d := disputeFrom(p, said, u.now)
	known, err := s.store.dispute(ctx, u.tx, d.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if known == nil && d.Resolved == nil && s.FreezeDisputed && u.mayFreeze() {
		u.freeze()
		u.action = "subscription.frozen"
		d.FrozenAt = u.after.FrozenAt
	}
	if err := s.keepDispute(ctx, u.tx, p, d, said); err != nil {
		return err
	}
	if known == nil {
		if err := s.notice(ctx, u, NoticeDisputed, d.Opened); err != nil {
			return err
		}
	}
	return s.thaw(ctx, u)
}

// keepDispute writes a dispute, and what a lost one cost.
func (s *Service) keepDispute(ctx context.Context, tx postgres.Tx, p *Payment, d *Dispute, said *paystack.Dispute) error {
	before, err := s.store.dispute(ctx, tx, d.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if before != nil && before.Resolved != nil {
		return nil // that is how it ended, whatever comes late
	}
	now := s.Clock.Now()
	if err := s.store.saveDispute(ctx, tx, d, now); err != nil {
		return err
	}
	if err := s.recordDispute(ctx, tx, before, d); err != nil || !lost(said) || p.Paid == nil {
		return err
	}
	_, err = s.store.post(ctx, tx, entry{
		Tenant: p.Tenant, Key: "chargeback:" + strconv.FormatInt(d.ID, 10), Kind: EntryChargeback, Amount: Money{-d.Amount.Minor, d.Amount.Currency},
		Payment: p.ID, Subscription: p.Subscription, Note: fmt.Sprintf("dispute %d", d.ID), At: *d.Resolved,
	}, now)
	return err
}

func (s *Service) recordDispute(ctx context.Context, tx postgres.Tx, before, after *Dispute) error {
	if before != nil {
		after.FrozenAt, after.Opened = before.FrozenAt, before.Opened
	}
	changed := auditedDispute.Diff(before, after)
	if len(changed) == 0 {
		return nil
	}
	action := "dispute.updated"
	switch {
	case after.Resolved != nil:
		action = "dispute.resolved"
	case before == nil:
		action = "dispute.opened"
	}
	e := auditedDispute.Entry(action, after.ID, after.Amount.String())
	e.Tenant, e.Changes = after.Tenant, changed
	return s.Audit.Record(ctx, tx, e)
}

// Disputes gives a page of the disputes over the payments of a restaurant, nil for everybody's, the newest first, and their number.
func (s *Service) Disputes(ctx context.Context, of *access.TenantID, limit, offset int) ([]*Dispute, int64, error) {
	return s.store.disputes(ctx, s.DB.SharedQuery(), (*int64)(of), limit, offset)
}

// lookAtOpenDisputes asks again of every dispute that is not settled: an event that got lost must not keep a restaurant closed.
func (s *Service) lookAtOpenDisputes(ctx context.Context) error {
	open, err := s.store.queries.OpenDisputes(ctx, s.DB.SharedQuery())
	if err != nil {
		return err
	}
	for _, id := range open {
		if err := s.LookAtDispute(ctx, strconv.FormatInt(id, 10)); err != nil {
			return err
		}
	}
	return nil
}
