package subscriptions

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// Purpose is why money was asked for.
type Purpose string

// The purposes of payments.
const (
	PurposeCheckout Purpose = "checkout" // the owner pays on Paystack's page
	PurposeRenewal  Purpose = "renewal"  // a period's first charge, Paystack's or ours
	PurposeRetry    Purpose = "retry"    // a charge that was refused, tried again
	PurposeUpgrade  Purpose = "upgrade"  // the owner changes plans, and the card is charged the difference
)

// PaymentStatus is what became of a payment.
type PaymentStatus string

// The statuses of payments. Only success grants anything.
const (
	PaymentPending   PaymentStatus = "pending"
	PaymentSuccess   PaymentStatus = "success"
	PaymentFailed    PaymentStatus = "failed"    // refused; a checkout's may still be tried with another card
	PaymentAbandoned PaymentStatus = "abandoned" // nobody paid, and may still
	PaymentParked    PaymentStatus = "parked"    // money arrived that does not agree with what was asked for
	PaymentRefunded  PaymentStatus = "refunded"  // all of it went back
)

// final reports whether Paystack has nothing more to say about it.
func (s PaymentStatus) final() bool {
	return s == PaymentSuccess || s == PaymentParked || s == PaymentRefunded
}

// Payment is money that was asked for, or has arrived unasked as renewals do.
type Payment struct {
	ID           int64
	Tenant       access.TenantID
	Subscription int64 // 0: it makes one
	Price        int64 // what it pays for
	Purpose      Purpose
	Reference    string // unique at Paystack for ever
	Due          Money  // what was asked for
	Credit       int64  // the worth of the unused rest of a period, which is off what is due; minor units
	Status       PaymentStatus
	Email        string
	CallbackURL  string
	URL          string // of the page where it is paid; "" until Paystack has one
	AccessCode   string
	PeriodStart  *time.Time
	PeriodEnd    *time.Time
	Paid         *Money
	PaidAt       *time.Time
	Method       string // such as "visa ending in 4081"
	PaystackID   int64
	Customer     string // CUS_…
	Failure      string // why not, in the bank's words or ours
	Refunded     int64  // minor units
	RequestedBy  access.UserID
	Checks       int
	NextCheck    *time.Time
	Created      time.Time
	Updated      time.Time
}

var (
	errNoPayment     = fault.Missing("This payment")
	errNotConfigured = fault.New(fault.Unavailable, "payments_unavailable", "Payments are not set up on this server: set PAYSTACK_SECRET_KEY.")
)

// newReference makes a reference for a page of Paystack's.
func newReference() string { return "tt-" + strings.ToLower(rand.Text()) }

// chargeReference is that of one try at charging for one period. It follows from what is charged, so two instances that both try make
// one charge, and so does one that died and came back.
func chargeReference(subscription int64, start time.Time, try int) string {
	return fmt.Sprintf("tt-s%d-%s-%d", subscription, start.UTC().Format("20060102T1504"), try)
}

// disagreement says in which way money that arrived differs from what was asked for, "" in none.
func (p *Payment) disagreement(t *paystack.Transaction) string {
	switch {
	case t.Currency != p.Due.Currency:
		return fmt.Sprintf("paid in %s, and %s was asked for", t.Currency, p.Due.Currency)
	case t.Amount != p.Due.Minor:
		return fmt.Sprintf("paid %s, and %s was asked for", Money{t.Amount, t.Currency}, p.Due)
	case p.Email != "" && !strings.EqualFold(t.Customer.Email, p.Email):
		return "paid by another customer than the one who was asked"
	default:
		return ""
	}
}

// hear takes over what Paystack says of the payment.
func (p *Payment) hear(t *paystack.Transaction) {
	p.PaystackID = number(t.ID)
	p.Customer = cmp.Or(t.Customer.Code, p.Customer)
	p.Method = methodOf(t)
	if !t.Paid() {
		p.Failure = cmp.Or(t.GatewayResponse, t.Message, t.Status)
		return
	}
	p.Failure, p.Paid = "", &Money{t.Amount, t.Currency}
	p.PaidAt = new(t.PaidAt)
}

func methodOf(t *paystack.Transaction) string {
	card := Payer{CardBrand: t.Authorization.Brand, CardLast4: t.Authorization.Last4}
	return cmp.Or(card.Card(), strings.ReplaceAll(t.Channel, "_", " "))
}

// number reads an id of Paystack's, 0 for none.
func number(id string) (n int64) {
	for _, digit := range id {
		if digit < '0' || digit > '9' || n > (1<<62)/10 {
			return 0
		}
		n = n*10 + int64(digit-'0')
	}
	return n
}

// payer is whom the transaction says can be charged from now on; before is who could be until now.
func payer(before Payer, email string, t *paystack.Transaction) Payer {
	a := &t.Authorization
	if !a.Reusable || a.Code == "" {
		if before.Customer == t.Customer.Code {
			return before
		}
		return Payer{Email: email, Customer: t.Customer.Code}
	}
	return Payer{
		Email: email, Customer: t.Customer.Code, Authorization: a.Code, CardBrand: strings.TrimSpace(a.Brand), CardLast4: a.Last4,
		CardExpires: expiry(a.ExpYear, a.ExpMonth),
	}
}

// expiry is the first moment at which a card is not good any more: the month after the one that is printed on it.
func expiry(year, month int) *time.Time {
	if year == 0 || month == 0 {
		return nil
	}
	return new(time.Date(year, time.Month(month)+1, 1, 0, 0, 0, 0, time.UTC))
}
