package paystack

import "time"

// Invoice is one period of a subscription, to be paid or paid.
type Invoice struct {
	Code          string // INV_…
	Domain        string // "test" or "live"
	Status        string // never ""; "pending", "success", "failed", …
	Paid          bool
	Amount        int64 // subunits
	PaidAt        time.Time
	PeriodStart   time.Time // Paystack's own samples have periods that end before they start
	PeriodEnd     time.Time
	Description   string
	Subscription  InvoiceSubscription
	Transaction   *InvoiceTransaction // nil when nothing was charged
	Authorization Authorization
	Customer      Customer
	CreatedAt     time.Time
}

// InvoiceSubscription is what an invoice says of its subscription.
type InvoiceSubscription struct {
	Code            string // SUB_…; never ""
	Status          string // such as SubscriptionActive
	EmailToken      string // "" in some events; treat it as a secret
	Amount          int64  // subunits; 0 when it does not say
	NextPaymentDate time.Time
	OpenInvoice     string
}

// InvoiceTransaction is the payment of an invoice.
type InvoiceTransaction struct {
	Reference string
	Status    string // such as TransactionSuccess
	Amount    int64  // subunits
	Currency  string
}

func parseInvoice(o object) (Invoice, error) {
	e := essentials{object: o, what: "invoice"}
	paid, ok := o.flag("paid")
	if !ok {
		e.missing("paid")
	}
	in := Invoice{
		Code: e.mustID("invoice_code"), Domain: o.text("domain"), Status: e.mustText("status"), Paid: paid, Amount: e.mustAmount("amount"),
		PaidAt: o.moment("paid_at"), PeriodStart: o.moment("period_start"), PeriodEnd: o.moment("period_end"),
		Description: o.text("description"), Subscription: invoiceSubscription(o.object("subscription")),
		Authorization: parseAuthorization(o.object("authorization")), Customer: parseCustomer(o.object("customer")),
		CreatedAt: o.moment("created_at", "createdAt"),
	}
	if in.Subscription.Code == "" {
		e.missing("subscription")
	}
	if e.err != nil {
		return Invoice{}, e.err
	}
	var err error
	in.Transaction, err = invoiceTransaction(o.object("transaction"))
	return in, err
}

func invoiceSubscription(o object) InvoiceSubscription {
	return InvoiceSubscription{
		Code: o.id("subscription_code"), Status: subscriptionStatus(o.text("status")), EmailToken: o.id("email_token"),
		Amount: o.count("amount"), NextPaymentDate: o.moment("next_payment_date"), OpenInvoice: o.code("open_invoice", "invoice_code"),
	}
}

func invoiceTransaction(o object) (*InvoiceTransaction, error) {
	if o == nil { // {} too
		return nil, nil //nolint:nilnil // no transaction is no error
	}
	e := essentials{object: o, what: "invoice's transaction"}
	t := &InvoiceTransaction{
		Reference: e.mustID("reference"), Status: e.mustText("status"), Amount: e.mustAmount("amount"), Currency: e.mustCurrency("currency"),
	}
	if e.err != nil {
		return nil, e.err
	}
	return t, nil
}
