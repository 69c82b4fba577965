package paystack

import (
	"fmt"
	"strconv"
)

// Pay pays a transaction as its customer would on the checkout page, with a test card whose secrets are known. A payment that
// fails is an error that says why; the transaction can be paid again.
func (s *Server) Pay(reference, number string) (Transaction, error) {
	t, attempt, err := s.pay(reference, number)
	if err == nil && !attempt.Paid {
		err = fmt.Errorf("sandbox paystack: %s: not paid: %s", reference, attempt.Problem)
	}
	return t, err
}

func (s *Server) pay(reference, number string) (after Transaction, attempt paymentAttempt, err error) {
	err = s.change(func(c *change) error {
		t, ok := c.Transactions.named(reference)
		if !ok {
			return errNoTransaction()
		}
		if t.AccessCode == "" || t.paid() {
			return errInvalid("invalid_transaction_status", "The transaction is not to be paid by its customer")
		}
		f := filledIn(number, c.at.Year()+4)
		attempt = c.pay(t, &f, "127.0.0.1")
		after = *t
		return nil
	})
	return after, attempt, err
}

// filledIn is a form in which all is right for a test card.
func filledIn(number string, year int) cardForm {
	card, ok := cardOf(number)
	if !ok {
		return cardForm{Number: number}
	}
	return cardForm{
		Number: card.Number, CVV: card.CVV, ExpiryMonth: "12", ExpiryYear: strconv.Itoa(year), PIN: card.PIN, OTP: card.OTP, Bank: "approve",
	}
}
