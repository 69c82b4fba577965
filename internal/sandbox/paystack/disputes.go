package paystack

import (
	"net/http"
	"strconv"
	"time"
)

// OpenDispute has the bank of whoever paid a transaction claim the money back, and emits charge.dispute.create. It returns the
// dispute's id.
func (s *Server) OpenDispute(reference string) (int64, error) {
	var id int64
	err := s.change(func(c *change) error {
		t, ok := c.Transactions.named(reference)
		if !ok || !t.paid() {
			return errNotFound("There is no paid transaction of that reference")
		}
		d := add(c, &c.Disputes, &dispute{
			ID: c.id(), TransactionID: t.ID, Status: disputeAwaiting, RefundAmount: t.Amount,
			Message: "Customer complained about debit without value", DueAt: c.at.Add(24 * time.Hour), CreatedAt: c.at, UpdatedAt: c.at,
		})
		id = d.ID
		c.emit("charge.dispute.create", c.disputeEvent(d))
		return nil
	})
	return id, err
}

// RemindOfDispute emits charge.dispute.remind.
func (s *Server) RemindOfDispute(id int64) error {
	return s.change(func(c *change) error {
		d, ok := c.Disputes.byID[id]
		if !ok || d.Status == disputeResolved {
			return errNotFound("Dispute not found")
		}
		c.emit("charge.dispute.remind", c.disputeEvent(d))
		return nil
	})
}

func (s *Server) listDisputes(c *change, p params, _ *http.Request) (*answer, error) {
	within, err := between(p)
	if err != nil {
		return nil, err
	}
	status, of := p.text("status"), p.text("transaction")
	found := c.Disputes.newestFirst(func(d *dispute) bool {
		return (status == "" || d.Status == status) && (of == "" || of == strconv.FormatInt(d.TransactionID, 10)) && within(d.CreatedAt)
	})
	w, err := windowOf(p, "dispute", len(found), func(i int) int64 { return found[i].ID })
	if err != nil {
		return nil, err
	}
	return paged("Disputes retrieved", cut(found, w), w, c.fetchedDispute, nil), nil
}

func (s *Server) fetchDispute(c *change, _ params, r *http.Request) (*answer, error) {
	d, ok := c.Disputes.find(r.PathValue("id"))
	if !ok {
		return nil, errNotFound("Dispute not found")
	}
	return done("Dispute retrieved", c.fetchedDispute(d)), nil
}

// resolveDispute notes the merchant's word. It moves no money: a test that wants the refund asks for it.
func (s *Server) resolveDispute(c *change, p params, r *http.Request) (*answer, error) {
	d, ok := c.Disputes.find(r.PathValue("id"))
	if !ok {
		return nil, errNotFound("Dispute not found")
	}
	if d.Status == disputeResolved {
		return nil, errInvalid("invalid_dispute_state", "Dispute has been resolved already")
	}
	resolution := p.text("resolution")
	if resolution != "merchant-accepted" && resolution != "declined" {
		return nil, errInvalid("invalid_params", "resolution must be one of: merchant-accepted, declined")
	}
	amount, err := p.integer("refund_amount", d.RefundAmount)
	if err != nil {
		return nil, err
	}
	if amount > c.Transactions.byID[d.TransactionID].Amount {
		return nil, errInvalid("invalid_amount", "Refund amount cannot be greater than initial amount")
	}
	resolved := edit(c, d)
	resolved.Status, resolved.Resolution, resolved.RefundAmount = disputeResolved, resolution, amount
	resolved.ResolvedAt, resolved.UpdatedAt = c.at, c.at
	c.emit("charge.dispute.resolve", c.disputeEvent(d))
	return done("Dispute successfully resolved", c.resolvedDispute(d, p.text("message"))), nil
}
