package paystack

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

func (s *Server) createRefund(c *change, p params, _ *http.Request) (*answer, error) {
	t, ok := c.Transactions.find(p.text("transaction"))
	if !ok {
		return nil, errNotFound("Transaction not found")
	}
	amount, err := refundable(t, p)
	if err != nil {
		return nil, err
	}
	r := c.refund(t, amount, p)
	view := c.createdRefund(r, t)
	if s.config.RefundStep == 0 {
		c.takeFurther(r)
		c.takeFurther(r)
	}
	return done("Refund has been queued for processing", view), nil
}

// refundable decides how much is to be refunded: what the request says, or all that is left.
func refundable(t *Transaction, p params) (int64, error) {
	rest := t.Amount - t.Refunded
	switch {
	case !t.paid():
		return 0, errInvalid("invalid_transaction_status", "Transaction has not been paid")
	case rest == 0:
		return 0, errInvalid("transaction_reversed", "Transaction has been fully reversed")
	}
	if currency := p.text("currency"); currency != "" && currency != t.Currency {
		return 0, errInvalid("invalid_currency", "Refund currency does not match the transaction's")
	}
	if p.text("amount") == "" {
		return rest, nil
	}
	amount, err := p.amount()
	if err == nil && amount > rest {
		err = errInvalid("invalid_amount", "Refund amount cannot be more than "+strconv.FormatInt(rest, 10))
	}
	return amount, err
}

func (c *change) refund(t *Transaction, amount int64, p params) *Refund {
	note := "Refund for transaction " + t.Reference
	r := &Refund{
		ID: c.id(), TransactionID: t.ID, Reference: t.Reference, Amount: amount, Currency: t.Currency, Status: RefundPending,
		CustomerNote: note, MerchantNote: note, CreatedAt: c.at, UpdatedAt: c.at, NextStepAt: c.at.Add(c.server.config.RefundStep),
		WillFail: c.server.faults.takeRefund(),
	}
	if given := p.text("customer_note"); given != "" {
		r.CustomerNote = given
	}
	if given := p.text("merchant_note"); given != "" {
		r.MerchantNote = given
	}
	edit(c, t).Refunded += amount
	add(c, &c.Refunds, r)
	c.setUnsettled(append(slices.Clone(c.unsettled), r))
	c.tellRefund(r)
	return r
}

func (c *change) setUnsettled(list []*Refund) {
	before := c.unsettled
	c.undo = append(c.undo, func() { c.unsettled = before })
	c.unsettled = list
}

// takeFurther moves a refund from pending to processing, and from there to its end.
func (c *change) takeFurther(r *Refund) {
	moved := edit(c, r)
	moved.UpdatedAt = c.at
	if r.Status == RefundPending {
		moved.Status, moved.NextStepAt = RefundProcessing, r.NextStepAt.Add(c.server.config.RefundStep)
		c.tellRefund(r)
		return
	}
	moved.Status, moved.NextStepAt = RefundProcessed, time.Time{}
	c.setUnsettled(slices.DeleteFunc(slices.Clone(c.unsettled), func(other *Refund) bool { return other == r }))
	t := c.Transactions.byID[r.TransactionID]
	if r.WillFail {
		moved.Status = RefundFailed
		edit(c, t).Refunded -= r.Amount
	} else if t.Refunded == t.Amount && !c.refunding(t) {
		edit(c, t).Status = TransactionReversed
	}
	c.tellRefund(r)
}

// refunding reports whether a refund of the transaction is under way.
func (c *change) refunding(t *Transaction) bool {
	return slices.ContainsFunc(c.unsettled, func(r *Refund) bool { return r.TransactionID == t.ID })
}

func (s *Server) listRefunds(c *change, p params, _ *http.Request) (*answer, error) {
	within, err := between(p)
	if err != nil {
		return nil, err
	}
	of, currency := p.text("transaction"), p.text("currency")
	found := c.Refunds.newestFirst(func(r *Refund) bool {
		return (of == "" || of == r.Reference || of == strconv.FormatInt(r.TransactionID, 10)) &&
			(currency == "" || currency == r.Currency) && within(r.CreatedAt)
	})
	w, err := windowOf(p, "refund", len(found), func(i int) int64 { return found[i].ID })
	if err != nil {
		return nil, err
	}
	return paged("Refunds retrieved", cut(found, w), w, c.listedRefund, nil), nil
}

func (s *Server) fetchRefund(c *change, _ params, r *http.Request) (*answer, error) {
	found, ok := c.Refunds.find(r.PathValue("id"))
	if !ok {
		return nil, errNotFound("Refund not found")
	}
	return done("Refund retrieved", c.fetchedRefund(found)), nil
}
