package subscriptions

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// EntryKind is what sort of fact of money an entry of the ledger is.
type EntryKind string

// The kinds of entries, with the sign that each has. A restaurant's balance is the sum: what it has to its credit.
const (
	EntryCharge     EntryKind = "charge"     // + money that arrived
	EntryFee        EntryKind = "fee"        // - what a period costs
	EntryProration  EntryKind = "proration"  // + the unused rest of a period that was left for another plan
	EntryRefund     EntryKind = "refund"     // - money that went back
	EntryCredit     EntryKind = "credit"     // + what is taken off again after a refund, or given
	EntryChargeback EntryKind = "chargeback" // - money that a bank took back
	EntryWriteOff   EntryKind = "write_off"  // what is given up on
)

// entry is a fact of money. It is written once: key names it.
type entry struct {
	Tenant       access.TenantID
	Key          string
	Kind         EntryKind
	Amount       Money
	Payment      int64
	Subscription int64
	Note         string
	At           time.Time
}

// post writes a fact and reports whether it is new.
func (s store) post(ctx context.Context, tx postgres.Tx, e entry, now time.Time) (bool, error) {
	rows, err := s.queries.AddLedgerEntry(ctx, tx, shareddb.AddLedgerEntryParams{
		TenantID: int64(e.Tenant), EntryKey: e.Key, Kind: string(e.Kind), Currency: e.Amount.Currency, Amount: e.Amount.Minor,
		PaymentID: postgres.OrNull(e.Payment), SubscriptionID: postgres.OrNull(e.Subscription), Note: e.Note, OccurredAt: e.At, Now: now,
	})
	return rows > 0, err
}

// Kinds of findings: what does not agree between us and Paystack.
const (
	FindingWrongPayment   = "wrong_payment"     // money arrived that differs from what was asked for
	FindingPaidTwice      = "paid_twice"        // a period was paid for a second time
	FindingUnknownPayment = "unknown_payment"   // money arrived for nobody we know
	FindingNotAtPaystack  = "not_at_paystack"   // we have a charge that Paystack does not list
	FindingLedgerDiffers  = "ledger_differs"    // the amounts differ
	FindingUnreadable     = "unreadable_answer" // Paystack lists what cannot be read
)

// report writes a finding for an operator to look at, once.
func (s store) report(ctx context.Context, q postgres.Querier, tenant access.TenantID, kind, reference string, detail any, now time.Time) error {
	raw, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	_, err = s.queries.AddFinding(ctx, q, shareddb.AddFindingParams{
		TenantID: postgres.OrNull(int64(tenant)), Kind: kind, Reference: reference, Detail: raw, Now: now,
	})
	return err
}
