package subscriptions

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// RefundStatus is what became of money that was to go back.
type RefundStatus string

// The statuses of refunds. Only processed is money that went back.
const (
	RefundPending        RefundStatus = "pending" // asked for; Paystack may not have heard of it yet
	RefundProcessing     RefundStatus = "processing"
	RefundNeedsAttention RefundStatus = "needs_attention" // an operator has to give the customer's bank account, in Paystack's dashboard
	RefundProcessed      RefundStatus = "processed"
	RefundFailed         RefundStatus = "failed"
)

// Refund is money of a payment that goes back, or was to.
type Refund struct {
	ID          int64
	Tenant      access.TenantID
	Payment     int64
	Amount      Money
	Reason      string
	Status      RefundStatus
	PaystackID  int64         // 0: Paystack does not know it, or we do not know that it does
	Failure     string        // why not, in Paystack's words
	RequestedBy access.UserID // 0: nobody of ours, or the program
	AskedAt     *time.Time    // when Paystack was last asked to make it; nil: never
	Created     time.Time
	Updated     time.Time
}

var (
	errNoRefund = fault.Missing("This refund")
	errNotTaken = fault.New(fault.Conflict, "not_paid", "No money arrived by this payment, so none can go back.")
	errDisputed = fault.New(fault.Conflict, "payment_disputed", "The bank decides over this payment: it is disputed, or was taken back.")
	errNoneLeft = fault.New(fault.Conflict, "nothing_to_refund", "All of this payment went back already, or is on its way.")
)

const (
	refundChecks   = time.Hour       // between two looks at a refund that is under way, which takes days
	refundPatience = 5 * time.Minute // after which a refund that was asked for and is not in Paystack's list is asked for again
)

// unmade reports whether nobody knows that Paystack makes it.
func (r *Refund) unmade() bool { return r.Status == RefundPending && r.PaystackID == 0 }

// notePrefix begins the notes by which refunds are known at Paystack, which has no reference of ours for them.
const notePrefix = "TableTap refund "

func (r *Refund) note() string { return fmt.Sprintf("%s%d", notePrefix, r.ID) }

// hear takes over what Paystack says. What was processed stays so: an answer may be older than another.
func (r *Refund) hear(said *paystack.Refund) {
	r.PaystackID = number(said.ID)
	if r.Status == RefundProcessed {
		return
	}
	r.Failure = ""
	switch said.Status {
	case paystack.RefundPending:
		r.Status = RefundPending
	case paystack.RefundProcessed:
		r.Status = RefundProcessed
	case paystack.RefundFailed:
		r.Status, r.Failure = RefundFailed, "Paystack could not give the money back."
	case paystack.RefundNeedsAttention:
		r.Status, r.Failure = RefundNeedsAttention, "Paystack needs the customer's bank account: give it in Paystack's dashboard."
	default: // processing, and whatever else is not the end
		r.Status = RefundProcessing
	}
}

// rowOf finds the row of a refund that Paystack has: by its number, by the note that we gave it, or, for one that we asked for without
// hearing of it since and whose note got lost, by the amount. nil: nobody asked here.
func rowOf(rows []*Refund, said *paystack.Refund) *Refund {
	id := number(said.ID)
	for _, r := range rows {
		if r.PaystackID == id {
			return r
		}
	}
	asked := func(r *Refund) bool { return r.unmade() && r.AskedAt != nil }
	for _, r := range rows {
		if asked(r) && said.MerchantNote == r.note() {
			return r
		}
	}
	for _, r := range rows {
		same := r.Amount == Money{said.Amount, said.Currency}
		if asked(r) && same && !strings.HasPrefix(said.MerchantNote, notePrefix) && !madeBefore(said, *r.AskedAt) {
			return r
		}
	}
	return nil
}

// madeBefore reports whether Paystack made it well before a moment. Its clock is another than ours.
func madeBefore(said *paystack.Refund, at time.Time) bool {
	return !said.CreatedAt.IsZero() && at.Sub(said.CreatedAt) > refundPatience
}

// refundable checks how much of a payment is to go back; 0 is what is left of it.
func (p *Payment) refundable(rows []*Refund, minor int64) (Money, error) {
	left := p.Paid.Minor
	for _, r := range rows {
		if r.Status != RefundFailed {
			left -= r.Amount.Minor
		}
	}
	if left <= 0 {
		return Money{}, errNoneLeft
	}
	amount, lowest := Money{cmp.Or(minor, left), p.Paid.Currency}, least(p.Paid.Currency)
	switch {
	case amount.Minor > left:
		return amount, fault.Field("amount", Money{left, amount.Currency}.String()+" is left of this payment.")
	case amount.Minor < lowest:
		return amount, fault.Field("amount", "Paystack gives back "+Money{lowest, amount.Currency}.String()+" or more.")
	default:
		return amount, nil
	}
}
