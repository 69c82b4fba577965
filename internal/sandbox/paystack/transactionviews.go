package paystack

import "time"

// transactionView is what every answer and webhook shows of a transaction.
type transactionView struct {
	ID              int64    `json:"id"`
	Domain          string   `json:"domain"`
	Status          string   `json:"status"`
	Reference       string   `json:"reference"`
	Amount          int64    `json:"amount"`
	Message         *string  `json:"message"`
	GatewayResponse string   `json:"gateway_response"`
	PaidAt          *string  `json:"paid_at"`
	CreatedAt       string   `json:"created_at"`
	Channel         string   `json:"channel"`
	Currency        string   `json:"currency"`
	IPAddress       *string  `json:"ip_address"`
	Metadata        any      `json:"metadata"`
	Log             *logView `json:"log"`
	Fees            *int64   `json:"fees"`
	FeesSplit       *int64   `json:"fees_split"`
	Authorization   any      `json:"authorization"`
	Customer        any      `json:"customer"`
	Plan            any      `json:"plan"`
	Subaccount      empty    `json:"subaccount"`
	Split           empty    `json:"split"`
	OrderID         *string  `json:"order_id"`
	PaidAtToo       *string  `json:"paidAt"`
	RequestedAmount int64    `json:"requested_amount"`
}

type logView struct {
	StartTime int64          `json:"start_time"`
	TimeSpent int64          `json:"time_spent"`
	Attempts  int            `json:"attempts"`
	Errors    int            `json:"errors"`
	Success   bool           `json:"success"`
	Mobile    bool           `json:"mobile"`
	Input     []string       `json:"input"`
	History   []HistoryEntry `json:"history"`
}

// transactionView shows a transaction with {} for a missing plan and none for missing metadata.
func (st *state) transactionView(t *Transaction, none any) transactionView {
	return transactionView{
		ID: t.ID, Domain: "test", Status: t.Status, Reference: t.Reference, Amount: t.Amount, GatewayResponse: t.GatewayResponse,
		PaidAt: isoOrNil(t.PaidAt), CreatedAt: iso(t.CreatedAt), Channel: t.Channel, Currency: t.Currency,
		IPAddress: textOrNil(t.IPAddress), Metadata: metadataOr(t.Metadata, none), Log: t.logView(), Fees: t.feesView(),
		Authorization: authorizationOrEmpty(st.authorizationOf(t)), Customer: st.customerOf(t).view(),
		Plan: planOrEmpty(st.planOf(t)), PaidAtToo: isoOrNil(t.PaidAt), RequestedAmount: t.RequestedAmount,
	}
}

// feesView is null until they are taken.
func (t *Transaction) feesView() *int64 {
	if !t.paid() {
		return nil
	}
	fees := t.Fees
	return &fees
}

// logView is null when no customer was on a page.
func (t *Transaction) logView() *logView {
	if t.AccessCode == "" {
		return nil
	}
	view := &logView{
		StartTime: t.CreatedAt.Unix(), Errors: t.Errors, Success: t.paid(), Attempts: t.Errors, Input: []string{}, History: []HistoryEntry{},
	}
	if t.paid() {
		view.Attempts++
	}
	if n := len(t.History); n > 0 {
		view.History, view.TimeSpent = t.History, t.History[n-1].Time
	}
	return view
}

// verifiedView is the answer of GET /transaction/verify.
type verifiedView struct {
	transactionView

	Plan               *string `json:"plan"` // its code
	ReceiptNumber      *string `json:"receipt_number"`
	CreatedAtToo       string  `json:"createdAt"`
	PosTransactionData *string `json:"pos_transaction_data"`
	Source             *string `json:"source"`
	FeesBreakdown      *string `json:"fees_breakdown"`
	Connect            *string `json:"connect"`
	TransactionDate    string  `json:"transaction_date"`
	PlanObject         any     `json:"plan_object"`
}

func (st *state) verifiedView(t *Transaction) verifiedView {
	v := st.transactionView(t, "")
	return verifiedView{
		transactionView: v, Plan: textOrNil(t.PlanCode), CreatedAtToo: v.CreatedAt, TransactionDate: v.CreatedAt, PlanObject: v.Plan,
	}
}

// listedView is a transaction in GET /transaction.
type listedView struct {
	transactionView

	CreatedAtToo       string     `json:"createdAt"`
	Source             sourceView `json:"source"`
	Connect            *string    `json:"connect"`
	PosTransactionData *string    `json:"pos_transaction_data"`
}

type sourceView struct {
	Source     string  `json:"source"`
	Type       string  `json:"type"`
	Identifier *string `json:"identifier"`
	EntryPoint string  `json:"entry_point"`
}

func (st *state) listedView(t *Transaction) listedView {
	v := st.transactionView(t, nil)
	source := sourceView{Source: "merchant_api", Type: "api", EntryPoint: "transaction_initialize"}
	if t.AccessCode == "" {
		source.EntryPoint = "charge"
	}
	return listedView{transactionView: v, CreatedAtToo: v.CreatedAt, Source: source}
}

// fetchedView is the answer of GET /transaction/{id}.
type fetchedView struct {
	listedView

	ReceiptNumber *string `json:"receipt_number"`
	HelpdeskLink  *string `json:"helpdesk_link"`
	FeesBreakdown *string `json:"fees_breakdown"`
}

// chargedView is the answer of POST /transaction/charge_authorization.
type chargedView struct {
	Amount          int64   `json:"amount"`
	Currency        string  `json:"currency"`
	TransactionDate string  `json:"transaction_date"`
	Status          string  `json:"status"`
	Reference       string  `json:"reference"`
	Domain          string  `json:"domain"`
	Metadata        any     `json:"metadata"`
	GatewayResponse string  `json:"gateway_response"`
	Message         *string `json:"message"`
	Channel         string  `json:"channel"`
	IPAddress       *string `json:"ip_address"`
	Log             *string `json:"log"`
	Fees            *int64  `json:"fees"`
	Authorization   any     `json:"authorization"`
	Customer        any     `json:"customer"`
	Plan            *string `json:"plan"`
	ID              int64   `json:"id"`
}

func (st *state) chargedView(t *Transaction, at time.Time) chargedView {
	v := st.transactionView(t, "")
	return chargedView{
		Amount: v.Amount, Currency: v.Currency, TransactionDate: iso(at), Status: v.Status, Reference: v.Reference, Domain: v.Domain,
		Metadata: v.Metadata, GatewayResponse: v.GatewayResponse, Message: v.Message, Channel: v.Channel, Fees: v.Fees,
		Authorization: v.Authorization, Customer: v.Customer, ID: v.ID,
	}
}
