package paystack

import (
	"context"
	"encoding/json"
	"time"
)

const (
	invoiceLead = 3 * 24 * time.Hour // how long before the charge its invoice is made
	billBatch   = 50                 // steps that are one change
)

// Bill does what is due by the clock, in the order of the times at which it fell due, until nothing is: it makes invoices three
// days ahead, charges subscriptions, ends those that were cancelled, and takes refunds further. Everything is dated with the
// time it was due, however late Bill is called. It returns how many charges it made, those that failed included.
func (s *Server) Bill(ctx context.Context) (int, error) {
	charges := 0
	for {
		made, more := 0, false
		err := s.change(func(c *change) error {
			made, more = c.billSome()
			return nil
		})
		if err != nil {
			return charges, err
		}
		if charges += made; !more {
			return charges, nil
		}
		if err := ctx.Err(); err != nil {
			return charges, err
		}
	}
}

// MoveDue has the next payment of a subscription fall due at another time, as if it had been made so much earlier or later.
func (s *Server) MoveDue(code string, at time.Time) error {
	return s.change(func(c *change) error {
		sub, ok := c.Subscriptions.named(code)
		if !ok {
			return errNotFound("There is no such subscription")
		}
		edit(c, sub).NextPayment = at.UTC()
		return nil
	})
}

func (c *change) billSome() (charges int, more bool) {
	now := c.at
	for range billBatch {
		next, ok := c.nextDue(now)
		if !ok {
			return charges, false
		}
		c.at = next.at
		if next.run() {
			charges++
		}
	}
	return charges, true
}

// due is something that falls due. run reports whether it charged.
type due struct {
	at  time.Time
	run func() (charged bool)
}

// nextDue finds what fell due first, up to now.
func (c *change) nextDue(now time.Time) (first due, found bool) {
	consider := func(at time.Time, run func() bool) {
		if !at.After(now) && (!found || at.Before(first.at)) {
			first, found = due{at, run}, true
		}
	}
	for _, r := range c.unsettled {
		consider(r.NextStepAt, func() bool { c.takeFurther(r); return false })
	}
	for _, sub := range c.Subscriptions.list {
		switch {
		case sub.Status == subscriptionNonRenewing:
			consider(sub.NextPayment, func() bool { c.end(sub); return false })
		case sub.renews():
			if sub.invoiceDue() {
				consider(sub.invoiceAt(), func() bool { c.invoiceAhead(sub); return false })
			}
			consider(sub.NextPayment, func() bool { c.renew(sub); return true })
		}
	}
	return first, found
}

// invoiceDue reports whether the next payment is to be announced, which those of short periods are not.
func (s *subscription) invoiceDue() bool {
	return !s.InvoicedFor.Equal(s.NextPayment) && NextPayment(s.NextPayment, s.Interval).Sub(s.NextPayment) > invoiceLead
}

func (s *subscription) invoiceAt() time.Time {
	at := s.NextPayment.Add(-invoiceLead)
	if at.Before(s.CreatedAt) {
		return s.CreatedAt
	}
	return at
}

var renewalMetadata = json.RawMessage(`{"invoice_action":"create"}`)

// renew charges a subscription for the period that begins with its next payment.
func (c *change) renew(sub *subscription) {
	i := c.invoiceFor(sub)
	a, _ := c.Authorizations.named(sub.AuthorizationCode)
	t := add(c, &c.Transactions, &Transaction{
		ID: c.id(), Reference: c.uuid(), Amount: sub.Amount, RequestedAmount: sub.Amount, Currency: sub.Currency,
		CustomerCode: sub.CustomerCode, PlanCode: sub.PlanCode, SubscriptionCode: sub.Code, InvoiceCode: i.Code,
		Metadata: renewalMetadata, CreatedAt: c.at,
	})
	c.charge(t, a)
	renewed := edit(c, sub)
	renewed.NextPayment, renewed.UpdatedAt = NextPayment(sub.NextPayment, sub.Interval), c.at
	if t.Status == TransactionSuccess {
		c.renewalPaid(renewed, edit(c, i), t)
		return
	}
	renewed.Status, renewed.OpenInvoice = subscriptionAttention, i.Code
	c.tellInvoice("invoice.payment_failed", sub, i)
	edit(c, i).Status = invoiceFailed // the webhook still calls it pending
}

func (c *change) renewalPaid(sub *subscription, i *invoice, t *Transaction) {
	i.Status, i.PaidAt, i.Reference = invoiceSuccess, c.at, t.Reference
	sub.Status, sub.OpenInvoice = subscriptionActive, ""
	sub.Payments++
	c.tellInvoice("invoice.update", sub, i)
	if sub.InvoiceLimit > 0 && sub.Payments >= sub.InvoiceLimit {
		sub.Status = subscriptionCompleted
		c.tellDisabled(sub)
	}
}

// end closes a subscription whose paid time is over.
func (c *change) end(sub *subscription) {
	ended := edit(c, sub)
	ended.Status, ended.UpdatedAt = subscriptionCancelled, c.at
	c.tellDisabled(sub)
}
