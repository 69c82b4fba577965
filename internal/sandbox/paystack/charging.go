package paystack

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// chargeSaved charges a saved card without its customer. A charge that fails is an answer, not an error.
func (c *change) chargeSaved(p params) (*Transaction, error) {
	email, err := emailOf(p)
	if err != nil {
		return nil, err
	}
	a, err := c.chargeable(p.text("authorization_code"), email)
	if err != nil {
		return nil, err
	}
	t := &Transaction{CreatedAt: c.at}
	if err := c.describe(t, p); err != nil {
		return nil, err
	}
	if t.Amount, err = p.amount(); err != nil {
		return nil, err
	}
	if t.Currency, err = currencyOf(p); err != nil {
		return nil, err
	}
	t.RequestedAmount = t.Amount
	if t, err = c.record(t, p); err == nil {
		c.charge(t, a)
	}
	return t, err
}

// chargeable finds an authorization that its customer may be charged by.
func (c *change) chargeable(code, email string) (*authorization, error) {
	if code == "" {
		return nil, errMissing("Authorization code")
	}
	a, ok := c.Authorizations.named(code)
	if !ok || a.Inactive {
		return nil, errInvalid("invalid_authorization_code", "Authorization code does not exist or has been deactivated")
	}
	if owner, ok := c.Customers.named(a.CustomerCode); !ok || owner.Email != email {
		return nil, errInvalid("email_mismatch", "Email does not match Authorization code. Please confirm")
	}
	if !a.Reusable {
		return nil, errInvalid("not_reusable", "This authorization is not reusable")
	}
	return a, nil
}

// charge takes a new transaction's money from a saved card, or notes why that failed.
func (c *change) charge(t *Transaction, a *authorization) {
	outcome := c.outcomeOf(a)
	t.Channel, t.AuthorizationCode, t.GatewayResponse = channelCard, a.Code, gatewayResponses[outcome]
	if outcome != OutcomeSuccess {
		t.Status = TransactionFailed
		return
	}
	c.settle(t)
}

// settle marks a transaction as paid and tells.
func (c *change) settle(t *Transaction) {
	t.Status, t.PaidAt, t.Fees = TransactionSuccess, c.at, fees(t.Amount, t.Currency)
	c.emit("charge.success", c.transactionView(t, 0))
}

// outcomeOf decides what comes of charging a saved card: what SetCard says, or what the card does by itself.
func (c *change) outcomeOf(a *authorization) Outcome {
	card, _ := cardOf(a.Number)
	if a.Inactive {
		return OutcomeDeclined
	}
	if expired(a.ExpMonth, a.ExpYear, c.at) {
		return OutcomeExpired
	}
	if outcome := cmp.Or(a.Outcome, c.CardOutcomes[a.Number], card.Outcome); outcome != OutcomeDeclinedLater {
		return outcome
	}
	return OutcomeDeclined
}

// expired reports whether a card's month is over.
func expired(month, year string, at time.Time) bool {
	m, _ := strconv.Atoi(month)
	y, _ := strconv.Atoi(year)
	return !at.Before(time.Date(y, time.Month(m)+1, 1, 0, 0, 0, 0, time.UTC))
}

// SetCard decides what comes of every further charge of a card: of one authorization ("AUTH_…") or, by its number, of all that
// have no outcome of their own. "" gives the card back its own.
func (s *Server) SetCard(authorizationOrNumber string, outcome Outcome) error {
	if _, known := gatewayResponses[outcome]; !known && outcome != "" {
		return errInvalid("invalid_params", fmt.Sprintf("There is no outcome %q", outcome))
	}
	return s.change(func(c *change) error {
		if a, ok := c.Authorizations.named(authorizationOrNumber); ok {
			edit(c, a).Outcome = outcome
			return nil
		}
		card, ok := cardOf(authorizationOrNumber)
		if !ok || strings.HasPrefix(authorizationOrNumber, "AUTH_") {
			return errNotFound("There is no such authorization or test card")
		}
		before := c.CardOutcomes[card.Number]
		c.undo = append(c.undo, func() { c.CardOutcomes[card.Number] = before })
		c.CardOutcomes[card.Number] = outcome
		return nil
	})
}
