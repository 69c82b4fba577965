package subscriptions

import (
	"context"
	"fmt"
	"slices"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/subscriptions/receipt"
)

var errNoReceipt = fault.New(fault.Conflict, "not_paid", "Nothing was paid with this payment, so there is no receipt for it.")

// Receipt is what was paid with a payment, as the ledger has it: nothing is worked out anew. It fails with a Conflict for one that was
// not paid.
func (s *Service) Receipt(ctx context.Context, id int64) (*receipt.Receipt, error) {
	p, err := s.Payment(ctx, id)
	if err != nil {
		return nil, err
	}
	if p.Paid == nil || p.PaidAt == nil {
		return nil, errNoReceipt
	}
	r := &receipt.Receipt{Number: receiptNumber(p), Total: p.Paid.grouped(), Method: p.Method, Reference: p.Reference, Paid: *p.PaidAt}
	if r.Restaurant, r.Contact, err = s.store.paidBy(ctx, s.DB.SharedQuery(), p.Tenant); err != nil {
		return nil, err
	}
	entries, err := s.store.ledgerOf(ctx, s.rowsOf(new(int64(p.Tenant))), p.ID)
	if err != nil {
		return nil, err
	}
	what, err := s.sold(ctx, p)
	if err != nil {
		return nil, err
	}
	describe(r, p, entries, what)
	return r, nil
}

// receiptNumber is the same for ever: a payment is paid once.
func receiptNumber(p *Payment) string { return fmt.Sprintf("TT-%d-%06d", p.PaidAt.UTC().Year(), p.ID) }

// sold names the plan that a payment is for, and how often it is paid.
func (s *Service) sold(ctx context.Context, p *Payment) (string, error) {
	plans, err := s.allPlans(ctx)
	if err != nil {
		return "", err
	}
	plan, price, err := plans.price(p.Price)
	if err != nil {
		return "", err
	}
	return plan.Name + " plan, paid " + string(price.Interval), nil
}

// describe puts what the ledger says of a payment on its receipt.
func describe(r *receipt.Receipt, p *Payment, entries []*LedgerEntry, what string) {
	for _, e := range entries {
		day := receipt.Day(e.Occurred)
		switch e.Kind {
		case EntryFee:
			r.Lines = slices.Insert(r.Lines, 0, receipt.Line{Text: what, Detail: p.period(), Amount: e.Amount.minus().grouped()})
		case EntryProration:
			r.Lines = append(r.Lines, receipt.Line{Text: "Credit for the unused rest of the previous period", Amount: e.Amount.minus().grouped()})
		case EntryRefund:
			r.Returned = append(r.Returned, receipt.Line{Text: "Refunded", Detail: day, Amount: e.Amount.grouped()})
		case EntryChargeback:
			r.Returned = append(r.Returned, receipt.Line{Text: "Taken back by the bank", Detail: day, Amount: e.Amount.grouped()})
		case EntryCharge, EntryCredit, EntryWriteOff: // the total; and what is between us, and no part of this payment
		}
	}
	if len(r.Lines) == 0 {
		r.Lines = []receipt.Line{{Text: "Payment on account", Amount: r.Total}}
		r.Remark = "No subscription was granted for this payment: " + p.Failure + "."
	}
}

// period is the stretch of time that a payment is for, "" when nothing was granted for it.
func (p *Payment) period() string {
	if p.PeriodStart == nil || p.PeriodEnd == nil {
		return ""
	}
	return receipt.Day(*p.PeriodStart) + " to " + receipt.Day(*p.PeriodEnd)
}

func (m Money) minus() Money { return Money{-m.Minor, m.Currency} }

// grouped is the amount for a sheet of paper: "NGN 200,000.00".
func (m Money) grouped() string {
	text := m.Decimal()
	first := 0
	if m.Minor < 0 {
		first = 1
	}
	for at := len(text) - len(".00") - 3; at > first; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return m.Currency + " " + text
}
