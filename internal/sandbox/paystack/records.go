package paystack

import (
	"encoding/json"
	"strings"
	"time"
)

// The statuses of a Transaction. Abandoned is one that nobody tried to pay yet; both it and a failed one can still be paid.
const (
	TransactionAbandoned = "abandoned"
	TransactionFailed    = "failed"
	TransactionSuccess   = "success"
	TransactionReversed  = "reversed" // refunded in full
)

// Transaction is a payment, or the attempt at one. Amounts are in subunits.
type Transaction struct {
	ID                int64           `json:"id"`
	Reference         string          `json:"reference"`
	AccessCode        string          `json:"access_code,omitempty"` // of its checkout page; "" when a saved card was charged
	Status            string          `json:"status"`
	Amount            int64           `json:"amount"`           // what was paid, or is to be paid
	RequestedAmount   int64           `json:"requested_amount"` // what was asked for
	Refunded          int64           `json:"refunded"`         // sum of the refunds that did not fail
	Fees              int64           `json:"fees"`
	Currency          string          `json:"currency"`
	Channel           string          `json:"channel"`
	GatewayResponse   string          `json:"gateway_response"`
	CustomerCode      string          `json:"customer_code"`
	AuthorizationCode string          `json:"authorization_code,omitempty"`
	PlanCode          string          `json:"plan_code,omitempty"`
	SubscriptionCode  string          `json:"subscription_code,omitempty"` // which it began or renewed
	InvoiceCode       string          `json:"invoice_code,omitempty"`      // of a renewal
	InvoiceLimit      int64           `json:"invoice_limit,omitempty"`
	Channels          []string        `json:"channels,omitempty"` // that may be paid with; any when there is none
	CallbackURL       string          `json:"callback_url,omitempty"`
	Metadata          json.RawMessage `json:"metadata,omitempty"`
	IPAddress         string          `json:"ip_address,omitempty"` // of who paid
	History           []HistoryEntry  `json:"history,omitempty"`    // what the customer did on the page
	Errors            int             `json:"errors"`
	CreatedAt         time.Time       `json:"created_at"`
	PaidAt            time.Time       `json:"paid_at,omitzero"`
}

// HistoryEntry is a line of a transaction's log.
type HistoryEntry struct {
	Type    string `json:"type"`
	Message string `json:"message"`
	Time    int64  `json:"time"` // seconds since the transaction began
}

func (t *Transaction) keys() (id int64, names []string) {
	names = []string{t.Reference}
	if t.AccessCode != "" {
		names = append(names, accessKey(t.AccessCode))
	}
	return t.ID, names
}

// accessKey keeps access codes apart from references, which the product chooses.
func accessKey(code string) string { return "access code " + code }

// paid reports whether money was taken.
func (t *Transaction) paid() bool {
	return t.Status == TransactionSuccess || t.Status == TransactionReversed
}

// The statuses of a Refund.
const (
	RefundPending    = "pending"
	RefundProcessing = "processing"
	RefundProcessed  = "processed"
	RefundFailed     = "failed"
)

// Refund is money that goes back to a customer.
type Refund struct {
	ID            int64     `json:"id"`
	TransactionID int64     `json:"transaction_id"`
	Reference     string    `json:"reference"` // of the transaction
	Amount        int64     `json:"amount"`
	Currency      string    `json:"currency"`
	Status        string    `json:"status"`
	CustomerNote  string    `json:"customer_note"`
	MerchantNote  string    `json:"merchant_note"`
	CreatedAt     time.Time `json:"created_at"`
	UpdatedAt     time.Time `json:"updated_at"`
	NextStepAt    time.Time `json:"next_step_at,omitzero"` // zero once it is processed or failed
	WillFail      bool      `json:"will_fail,omitempty"`
}

func (r *Refund) keys() (id int64, names []string) { return r.ID, []string{} }

type customer struct {
	ID             int64           `json:"id"`
	Code           string          `json:"code"`
	Email          string          `json:"email"`
	FirstName      *string         `json:"first_name"`
	LastName       *string         `json:"last_name"`
	Phone          *string         `json:"phone"`
	Metadata       json.RawMessage `json:"metadata,omitempty"`
	Authorizations []string        `json:"authorizations,omitempty"` // codes, oldest first
	CreatedAt      time.Time       `json:"created_at"`
	UpdatedAt      time.Time       `json:"updated_at"`
}

func (c *customer) keys() (id int64, names []string) {
	return c.ID, []string{c.Code, strings.ToLower(c.Email)}
}

// authorization is a card that a customer paid with.
type authorization struct {
	Code         string    `json:"code"`
	CustomerCode string    `json:"customer_code"`
	Number       string    `json:"number"` // of a test card
	ExpMonth     string    `json:"exp_month"`
	ExpYear      string    `json:"exp_year"`
	Reusable     bool      `json:"reusable"`
	Inactive     bool      `json:"inactive,omitempty"`
	Outcome      Outcome   `json:"outcome,omitempty"` // by SetCard; "" is what the card does by itself
	CreatedAt    time.Time `json:"created_at"`
}

func (a *authorization) keys() (id int64, names []string) { return 0, []string{a.Code} }

type plan struct {
	ID           int64     `json:"id"`
	Code         string    `json:"code"`
	Name         string    `json:"name"`
	Description  *string   `json:"description"`
	Amount       int64     `json:"amount"`
	Interval     string    `json:"interval"`
	Currency     string    `json:"currency"`
	SendInvoices bool      `json:"send_invoices"`
	SendSMS      bool      `json:"send_sms"`
	InvoiceLimit int64     `json:"invoice_limit"`
	CreatedAt    time.Time `json:"created_at"`
	UpdatedAt    time.Time `json:"updated_at"`
}

func (p *plan) keys() (id int64, names []string) { return p.ID, []string{p.Code} }
