package paystack

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
)

// maxAmount is Paystack's limit of ten million units, in subunits.
const maxAmount = 10_000_000 * 100

var (
	currencies       = []string{"NGN", "GHS", "ZAR", "KES", "USD", "XOF"}
	referencePattern = regexp.MustCompile(`^[-.=0-9A-Za-z]+$`)
)

// initialize makes a transaction that waits for its customer.
func (c *change) initialize(p params) (*Transaction, error) {
	t := &Transaction{Status: TransactionAbandoned, Channel: channelCard, GatewayResponse: "The transaction was not completed", CreatedAt: c.at}
	if err := c.describe(t, p); err != nil {
		return nil, err
	}
	if err := c.price(t, p); err != nil {
		return nil, err
	}
	t.CallbackURL = p.text("callback_url")
	if t.CallbackURL != "" && originOf(t.CallbackURL) == "" {
		return nil, errInvalid("invalid_params", "Invalid callback URL")
	}
	t.Channels, _ = p.texts("channels")
	limit, err := p.integer("invoice_limit", 0)
	if err != nil {
		return nil, err
	}
	t.InvoiceLimit = limit
	t.AccessCode = c.code("", 15)
	return c.record(t, p)
}

// describe fills in what every charge says about itself.
func (c *change) describe(t *Transaction, p params) (err error) {
	if t.Reference = p.text("reference"); t.Reference == "" {
		t.Reference = c.code("", 10)
	}
	if !referencePattern.MatchString(t.Reference) {
		return errInvalid("invalid_reference", "Invalid characters in the reference. Only -, ., = and alphanumeric characters are allowed")
	}
	if _, taken := c.Transactions.named(t.Reference); taken {
		return errDuplicateReference()
	}
	t.Metadata, err = p.metadata()
	return err
}

// price decides amount and currency. A plan's are stronger than the request's.
func (c *change) price(t *Transaction, p params) (err error) {
	if code := p.text("plan"); code != "" {
		plan, ok := c.Plans.find(code)
		if !ok {
			return errNotFound("Plan not found")
		}
		t.PlanCode, t.Amount, t.Currency = plan.Code, plan.Amount, plan.Currency
		t.RequestedAmount = t.Amount
		return nil
	}
	if t.Amount, err = p.amount(); err != nil {
		return err
	}
	t.RequestedAmount = t.Amount
	t.Currency, err = currencyOf(p)
	return err
}

func currencyOf(p params) (string, error) {
	given := strings.ToUpper(p.text("currency"))
	if given == "" {
		return currencies[0], nil
	}
	if !slices.Contains(currencies, given) {
		return "", errInvalid("unsupported_currency", "Currency not supported by merchant")
	}
	return given, nil
}

// record keeps a transaction under the customer of the request's email, who is made when unknown.
func (c *change) record(t *Transaction, p params) (*Transaction, error) {
	email, err := emailOf(p)
	if err != nil {
		return nil, err
	}
	t.CustomerCode = c.customerFor(email).Code
	t.ID = c.id()
	return add(c, &c.Transactions, t), nil
}

func emailOf(p params) (string, error) {
	email := p.text("email")
	if email == "" {
		return "", errMissing("Email Address")
	}
	if parsed, err := mail.ParseAddress(email); err != nil || parsed.Address != email {
		return "", errInvalid("invalid_email_address", "Invalid Email Address Passed")
	}
	return strings.ToLower(email), nil
}

// texts is a field as a list of strings; one alone is a list of itself.
func (p params) texts(name string) (list []string, given bool) {
	items, ok := p[name].([]any)
	if !ok {
		one := p.text(name)
		if one == "" {
			return nil, false
		}
		return strings.Split(one, ","), true
	}
	for _, item := range items {
		if text, ok := item.(string); ok {
			list = append(list, text)
		}
	}
	return list, true
}

// fees are what Paystack keeps of a payment, by its price lists of 2024.
func fees(amount int64, currency string) int64 {
	switch currency {
	case "NGN":
		fee := amount * 15 / 1000
		if amount >= 250_000 {
			fee += 10_000
		}
		return min(fee, 200_000)
	case "GHS":
		return amount * 195 / 10_000
	case "ZAR":
		return amount*29/1000 + 100
	default:
		return amount * 29 / 1000
	}
}
