package subscriptions

import (
	"context"
	"errors"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// ReconcileArgs is the nightly job that compares our ledger with Paystack's.
type ReconcileArgs struct{}

// Kind is the job's name in the queue.
func (ReconcileArgs) Kind() string { return "billing_reconcile" }

// ReconciledDays is how far back the nightly job looks: what one night misses the next two see again.
const ReconciledDays = 3

// listMargin is by how much earlier Paystack's list begins than ours: it goes by when a payment was begun, and we by when it was made.
const listMargin = day

// Reconciled is what a reconciliation has done.
type Reconciled struct {
	From, To time.Time
	Listed   int        // successful transactions that Paystack lists
	Healed   int        // of them, those that we did not have, and have now
	Checked  int        // charges of ours that Paystack's list did not have, asked about one by one
	Refunds  int        // refunds that Paystack lists
	Findings []*Finding // what is new of what does not agree
}

// reconciling is a reconciliation under way.
type reconciling struct {
	*Service

	done   Reconciled
	listed map[string]bool
}

// ReconcileLately is Reconcile for the last days.
func (s *Service) ReconcileLately(ctx context.Context, days int) (*Reconciled, error) {
	now := s.Clock.Now()
	return s.Reconcile(ctx, now.Add(-time.Duration(days)*day), now)
}

// Reconcile compares what Paystack says was paid in a stretch of time with the charges in our ledger. A payment that we do not have is
// settled, as if its webhook had come; so is a refund. What does not agree after that is reported, once, and resolved by nobody but an
// operator. It can be broken off anywhere and run again.
func (s *Service) Reconcile(ctx context.Context, from, to time.Time) (*Reconciled, error) {
	if s.Paystack == nil {
		return nil, errNotConfigured
	}
	if !from.Before(to) {
		return nil, fault.New(fault.Invalid, "invalid_period", "The time to look at has to begin before it ends.")
	}
	began := s.Clock.Now()
	r := &reconciling{Service: s, done: Reconciled{From: from, To: to}, listed: map[string]bool{}}
	err := errors.Join(r.transactions(ctx), r.refunds(ctx), s.lookAtOpenDisputes(ctx))
	if err != nil {
		return nil, err
	}
	if err := r.charges(ctx); err != nil {
		return nil, err
	}
	r.done.Findings, err = s.store.findingsSince(ctx, s.DB.SharedQuery(), began)
	return &r.done, err
}

// transactions goes through what Paystack says was paid.
func (r *reconciling) transactions(ctx context.Context) error {
	filter := paystack.TransactionFilter{Status: paystack.TransactionSuccess, From: r.done.From.Add(-listMargin), To: r.done.To}
	return eachPage(func(page paystack.Page) (paystack.List[paystack.Transaction], error) {
		filter.Page = page
		return r.Paystack.Transactions(ctx, filter)
	}, func(list paystack.List[paystack.Transaction]) error {
		if err := r.unreadable(ctx, "transactions", list.Unreadable); err != nil {
			return err
		}
		return r.compare(ctx, list.Items)
	})
}

// unreadable reports that Paystack listed what cannot be read. A day's are one finding.
func (r *reconciling) unreadable(ctx context.Context, what string, number int) error {
	if number == 0 {
		return nil
	}
	reference := what + " until " + r.done.To.UTC().Format(time.DateOnly)
	return r.store.report(ctx, r.DB.SharedQuery(), 0, FindingUnreadable, reference, map[string]any{
		"rows": number, "from": r.done.From, "to": r.done.To,
	}, r.Clock.Now())
}

// compare settles what of a page we do not have, and reports what differs then.
func (r *reconciling) compare(ctx context.Context, page []paystack.Transaction) error {
	ours, err := r.charged(ctx, page)
	if err != nil {
		return err
	}
	for i := range page {
		said := &page[i]
		if r.listed[said.Reference] || !said.Paid() {
			continue
		}
		r.listed[said.Reference] = true
		r.done.Listed++
		if err := r.compareOne(ctx, said, ours[said.Reference]); err != nil {
			return err
		}
	}
	return nil
}

func (r *reconciling) compareOne(ctx context.Context, said *paystack.Transaction, ours []Money) error {
	if len(ours) > 0 {
		return r.differs(ctx, said, ours)
	}
	_, err := r.Settle(ctx, said.Reference)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	now, err := r.charged(ctx, []paystack.Transaction{*said})
	if err != nil {
		return err
	}
	if ours = now[said.Reference]; len(ours) == 0 {
		if err := r.reportUnknown(ctx, said); !fault.Is(err, fault.NotFound) {
			return err
		}
		return nil
	}
	r.done.Healed++
	return r.differs(ctx, said, ours)
}

// differs reports a charge that is another in the ledger than at Paystack.
func (r *reconciling) differs(ctx context.Context, said *paystack.Transaction, ours []Money) error {
	there := Money{said.Amount, said.Currency}
	if len(ours) == 1 && ours[0] == there {
		return nil
	}
	return r.found(ctx, FindingLedgerDiffers, said.Reference, map[string]any{"ledger": inWordsOf(ours), "paystack": there.String()})
}

func inWordsOf(amounts []Money) []string {
	words := make([]string, len(amounts))
	for i, m := range amounts {
		words[i] = m.String()
	}
	return words
}

// found reports what does not agree about a payment.
func (r *reconciling) found(ctx context.Context, kind, reference string, detail map[string]any) error {
	q := r.DB.SharedQuery()
	p, err := r.store.paymentByReference(ctx, q, reference)
	if err != nil {
		return err
	}
	detail["payment"] = p.ID
	return r.store.report(ctx, q, p.Tenant, kind, reference, detail, r.Clock.Now())
}

// charged are the charges that the ledger has of some transactions, by reference, summed up by currency.
func (r *reconciling) charged(ctx context.Context, page []paystack.Transaction) (map[string][]Money, error) {
	references := make([]string, len(page))
	for i := range page {
		references[i] = page[i].Reference
	}
	rows, err := r.store.queries.LedgerCharges(ctx, r.DB.SharedQuery(), references)
	out := make(map[string][]Money, len(rows))
	for _, row := range rows {
		if EntryKind(row.Kind) == EntryCharge {
			out[row.Reference] = append(out[row.Reference], Money{row.Amount, row.Currency})
		}
	}
	return out, err
}
