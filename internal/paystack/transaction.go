package paystack

import "time"

// What a transaction may be. Only success is paid; abandoned may still be paid, while its page is open. More exist, and
// new ones may come.
const (
	TransactionSuccess    = "success"
	TransactionFailed     = "failed"
	TransactionAbandoned  = "abandoned"
	TransactionReversed   = "reversed"
	TransactionPending    = "pending"
	TransactionOngoing    = "ongoing"
	TransactionProcessing = "processing"
	TransactionQueued     = "queued"
	// TransactionPaused is our word for a charge that waits for the customer at AuthorizationURL.
	TransactionPaused = "paused"
)

// Transaction is one payment, or an attempt at one.
type Transaction struct {
	ID              string
	Reference       string // ours, or Paystack's own when a subscription was renewed
	Domain          string // "test" or "live", "" when it does not say
	Status          string // never ""
	Amount          int64  // subunits; what was charged
	RequestedAmount int64  // subunits; what was asked for, before fees that the customer bears; 0 when it does not say
	Currency        string // ISO 4217, capitals
	Fees            *int64 // subunits; nil when it does not say
	PaidAt          time.Time
	CreatedAt       time.Time
	Channel         string // such as ChannelCard
	GatewayResponse string // the bank's word, such as "Declined"
	Message         string
	Authorization   Authorization
	Customer        Customer
	PlanCode        string // "" for a payment of no plan
	Metadata        map[string]any

	AuthorizationURL string // of one that is TransactionPaused: where the customer has to go
}

// Paid reports whether the customer has paid. It says nothing of how much.
func (t Transaction) Paid() bool { return t.Status == TransactionSuccess }

// Money is what was charged.
func (t Transaction) Money() Money { return Money{Amount: t.Amount, Currency: t.Currency} }

// ParseTransaction reads the JSON of a transaction. It fails with Invalid, webhook_payload_invalid, when its reference,
// amount, currency or status is missing or malformed, or when it is no JSON.
func ParseTransaction(raw []byte) (Transaction, error) {
	v, err := decode(raw)
	if err != nil {
		return Transaction{}, errPayload.Because(err)
	}
	o, _ := v.(map[string]any)
	return payload(parseTransaction(o))
}

func parseTransaction(o object) (Transaction, error) {
	e := essentials{object: o, what: "transaction"}
	t := Transaction{
		ID: o.id("id"), Reference: e.mustID("reference"), Domain: o.text("domain"), Status: e.mustText("status"),
		Amount: e.mustAmount("amount"), RequestedAmount: o.count("requested_amount"), Currency: e.mustCurrency("currency"),
		PaidAt: o.moment("paid_at", "paidAt"), CreatedAt: o.moment("created_at", "createdAt", "transaction_date"),
		Channel: o.text("channel"), GatewayResponse: o.text("gateway_response"), Message: o.text("message"),
		Authorization: parseAuthorization(o.object("authorization")), Customer: parseCustomer(o.object("customer")),
		PlanCode: planCode(o), Metadata: o.metadata("metadata"),
	}
	if e.err != nil {
		return Transaction{}, e.err
	}
	if t.Paid() && t.PaidAt.IsZero() {
		t.PaidAt = t.CreatedAt // the answer to a charge of a saved card has transaction_date alone: it is paid when it is made
	}
	if fees, ok := o.whole("fees"); ok {
		t.Fees = &fees
	}
	return t, nil
}

// planCode reads a plan that is {}, null, its code or an object; some answers have the object beside it.
func planCode(o object) string {
	if code := o.code("plan", "plan_code"); code != "" && !allDigits(code) {
		return code
	}
	return o.object("plan_object").id("plan_code")
}

func payload[T any](v T, err error) (T, error) {
	if err != nil {
		return *new(T), errPayload.Because(err)
	}
	return v, nil
}
