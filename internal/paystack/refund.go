package paystack

import (
	"context"
	"net/url"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// What a refund may be. Needs-attention wants the customer's bank account, in Paystack's dashboard.
const (
	RefundPending        = "pending"
	RefundProcessing     = "processing"
	RefundProcessed      = "processed"
	RefundFailed         = "failed"
	RefundNeedsAttention = "needs-attention"
)

// RefundRequest gives money back.
type RefundRequest struct {
	Transaction  string // required; the reference of the transaction, or its id
	Amount       int64  // subunits; 0: all of it
	Currency     string // ISO 4217; "": the transaction's
	CustomerNote string // the customer may see it
	MerchantNote string // for us alone
}

// Refund is money on its way back.
type Refund struct {
	ID                   string // "" in most events
	Reference            string // the refund's own, "" until there is one
	TransactionReference string // "" when Paystack gave only the id
	TransactionID        string
	DisputeID            string // of the dispute that it settles; "": none
	Domain               string // "test" or "live"
	Status               string // never ""
	Amount               int64  // subunits
	Currency             string // ISO 4217, capitals
	CustomerNote         string
	MerchantNote         string
	Customer             Customer
	RefundedAt           time.Time
	ExpectedAt           time.Time
	CreatedAt            time.Time
}

// RefundFilter narrows a list of refunds. What is zero is not asked about.
type RefundFilter struct {
	TransactionID string // Paystack's number; by a reference it finds none
	From, To      time.Time
	Page          Page
}

// Refund gives money back. Paystack has no reference that would make this safe to repeat: store first that it was asked
// for, and when OutcomeUnknown holds for the error, look for it with Refunds.
func (c *Client) Refund(ctx context.Context, in RefundRequest) (Refund, error) {
	if err := in.validate(); err != nil {
		return Refund{}, err
	}
	request := post(struct {
		Transaction  string `json:"transaction"`
		Amount       int64  `json:"amount,omitempty"`
		Currency     string `json:"currency,omitempty"`
		CustomerNote string `json:"customer_note,omitempty"`
		MerchantNote string `json:"merchant_note,omitempty"`
	}(in), "refund")
	out, err := c.do(ctx, request)
	if err != nil {
		return Refund{}, err
	}
	return one(request, out, parseRefund)
}

func (in RefundRequest) validate() error {
	var problems fault.Fields
	problems.Check(isID(in.Transaction), "transaction", "This is no transaction's reference.")
	problems.Check(in.Amount >= 0, "amount", "The amount must not be negative.")
	problems.Check(currencyCode(in.Currency) == in.Currency, "currency", "This is no currency's code.")
	return problems.Err()
}

// RefundByID asks for one refund. It fails with NotFound when Paystack knows none by that id.
func (c *Client) RefundByID(ctx context.Context, id string) (Refund, error) {
	return item(ctx, c, "The refund", parseRefund, "refund", id)
}

// Refunds lists refunds.
func (c *Client) Refunds(ctx context.Context, filter RefundFilter) (List[Refund], error) {
	query := url.Values{}
	set(query, "transaction", filter.TransactionID)
	between(query, filter.From, filter.To)
	return pageOf(ctx, c, listing{path: "refund", query: query, page: filter.Page}, parseRefund)
}

// parseRefund reads a refund of an answer or an event. Either its transaction or its reference must be there.
func parseRefund(o object) (Refund, error) {
	e := essentials{object: o, what: "refund"}
	transaction := o.object("transaction")
	r := Refund{
		ID: o.id("id"), Reference: o.id("refund_reference"), Domain: o.text("domain"), Status: e.mustText("status"),
		TransactionReference: o.id("transaction_reference"), TransactionID: o.id("transaction"), DisputeID: o.id("dispute"),
		Amount: e.mustAmount("amount"), Currency: e.mustCurrency("currency"),
		CustomerNote: o.text("customer_note"), MerchantNote: o.text("merchant_note"), Customer: parseCustomer(o.object("customer")),
		RefundedAt: o.moment("refunded_at"), ExpectedAt: o.moment("expected_at"), CreatedAt: o.moment("created_at", "createdAt"),
	}
	if transaction != nil {
		r.TransactionID = transaction.id("id")
	}
	if r.TransactionReference == "" {
		r.TransactionReference = transaction.id("reference")
	}
	if r.TransactionReference == "" && r.TransactionID == "" {
		e.missing("transaction")
	}
	if e.err != nil {
		return Refund{}, e.err
	}
	return r, nil
}
