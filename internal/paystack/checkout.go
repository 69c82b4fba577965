package paystack

import (
	"context"
	"fmt"

	"github.com/tabletap/console/internal/fault"
)

// Initialize begins a transaction that a customer pays on Paystack's own page.
type Initialize struct {
	Email       string         // required
	Amount      int64          // required; subunits
	Currency    string         // required; ISO 4217
	Reference   string         // required; ValidReference, and never used before
	CallbackURL string         // where the browser comes back to; "": as set in the dashboard
	Channels    []string       // such as ChannelCard; none: whatever is enabled
	Metadata    map[string]any // comes back with the transaction and its events
}

// The channels in which a subscription can be charged again, and the commonest others.
const (
	ChannelCard         = "card"
	ChannelDirectDebit  = "direct_debit"
	ChannelBank         = "bank"
	ChannelUSSD         = "ussd"
	ChannelMobileMoney  = "mobile_money"
	ChannelBankTransfer = "bank_transfer"
)

// Checkout is where the customer pays.
type Checkout struct {
	AuthorizationURL string // for the browser, http or https
	AccessCode       string // for Paystack's popup
	Reference        string
}

// Initialize begins a transaction. It fails with Invalid for what Paystack would not take, and with a Conflict for which
// DuplicateReference holds when the reference was used. Nothing is charged until the customer pays, so after an unknown
// outcome another reference may be begun.
func (c *Client) Initialize(ctx context.Context, in Initialize) (Checkout, error) {
	if err := in.validate(); err != nil {
		return Checkout{}, err
	}
	request := post(struct {
		Email       string         `json:"email"`
		Amount      int64          `json:"amount"`
		Currency    string         `json:"currency"`
		Reference   string         `json:"reference"`
		CallbackURL string         `json:"callback_url,omitempty"`
		Channels    []string       `json:"channels,omitempty"`
		Metadata    map[string]any `json:"metadata,omitempty"`
	}(in), "transaction", "initialize")
	out, err := c.do(ctx, request)
	if err != nil {
		return Checkout{}, err
	}
	return one(request, out, func(o object) (Checkout, error) { return parseCheckout(o, in.Reference) })
}

func (in Initialize) validate() error {
	var problems fault.Fields
	checkCharge(&problems, in.Email, in.Amount, in.Currency, in.Reference)
	problems.Check(in.CallbackURL == "" || webAddress(in.CallbackURL), "callback_url", "This is no web address.")
	return problems.Err()
}

func checkCharge(problems *fault.Fields, email string, amount int64, currency, reference string) {
	problems.Check(isEmail(email), "email", "This is no email address.")
	problems.Check(amount > 0, "amount", "The amount must be more than zero.")
	problems.Check(currency != "" && currencyCode(currency) == currency, "currency", "This is no currency's code.")
	problems.Check(ValidReference(reference), "reference", "A reference is letters, digits, - . and =.")
}

func parseCheckout(o object, reference string) (Checkout, error) {
	e := essentials{object: o, what: "checkout"}
	out := Checkout{
		AuthorizationURL: e.mustText("authorization_url"), AccessCode: e.mustText("access_code"), Reference: e.mustText("reference"),
	}
	if e.err != nil {
		return Checkout{}, e.err
	}
	if !webAddress(out.AuthorizationURL) {
		return Checkout{}, fmt.Errorf("paystack: checkout: %.40q is no web address", out.AuthorizationURL)
	}
	return out, sameReference(reference, out.Reference)
}

// sameReference refuses an answer about another transaction than the one asked for.
func sameReference(asked, answered string) error {
	if asked != answered {
		return fmt.Errorf("paystack: asked about the reference %.40q and was told about %.40q", asked, answered)
	}
	return nil
}
