package subscriptions

import (
	"context"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// charges goes through the charges of ours that Paystack did not list. Its list goes by another time than our ledger and leaves out what
// was given back, so each is asked about.
func (r *reconciling) charges(ctx context.Context) error {
	rows, err := r.store.queries.LedgerChargesBetween(ctx, r.DB.SharedQuery(), r.done.From, r.done.To)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if r.listed[row.Reference] {
			continue
		}
		r.listed[row.Reference] = true
		r.done.Checked++
		if err := r.confirm(ctx, row.Reference, Money{row.Amount, row.Currency}); err != nil {
			return err
		}
	}
	return nil
}

// confirm asks Paystack about a charge.
func (r *reconciling) confirm(ctx context.Context, reference string, ours Money) error {
	said, err := r.Paystack.Verify(ctx, reference)
	if fault.Is(err, fault.NotFound) {
		return r.found(ctx, FindingNotAtPaystack, reference, map[string]any{"ledger": ours.String()})
	}
	if err != nil {
		return err
	}
	if !said.Paid() && said.Status != paystack.TransactionReversed { // reversed was paid, and went back
		return r.found(ctx, FindingNotAtPaystack, reference, map[string]any{"ledger": ours.String(), "status": said.Status})
	}
	return r.differs(ctx, &said, []Money{ours})
}

// refunds brings in step the refunds that Paystack lists, those that nobody told us of included.
func (r *reconciling) refunds(ctx context.Context) error {
	filter, looked := paystack.RefundFilter{From: r.done.From, To: r.done.To}, map[string]bool{}
	return eachPage(func(page paystack.Page) (paystack.List[paystack.Refund], error) {
		filter.Page = page
		return r.Paystack.Refunds(ctx, filter)
	}, func(list paystack.List[paystack.Refund]) error {
		r.done.Refunds += len(list.Items)
		if err := r.unreadable(ctx, "refunds", list.Unreadable); err != nil {
			return err
		}
		for i := range list.Items {
			of := list.Items[i].TransactionID
			if looked[of] {
				continue
			}
			looked[of] = true
			if err := r.refunded(ctx, &list.Items[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// refunded looks at the refunds of the payment that one of them is of.
func (r *reconciling) refunded(ctx context.Context, said *paystack.Refund) error {
	p, err := r.store.paymentThere(ctx, r.DB.SharedQuery(), number(said.TransactionID))
	switch {
	case err == nil:
		return r.LookAtRefunds(ctx, p.Reference)
	case fault.Is(err, fault.NotFound):
		return nil // its payment is nobody's, and reported when it was paid
	default:
		return err
	}
}
