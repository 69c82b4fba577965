package subscriptions

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres"
)

// RefundsArgs is the job that asks Paystack what became of a payment's refunds.
type RefundsArgs struct {
	Reference string `json:"reference"`
}

// Kind is the job's name in the queue.
func (RefundsArgs) Kind() string { return "refunds_look" }

// LookAtRefunds brings the refunds of a payment in step with what Paystack has, those included that somebody made in Paystack's dashboard.
// A payment of nobody's has none.
func (s *Service) LookAtRefunds(ctx context.Context, reference string) error {
	if s.Paystack == nil {
		return nil
	}
	p, err := s.store.paymentByReference(ctx, s.DB.SharedQuery(), reference)
	if fault.Is(err, fault.NotFound) || err == nil && p.Paid == nil {
		p, err = s.Settle(ctx, reference) // what goes back has come, and we were not told
	}
	if fault.Is(err, fault.NotFound) {
		return nil // and reported
	}
	if err != nil || p.Paid == nil {
		return err
	}
	said, err := s.refundsThere(ctx, p)
	if err != nil {
		return err
	}
	return s.hearRefunds(ctx, p, said, 0)
}

// refundsThere are all refunds of a payment that Paystack has. It finds them by its own number of the payment alone.
func (s *Service) refundsThere(ctx context.Context, p *Payment) (all []paystack.Refund, err error) {
	if p.PaystackID == 0 {
		return nil, fmt.Errorf("payment %d: Paystack's number of it is not known", p.ID)
	}
	filter := paystack.RefundFilter{TransactionID: strconv.FormatInt(p.PaystackID, 10)}
	err = eachPage(func(page paystack.Page) (paystack.List[paystack.Refund], error) {
		filter.Page = page
		return s.Paystack.Refunds(ctx, filter)
	}, func(list paystack.List[paystack.Refund]) error {
		all = append(all, list.Items...)
		return nil
	})
	return all, err
}

// hearRefunds brings the rows of a payment's refunds in step with what Paystack says of some of them. made is the row for which Paystack
// has just made the one that it speaks of, 0 when it is to be found.
func (s *Service) hearRefunds(ctx context.Context, p *Payment, said []paystack.Refund, made int64) error {
	slices.SortFunc(said, func(a, b paystack.Refund) int { return cmp.Compare(number(a.ID), number(b.ID)) })
	return s.withPayment(ctx, p.Reference, func(tx postgres.Tx, p *Payment) error {
		rows, err := s.store.refundsOf(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		for i := range said {
			if said[i].ID != "" && said[i].TransactionID != "" && number(said[i].TransactionID) != p.PaystackID {
				continue // another's
			}
			if rows, err = s.hearRefund(ctx, tx, p, rows, &said[i], made); err != nil {
				return err
			}
		}
		if err := s.tally(ctx, tx, p, rows); err != nil {
			return err
		}
		return s.planRefundChecks(ctx, tx, p)
	})
}

func (s *Service) hearRefund(ctx context.Context, tx postgres.Tx, p *Payment, rows []*Refund, said *paystack.Refund, made int64) ([]*Refund, error) {
	if number(said.ID) == 0 {
		return rows, nil // it is found in the list
	}
	r, now := rowOf(rows, said), s.Clock.Now()
	if at := slices.IndexFunc(rows, func(r *Refund) bool { return r.ID == made && r.unmade() }); at >= 0 {
		r = rows[at]
	}
	if r == nil {
		r = &Refund{
			Tenant: p.Tenant, Payment: p.ID, Amount: Money{said.Amount, said.Currency}, Reason: "Made at Paystack.", Status: RefundPending,
			Created: earliest(said.CreatedAt, now),
		}
		if err := s.store.insertRefund(ctx, tx, r, now); err != nil {
			return rows, err
		}
		rows = append(rows, r)
	}
	before := *r
	if r.hear(said); *r == before {
		return rows, nil
	}
	if err := s.store.updateRefund(ctx, tx, r, now); err != nil {
		return rows, err
	}
	if err := s.recordRefund(ctx, tx, "refund."+string(r.Status), &before, r); err != nil || r.Status != RefundProcessed {
		return rows, err
	}
	return rows, s.postRefund(ctx, tx, p, r, said)
}

// postRefund writes that the money went back, and takes back what it had paid for: nobody owes for what was refunded. Of money for which
// nothing was granted there is nothing to take back. What settles a dispute is the bank's taking, not a gift.
func (s *Service) postRefund(ctx context.Context, tx postgres.Tx, p *Payment, r *Refund, said *paystack.Refund) error {
	now := s.Clock.Now()
	e := entry{
		Tenant: p.Tenant, Key: fmt.Sprintf("refund:%d", r.PaystackID), Kind: EntryRefund, Amount: Money{-r.Amount.Minor, r.Amount.Currency},
		Payment: p.ID, Subscription: p.Subscription, Note: r.Reason, At: earliest(said.RefundedAt, now),
	}
	disputed := said.DisputeID != ""
	if disputed {
		e.Kind, e.Key, e.Note = EntryChargeback, "chargeback:"+said.DisputeID, "dispute "+said.DisputeID
	}
	if _, err := s.store.post(ctx, tx, e, now); err != nil || disputed || p.Status != PaymentSuccess {
		return err
	}
	e.Key, e.Kind, e.Amount = fmt.Sprintf("credit:%d", r.PaystackID), EntryCredit, r.Amount
	_, err := s.store.post(ctx, tx, e, now)
	return err
}

// tally counts what of a payment went back. A payment for which something was granted stays a success when all of it did: that a period is
// paid for once hangs on its status, and the period was.
func (s *Service) tally(ctx context.Context, tx postgres.Tx, p *Payment, rows []*Refund) error {
	before := *p
	p.Refunded = 0
	for _, r := range rows {
		if r.Status == RefundProcessed {
			p.Refunded += r.Amount.Minor
		}
	}
	if p.Status == PaymentParked && p.Paid != nil && p.Refunded >= p.Paid.Minor {
		p.Status = PaymentRefunded
	}
	if *p == before {
		return nil
	}
	return s.store.updatePayment(ctx, tx, p, s.Clock.Now())
}

func (s *Service) planRefundChecks(ctx context.Context, tx postgres.Tx, p *Payment) error {
	return s.store.queries.PlanRefundChecks(ctx, tx, s.Clock.Now().Add(refundChecks), p.ID)
}

// earliest is at, or now when that is not known or still to come.
func earliest(at, now time.Time) time.Time {
	if at.IsZero() || at.After(now) {
		return now
	}
	return at
}

// mostPages ends a walk over a list that has no end.
const mostPages = 2_000

// eachPage visits every page of a list of Paystack's. A list that was not read to its end is a failure: somebody acts on what is not in it.
func eachPage[T any](read func(paystack.Page) (paystack.List[T], error), visit func(paystack.List[T]) error) error {
	page := paystack.Page{Size: paystack.MaxPage}
	for range mostPages {
		list, err := read(page)
		if err != nil {
			return err
		}
		if err := visit(list); err != nil || !list.More {
			return err
		}
		page = list.Next
	}
	return fmt.Errorf("paystack: a list of more than %d pages", mostPages)
}

// runRefunds looks at refunds that are under way.
func (s *Service) runRefunds(ctx context.Context, ran *Ran) (err error) {
	if s.Paystack == nil {
		return nil
	}
	now := s.Clock.Now()
	ran.Refunds, err = walk(ctx, s, &ran.Failed, func(after position) ([]dueRow, error) {
		return s.store.dueRefunds(ctx, s.DB.SharedQuery(), now, after)
	}, dueRow.position, func(ctx context.Context, r dueRow) error { return s.visitRefund(ctx, r.id) })
	return err
}

func (s *Service) visitRefund(ctx context.Context, id int64) error {
	r, err := s.store.refund(ctx, s.DB.SharedQuery(), id)
	if err != nil {
		return err
	}
	if r.unmade() {
		return s.MakeRefund(ctx, id)
	}
	p, err := s.store.payment(ctx, s.DB.SharedQuery(), r.Payment, nil)
	if err != nil {
		return err
	}
	return s.LookAtRefunds(ctx, p.Reference)
}
