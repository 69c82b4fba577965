package subscriptions

import (
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/paystack"
)

// Dispute is a payment that its payer objects to at the bank.
type Dispute struct {
	ID         int64 // Paystack's
	Tenant     access.TenantID
	Payment    int64
	Reference  string // the payment's
	Status     string // Paystack's word
	Resolution string // Paystack's word, "" while it is open
	Amount     Money  // what is claimed
	DueAt      *time.Time
	Opened     time.Time
	Resolved   *time.Time // nil: it is open
	FrozenAt   *time.Time // when it froze the restaurant's subscription, if it did
}

// disputeFrom is what Paystack says of a dispute over a payment.
func disputeFrom(p *Payment, said *paystack.Dispute, now time.Time) *Dispute {
	d := &Dispute{
		ID: number(said.ID), Tenant: p.Tenant, Payment: p.ID, Reference: p.Reference, Status: said.Status, Resolution: said.Resolution,
		Amount: p.Due, Opened: earliest(said.CreatedAt, now),
	}
	if p.Paid != nil {
		d.Amount = *p.Paid
	}
	if said.Refund != nil && said.Refund.Amount > 0 && said.Refund.Currency == d.Amount.Currency {
		d.Amount.Minor = said.Refund.Amount
	}
	if !said.DueAt.IsZero() {
		d.DueAt = &said.DueAt
	}
	if said.Status == paystack.DisputeResolved {
		d.Resolved = new(earliest(said.ResolvedAt, now))
	}
	return d
}

// How disputes end. Accepted is for the cardholder, by us or because nobody answered in time; declined is for us.
const (
	resolutionMerchantAccepted = "merchant-accepted"
	resolutionAutoAccepted     = "auto-accepted"
	resolutionDeclined         = "declined"
)

// lost reports whether the money goes back to the cardholder. Of an end that Paystack gives no word for that we know, the amount to be given
// back tells.
func lost(said *paystack.Dispute) bool {
	switch {
	case said.Status != paystack.DisputeResolved || said.Resolution == resolutionDeclined:
		return false
	case said.Resolution == resolutionMerchantAccepted || said.Resolution == resolutionAutoAccepted:
		return true
	default:
		return said.Refund != nil && said.Refund.Amount > 0
	}
}
