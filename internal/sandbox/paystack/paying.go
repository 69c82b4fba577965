package paystack

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The steps at which a page asks for more than the card.
const (
	stepPIN  = "pin"
	stepOTP  = "otp"
	stepBank = "bank"
)

// cardForm is what the customer fills in.
type cardForm struct{ Number, CVV, ExpiryMonth, ExpiryYear, PIN, OTP, Bank string }

// paymentAttempt is what came of a form: paid, or what the page asks for, or what was wrong.
type paymentAttempt struct {
	Paid    bool
	Step    string // stepPIN, stepOTP, stepBank, or ""
	Problem string
	status  int // of the page; 0 is 200
}

// check looks at a card as a bank would. A problem is a failed attempt; a step is none.
func (f *cardForm) check(at time.Time) (Card, paymentAttempt) {
	card, ok := cardOf(f.Number)
	switch {
	case !ok:
		return card, paymentAttempt{Problem: "Unknown card. Only the test cards below work here."}
	case card.Channel == channelCard && !f.readExpiry():
		return card, paymentAttempt{Problem: "Enter the card's expiry month and year."}
	case card.Channel == channelCard && expired(f.ExpiryMonth, f.ExpiryYear, at):
		return card, paymentAttempt{Problem: gatewayResponses[OutcomeExpired]}
	case card.CVV != "" && digits(f.CVV) != card.CVV:
		return card, paymentAttempt{Problem: "Incorrect CVV"}
	}
	return card, f.authenticate(card)
}

func (f *cardForm) authenticate(card Card) paymentAttempt {
	switch {
	case card.PIN != "" && f.PIN == "":
		return paymentAttempt{Step: stepPIN}
	case card.PIN != "" && digits(f.PIN) != card.PIN:
		return paymentAttempt{Problem: "Incorrect PIN"}
	case card.OTP != "" && f.OTP == "":
		return paymentAttempt{Step: stepOTP}
	case card.OTP != "" && digits(f.OTP) != card.OTP:
		return paymentAttempt{Problem: "Incorrect OTP"}
	case card.BankAuth && f.Bank == "":
		return paymentAttempt{Step: stepBank}
	case card.BankAuth && f.Bank != "approve":
		return paymentAttempt{Problem: "The bank did not approve the payment"}
	}
	return paymentAttempt{}
}

// readExpiry brings month and year into Paystack's form, "04" and "2030". It reports whether they are a date.
func (f *cardForm) readExpiry() bool {
	month, err1 := strconv.Atoi(strings.TrimSpace(f.ExpiryMonth))
	year, err2 := strconv.Atoi(strings.TrimSpace(f.ExpiryYear))
	if err1 != nil || err2 != nil || month < 1 || month > 12 || year < 0 || year > 9999 {
		return false
	}
	if year < 100 {
		year += 2000
	}
	f.ExpiryMonth, f.ExpiryYear = fmt.Sprintf("%02d", month), fmt.Sprintf("%04d", year)
	return true
}

// pay attempts to pay a transaction that is not paid yet.
func (c *change) pay(t *Transaction, f *cardForm, ip string) paymentAttempt {
	card, attempt := f.check(c.at)
	if attempt.Step != "" {
		c.note(t, "auth", "Authentication Required: "+attempt.Step)
		return attempt
	}
	if attempt.Problem == "" && len(t.Channels) > 0 && !slices.Contains(t.Channels, card.Channel) {
		attempt.Problem = "This payment cannot be made by " + card.Channel
	}
	if attempt.Problem == "" {
		attempt = c.outcomeOnPage(t, card, f)
	}
	edit(c, t).IPAddress = ip
	if attempt.Problem != "" {
		c.failed(t, attempt.Problem)
		return attempt
	}
	c.paid(t, card, f)
	return paymentAttempt{Paid: true}
}

func (c *change) outcomeOnPage(t *Transaction, card Card, f *cardForm) paymentAttempt {
	outcome := cmp.Or(c.CardOutcomes[card.Number], card.Outcome)
	if saved := c.savedCard(c.customerOf(t), card, f.ExpiryMonth, f.ExpiryYear); saved != nil {
		outcome = cmp.Or(saved.Outcome, outcome)
	}
	switch outcome {
	case OutcomeSuccess, OutcomeDeclinedLater:
		return paymentAttempt{}
	case OutcomeError:
		return paymentAttempt{Problem: gatewayResponses[outcome], status: http.StatusInternalServerError}
	case OutcomeTimeout:
		return paymentAttempt{Problem: gatewayResponses[outcome], status: http.StatusGatewayTimeout}
	default:
		return paymentAttempt{Problem: gatewayResponses[outcome]}
	}
}

func (c *change) note(t *Transaction, kind, message string) {
	noted := edit(c, t)
	noted.History = append(slices.Clone(t.History), HistoryEntry{kind, message, int64(c.at.Sub(t.CreatedAt) / time.Second)})
}

func (c *change) failed(t *Transaction, problem string) {
	c.note(t, "error", "Error: "+problem)
	failed := edit(c, t)
	failed.Status, failed.GatewayResponse = TransactionFailed, problem
	failed.Errors++
}

// paid takes the money, saves the card and begins the subscription that the transaction is for.
func (c *change) paid(t *Transaction, card Card, f *cardForm) {
	c.note(t, "success", "Successfully paid with "+card.Channel)
	if card.Channel != channelCard {
		f.ExpiryMonth, f.ExpiryYear = "", ""
	}
	who := c.customerOf(t)
	a := c.authorizationFor(who, card, f.ExpiryMonth, f.ExpiryYear)
	paid := edit(c, t)
	paid.Channel, paid.AuthorizationCode, paid.GatewayResponse = card.Channel, a.Code, "Successful"
	paid.Amount = c.server.faults.tamper(paid.Amount)
	c.settle(paid)
	if to := c.planOf(t); to != nil && a.Reusable && c.subscribed(who, to) == nil {
		sub := c.subscribe(who, to, a, NextPayment(c.at, to.Interval))
		sub.Payments, sub.InvoiceLimit = 1, cmp.Or(t.InvoiceLimit, sub.InvoiceLimit)
		paid.SubscriptionCode = sub.Code
		c.tellCreated(sub)
	}
}
