package paystack

import (
	"context"

	"github.com/tabletap/console/internal/fault"
)

// Customer is somebody who pays. In transactions and events it may be there in part, or not at all.
type Customer struct {
	ID             string // Paystack's number, which filters of lists want
	Code           string // CUS_…
	Email          string
	FirstName      string
	LastName       string
	Phone          string
	Authorizations []Authorization // of Client.Customer alone
	Metadata       map[string]any
}

// Authorization is a means of payment that a customer once used.
type Authorization struct {
	Code        string // AUTH_…; charges whoever it belongs to, so treat it as a secret
	Reusable    bool   // whether it can be charged again
	Channel     string // such as ChannelCard
	Brand       string // such as "visa"
	CardType    string
	BIN         string // the first digits
	Last4       string
	ExpMonth    int // 1 to 12, 0 when it does not say
	ExpYear     int
	Bank        string
	CountryCode string
	Signature   string // the same for the same card, whoever uses it
	AccountName string
}

// CreateCustomer is somebody to be known to Paystack.
type CreateCustomer struct {
	Email     string         `json:"email"` // required
	FirstName string         `json:"first_name,omitempty"`
	LastName  string         `json:"last_name,omitempty"`
	Phone     string         `json:"phone,omitempty"`
	Metadata  map[string]any `json:"metadata,omitempty"`
}

// CreateCustomer makes a customer, or gives the one who has the email address: asking twice does no harm.
func (c *Client) CreateCustomer(ctx context.Context, in CreateCustomer) (Customer, error) {
	if !isEmail(in.Email) {
		return Customer{}, fault.Field("email", "This is no email address.")
	}
	request := post(in, "customer")
	out, err := c.do(ctx, request)
	if err != nil {
		return Customer{}, err
	}
	return one(request, out, parseKnownCustomer)
}

// Customer asks for one customer, by code or by email address, with the authorizations. It fails with NotFound when
// Paystack knows none.
func (c *Client) Customer(ctx context.Context, codeOrEmail string) (Customer, error) {
	if !isID(codeOrEmail) && !isEmail(codeOrEmail) {
		return Customer{}, fault.Missing("The customer")
	}
	in := get("customer", codeOrEmail)
	out, err := c.do(ctx, in)
	if err != nil {
		return Customer{}, missing(err, "The customer")
	}
	return one(in, out, parseKnownCustomer)
}

// parseKnownCustomer reads the answer about a customer, who has at least a code and an email address.
func parseKnownCustomer(o object) (Customer, error) {
	e := essentials{object: o, what: "customer"}
	e.mustID("customer_code")
	e.mustText("email")
	return parseCustomer(o), e.err
}

// parseCustomer reads what there is.
func parseCustomer(o object) Customer {
	out := Customer{
		ID: o.id("id"), Code: o.id("customer_code", "code"), Email: o.text("email"), FirstName: o.text("first_name"),
		LastName: o.text("last_name"), Phone: o.text("phone"), Metadata: o.metadata("metadata"),
	}
	for _, authorization := range o.list("authorizations") {
		out.Authorizations = append(out.Authorizations, parseAuthorization(authorization))
	}
	return out
}

func parseAuthorization(o object) Authorization {
	reusable, _ := o.flag("reusable")
	return Authorization{
		Code: o.id("authorization_code"), Reusable: reusable, Channel: o.text("channel"), Brand: o.text("brand"),
		CardType: o.text("card_type"), BIN: o.text("bin"), Last4: o.text("last4"),
		ExpMonth: within(o.count("exp_month"), 12), ExpYear: within(o.count("exp_year"), 9999),
		Bank: o.text("bank"), CountryCode: o.text("country_code"), Signature: o.text("signature"), AccountName: o.text("account_name"),
	}
}

// within gives n, or 0 when it is more than most.
func within(n, most int64) int {
	if n > most {
		return 0
	}
	return int(n)
}
