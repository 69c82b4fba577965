package paystack

import "time"

// The statuses of a subscription.
const (
	subscriptionActive      = "active"
	subscriptionNonRenewing = "non-renewing" // cancelled, and paid for until its end
	subscriptionAttention   = "attention"    // its latest charge failed
	subscriptionCompleted   = "completed"    // its invoice_limit is reached; webhooks say "complete"
	subscriptionCancelled   = "cancelled"
)

type subscription struct {
	ID                int64     `json:"id"`
	Code              string    `json:"code"`
	EmailToken        string    `json:"email_token"`
	CustomerCode      string    `json:"customer_code"`
	PlanCode          string    `json:"plan_code"`
	AuthorizationCode string    `json:"authorization_code"`
	Status            string    `json:"status"`
	Amount            int64     `json:"amount"`
	Currency          string    `json:"currency"`
	Interval          string    `json:"interval"`
	InvoiceLimit      int64     `json:"invoice_limit"`
	Payments          int64     `json:"payments"` // the first one included
	Start             time.Time `json:"start"`
	NextPayment       time.Time `json:"next_payment"`           // the end of what is paid for; kept when it is not to be renewed
	InvoicedFor       time.Time `json:"invoiced_for,omitzero"`  // the payment that the latest invoice is for
	OpenInvoice       string    `json:"open_invoice,omitempty"` // made, and not paid yet
	Invoices          []string  `json:"invoices,omitempty"`     // codes, oldest first
	CancelledAt       time.Time `json:"cancelled_at,omitzero"`
	CreatedAt         time.Time `json:"created_at"`
	UpdatedAt         time.Time `json:"updated_at"`
}

func (s *subscription) keys() (id int64, names []string) { return s.ID, []string{s.Code} }

// live reports whether it stands in the way of another subscription of the same customer to the same plan.
func (s *subscription) live() bool {
	return s.renews() || s.Status == subscriptionNonRenewing
}

// renews reports whether its card will be charged when the time comes.
func (s *subscription) renews() bool {
	return s.Status == subscriptionActive || s.Status == subscriptionAttention
}

// The statuses of an invoice.
const (
	invoicePending = "pending"
	invoiceFailed  = "failed"
	invoiceSuccess = "success"
)

type invoice struct {
	ID                int64     `json:"id"`
	Code              string    `json:"code"`
	SubscriptionCode  string    `json:"subscription_code"`
	AuthorizationCode string    `json:"authorization_code"`
	Amount            int64     `json:"amount"`
	PeriodStart       time.Time `json:"period_start"`
	PeriodEnd         time.Time `json:"period_end"`
	Status            string    `json:"status"`
	Reference         string    `json:"reference,omitempty"` // of the transaction that charged it
	CreatedAt         time.Time `json:"created_at"`
	PaidAt            time.Time `json:"paid_at,omitzero"`
}

func (i *invoice) keys() (id int64, names []string) { return i.ID, []string{i.Code} }

// The statuses of a dispute.
const (
	disputeAwaiting = "awaiting-merchant-feedback"
	disputeResolved = "resolved"
)

type dispute struct {
	ID            int64     `json:"id"`
	TransactionID int64     `json:"transaction_id"`
	Status        string    `json:"status"`
	Resolution    string    `json:"resolution,omitempty"`
	RefundAmount  int64     `json:"refund_amount"`
	Message       string    `json:"message"`
	DueAt         time.Time `json:"due_at"`
	ResolvedAt    time.Time `json:"resolved_at,omitzero"`
	CreatedAt     time.Time `json:"created_at"`
	UpdatedAt     time.Time `json:"updated_at"`
}

func (d *dispute) keys() (id int64, names []string) { return d.ID, []string{} }
