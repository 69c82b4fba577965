package paystack

import (
	"context"
	"time"
)

// What a dispute may be.
const (
	DisputeAwaitingMerchant = "awaiting-merchant-feedback"
	DisputeAwaitingBank     = "awaiting-bank-feedback"
	DisputePending          = "pending"
	DisputeResolved         = "resolved"
)

// Dispute is a customer's or a bank's objection to a payment.
type Dispute struct {
	ID                   string
	Domain               string // "test" or "live"
	Status               string // never ""
	Resolution           string // such as "merchant-accepted", "auto-accepted", "declined"; "" while it is open
	Category             string // such as "chargeback"
	Refund               *Money // what is to be given back; nil when it does not say
	TransactionReference string // never ""
	TransactionID        string
	Customer             Customer
	DueAt                time.Time // when it is decided against us unless we answer
	ResolvedAt           time.Time
	CreatedAt            time.Time
}

// Dispute asks how a dispute stands. It fails with NotFound when Paystack knows none by that id.
func (c *Client) Dispute(ctx context.Context, id string) (Dispute, error) {
	return item(ctx, c, "The dispute", parseDispute, "dispute", id)
}

func parseDispute(o object) (Dispute, error) {
	e := essentials{object: o, what: "dispute"}
	transaction := o.object("transaction")
	d := Dispute{
		ID: e.mustID("id"), Domain: o.text("domain"), Status: e.mustText("status"), Resolution: o.text("resolution"), Category: o.text("category"),
		Refund: e.optionalMoney("refund_amount", "currency"), TransactionReference: transaction.id("reference"),
		TransactionID: transaction.id("id"), Customer: parseCustomer(o.object("customer")), DueAt: o.moment("dueAt", "due_at"),
		ResolvedAt: o.moment("resolvedAt", "resolved_at"), CreatedAt: o.moment("created_at", "createdAt"),
	}
	if d.TransactionReference == "" {
		d.TransactionReference = e.mustID("transaction_reference")
	}
	if e.err != nil {
		return Dispute{}, e.err
	}
	return d, nil
}

// optionalMoney is nil when the amount is not there. One that is there must be right, and its currency too.
func (e *essentials) optionalMoney(amount, currency string) *Money {
	if e.object[amount] == nil {
		return nil
	}
	return &Money{Amount: e.mustAmount(amount), Currency: e.mustCurrency(currency)}
}
