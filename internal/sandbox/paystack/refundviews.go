package paystack

import (
	"strconv"
	"time"
)

const refundedBy = "sandbox@example.com"

// refundView is what every answer shows of a refund.
type refundView struct {
	ID             int64   `json:"id"`
	Integration    int64   `json:"integration"`
	Domain         string  `json:"domain"`
	Amount         int64   `json:"amount"`
	DeductedAmount int64   `json:"deducted_amount"`
	Currency       string  `json:"currency"`
	Channel        *string `json:"channel"`
	Status         string  `json:"status"`
	RefundedBy     string  `json:"refunded_by"`
	ExpectedAt     string  `json:"expected_at"`
	CustomerNote   string  `json:"customer_note"`
	MerchantNote   string  `json:"merchant_note"`
}

// refundDetails is what GET shows in addition.
type refundDetails struct {
	Transaction          int64        `json:"transaction"`
	TransactionReference string       `json:"transaction_reference"`
	TransactionAmount    int64        `json:"transaction_amount"`
	Customer             customerView `json:"customer"`
	Dispute              *int64       `json:"dispute"`
	Settlement           *int64       `json:"settlement"`
	RefundedAt           *string      `json:"refunded_at"`
	BankReference        *string      `json:"bank_reference"`
	Reason               string       `json:"reason"`
	RefundType           string       `json:"refund_type"`
	RefundChannel        string       `json:"refund_channel"`
	InitiatedBy          string       `json:"initiated_by"`
	SessionID            *string      `json:"session_id"`
	CollectAccountNumber bool         `json:"collect_account_number"`
}

func (c *change) refundDetails(r *Refund) refundDetails {
	t := c.Transactions.byID[r.TransactionID]
	details := refundDetails{
		Transaction: t.ID, TransactionReference: t.Reference, TransactionAmount: t.Amount, Customer: c.customerOf(t).view(),
		RefundedAt: r.refundedAt(), Reason: r.MerchantNote, RefundType: "full", RefundChannel: t.Channel, InitiatedBy: refundedBy,
	}
	if r.Amount < t.Amount {
		details.RefundType = "partial"
	}
	return details
}

func (c *change) refundView(r *Refund) refundView {
	view := refundView{
		ID: r.ID, Integration: c.server.config.Integration, Domain: "test", Amount: r.Amount, Currency: r.Currency, Status: r.Status,
		RefundedBy: refundedBy, ExpectedAt: iso(r.CreatedAt.Add(9 * 24 * time.Hour)), CustomerNote: r.CustomerNote,
		MerchantNote: r.MerchantNote,
	}
	if r.Status == RefundProcessed {
		view.DeductedAmount = r.Amount
	}
	return view
}

// createdRefund is the answer to POST /refund, which shows the transaction.
type createdRefund struct {
	refundView

	Transaction   any    `json:"transaction"`
	FullyDeducted bool   `json:"fully_deducted"`
	CreatedAt     string `json:"createdAt"`
	UpdatedAt     string `json:"updatedAt"`
}

func (c *change) createdRefund(r *Refund, t *Transaction) createdRefund {
	return createdRefund{
		refundView: c.refundView(r), Transaction: fetchedView{listedView: c.listedView(t)}, CreatedAt: iso(r.CreatedAt), UpdatedAt: iso(r.UpdatedAt),
	}
}

// fetchedRefund is the answer to GET /refund/{id}.
type fetchedRefund struct {
	refundView
	refundDetails

	FullyDeducted bool   `json:"fully_deducted"`
	CreatedAt     string `json:"createdAt"`
	UpdatedAt     string `json:"updatedAt"`
}

func (c *change) fetchedRefund(r *Refund) fetchedRefund {
	return fetchedRefund{
		refundView: c.refundView(r), refundDetails: c.refundDetails(r), FullyDeducted: r.Status == RefundProcessed,
		CreatedAt: iso(r.CreatedAt), UpdatedAt: iso(r.UpdatedAt),
	}
}

func (r *Refund) refundedAt() *string {
	if r.Status != RefundProcessed {
		return nil
	}
	return isoOrNil(r.UpdatedAt)
}

// listedRefund is a refund in a list, where Paystack spells some fields in its other way.
type listedRefund struct {
	refundView
	refundDetails

	FullyDeducted int    `json:"fully_deducted"` // 0 or 1
	CreatedAt     string `json:"created_at"`
	CreatedAtToo  string `json:"createdAt"`
	UpdatedAt     string `json:"updated_at"`
}

func (c *change) listedRefund(r *Refund) listedRefund {
	view := listedRefund{
		refundView: c.refundView(r), refundDetails: c.refundDetails(r), CreatedAt: iso(r.CreatedAt), CreatedAtToo: iso(r.CreatedAt),
		UpdatedAt: iso(r.UpdatedAt),
	}
	if r.Status == RefundProcessed {
		view.FullyDeducted = 1
	}
	return view
}

// refundEvent is the data of refund webhooks, which carry no id.
type refundEvent struct {
	Status               string         `json:"status"`
	TransactionReference string         `json:"transaction_reference"`
	RefundReference      *string        `json:"refund_reference"`
	Amount               any            `json:"amount"` // a string, but for refund.failed
	Currency             string         `json:"currency"`
	Processor            string         `json:"processor"`
	Customer             refundCustomer `json:"customer"`
	Integration          int64          `json:"integration"`
	Domain               string         `json:"domain"`
}

type refundCustomer struct {
	FirstName *string `json:"first_name"`
	LastName  *string `json:"last_name"`
	Email     string  `json:"email"`
}

func (c *change) tellRefund(r *Refund) {
	who := c.customerOf(c.Transactions.byID[r.TransactionID])
	e := refundEvent{
		Status: r.Status, TransactionReference: r.Reference, Amount: strconv.FormatInt(r.Amount, 10), Currency: r.Currency,
		Processor: "instant-transfer", Customer: refundCustomer{who.FirstName, who.LastName, who.Email},
		Integration: c.server.config.Integration, Domain: "test",
	}
	switch r.Status {
	case RefundFailed:
		e.Amount, e.RefundReference = r.Amount, textOrNil(refundReference(r))
	case RefundProcessed:
		e.RefundReference = textOrNil(refundReference(r))
	}
	c.emit("refund."+r.Status, e)
}

func refundReference(r *Refund) string { return "TRF_" + strconv.FormatInt(r.ID, 36) }
