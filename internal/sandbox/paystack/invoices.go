package paystack

import "slices"

// invoiceAhead makes the invoice of the next payment before its day.
func (c *change) invoiceAhead(sub *subscription) { c.invoiceFor(sub) }

// invoiceFor gives the invoice of the next payment, which is made and told of when there is none yet.
func (c *change) invoiceFor(sub *subscription) *invoice {
	if n := len(sub.Invoices); n > 0 && sub.InvoicedFor.Equal(sub.NextPayment) {
		latest, _ := c.Invoices.named(sub.Invoices[n-1])
		latest = edit(c, latest)
		latest.AuthorizationCode, latest.Amount = sub.AuthorizationCode, sub.Amount // either may have changed since
		return latest
	}
	i := add(c, &c.Invoices, &invoice{
		ID: c.id(), Code: c.code("INV_", 15), SubscriptionCode: sub.Code, AuthorizationCode: sub.AuthorizationCode, Amount: sub.Amount,
		PeriodStart: sub.NextPayment, PeriodEnd: NextPayment(sub.NextPayment, sub.Interval), Status: invoicePending, CreatedAt: c.at,
	})
	invoiced := edit(c, sub)
	invoiced.InvoicedFor, invoiced.OpenInvoice = sub.NextPayment, i.Code
	invoiced.Invoices = append(slices.Clone(invoiced.Invoices), i.Code)
	c.tellInvoice("invoice.create", sub, i)
	return i
}

// invoiceEvent is the data of invoice webhooks.
type invoiceEvent struct {
	Domain        string              `json:"domain"`
	InvoiceCode   string              `json:"invoice_code"`
	Amount        int64               `json:"amount"`
	PeriodStart   string              `json:"period_start"`
	PeriodEnd     string              `json:"period_end"`
	Status        string              `json:"status"`
	Paid          bool                `json:"paid"`
	PaidAt        *string             `json:"paid_at"`
	Description   *string             `json:"description"`
	Authorization any                 `json:"authorization"`
	Subscription  invoiceSubscription `json:"subscription"`
	Customer      customerView        `json:"customer"`
	Transaction   any                 `json:"transaction"` // {} while there is none that was paid
	CreatedAt     string              `json:"created_at"`
}

type invoiceSubscription struct {
	Status           string  `json:"status"`
	SubscriptionCode string  `json:"subscription_code"`
	EmailToken       string  `json:"email_token"`
	Amount           int64   `json:"amount"`
	CronExpression   string  `json:"cron_expression"`
	NextPaymentDate  *string `json:"next_payment_date"`
	OpenInvoice      *string `json:"open_invoice"`
}

type invoiceTransaction struct {
	Reference string `json:"reference"`
	Status    string `json:"status"`
	Amount    int64  `json:"amount"`
	Currency  string `json:"currency"`
}

func (c *change) tellInvoice(kind string, sub *subscription, i *invoice) {
	who, _, _ := c.partsOf(sub)
	a, _ := c.Authorizations.named(i.AuthorizationCode)
	e := invoiceEvent{
		Domain: "test", InvoiceCode: i.Code, Amount: i.Amount, PeriodStart: iso(i.PeriodStart), PeriodEnd: iso(i.PeriodEnd),
		Status: i.Status, Paid: i.Status == invoiceSuccess, PaidAt: isoOrNil(i.PaidAt), Authorization: authorizationOrEmpty(a),
		Subscription: invoiceSubscription{
			Status: sub.Status, SubscriptionCode: sub.Code, EmailToken: sub.EmailToken, Amount: sub.Amount,
			CronExpression: cronExpression(sub.NextPayment, sub.Interval), NextPaymentDate: sub.nextPaymentDate(),
			OpenInvoice: textOrNil(sub.OpenInvoice),
		},
		Customer: who.view(), Transaction: empty{}, CreatedAt: iso(i.CreatedAt),
	}
	if t, ok := c.Transactions.named(i.Reference); ok {
		e.Transaction = invoiceTransaction{t.Reference, t.Status, t.Amount, t.Currency}
	}
	c.emit(kind, e)
}
