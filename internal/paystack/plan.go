package paystack

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tabletap/console/internal/fault"
)

// Plan is a price at Paystack that comes again. Take it as a version that never changes: see UpdatePlan.
type Plan struct {
	ID           string // Paystack's number, which filters of lists want
	Code         string // PLN_…
	Domain       string // "test" or "live"
	Name         string
	Description  string
	Amount       int64    // subunits
	Currency     string   // ISO 4217, capitals
	Interval     Interval // such as Monthly
	InvoiceLimit int64    // how often it is charged in all; 0: until it is cancelled
}

// CreatePlan is a plan to be made.
type CreatePlan struct {
	Name         string   `json:"name"`     // required
	Amount       int64    `json:"amount"`   // required; subunits
	Currency     string   `json:"currency"` // required; ISO 4217
	Interval     Interval `json:"interval"` // required
	Description  string   `json:"description,omitempty"`
	InvoiceLimit int64    `json:"invoice_limit,omitempty"` // 0: none
	SendInvoices bool     `json:"send_invoices"`           // whether Paystack writes to the customer
	SendSMS      bool     `json:"send_sms"`
}

// UpdatePlan is what changes of a plan, for those who subscribe from now on. What is zero stays.
type UpdatePlan struct {
	Name         string   `json:"name,omitempty"`
	Description  string   `json:"description,omitempty"`
	Amount       int64    `json:"amount,omitempty"` // subunits
	Currency     string   `json:"currency,omitempty"`
	Interval     Interval `json:"interval,omitempty"`
	InvoiceLimit int64    `json:"invoice_limit,omitempty"`
}

// PlanFilter narrows a list of plans. What is zero is not asked about.
type PlanFilter struct {
	Interval Interval
	Amount   int64 // subunits
	Page     Page
}

// CreatePlan makes a plan. Nothing keeps Paystack from having two of one name: when OutcomeUnknown holds for the error,
// look for it with Plans.
func (c *Client) CreatePlan(ctx context.Context, in CreatePlan) (Plan, error) {
	if err := in.validate(); err != nil {
		return Plan{}, err
	}
	request := post(in, "plan")
	out, err := c.do(ctx, request)
	if err != nil {
		return Plan{}, err
	}
	return one(request, out, parsePlan)
}

func (in CreatePlan) validate() error {
	var problems fault.Fields
	problems.Check(in.Name != "", "name", "This field is required.")
	problems.Check(in.Amount > 0, "amount", "The amount must be more than zero.")
	problems.Check(in.Currency != "" && currencyCode(in.Currency) == in.Currency, "currency", "This is no currency's code.")
	problems.Check(in.Interval.Valid(), "interval", "This is no interval of Paystack's.")
	problems.Check(in.InvoiceLimit >= 0, "invoice_limit", "The limit must not be negative.")
	return problems.Err()
}

// Plan asks for one plan, by its code. It fails with NotFound when Paystack knows none.
func (c *Client) Plan(ctx context.Context, code string) (Plan, error) {
	return item(ctx, c, "The plan", parsePlan, "plan", code)
}

// Plans lists plans.
func (c *Client) Plans(ctx context.Context, filter PlanFilter) (List[Plan], error) {
	query := url.Values{}
	set(query, "interval", string(filter.Interval))
	if filter.Amount > 0 {
		query.Set("amount", strconv.FormatInt(filter.Amount, 10))
	}
	return pageOf(ctx, c, listing{path: "plan", query: query, page: filter.Page}, parsePlan)
}

// UpdatePlan changes a plan and leaves alone whoever is subscribed to it, by update_existing_subscriptions=false: what
// Paystack does unless told otherwise is to charge everybody the new price. It fails with NotFound when there is none.
func (c *Client) UpdatePlan(ctx context.Context, code string, in UpdatePlan) error {
	if !isID(code) {
		return fault.Missing("The plan")
	}
	_, err := c.do(ctx, call{method: http.MethodPut, path: []string{"plan", code}, body: struct {
		UpdatePlan

		UpdateExistingSubscriptions bool `json:"update_existing_subscriptions"` // always false
	}{UpdatePlan: in}})
	return missing(err, "The plan")
}

func parsePlan(o object) (Plan, error) {
	e := essentials{object: o, what: "plan"}
	p := Plan{
		ID: o.id("id"), Code: e.mustID("plan_code"), Domain: o.text("domain"), Name: o.text("name"), Description: o.text("description"),
		Amount: e.mustAmount("amount"), Currency: e.mustCurrency("currency"), Interval: Interval(e.mustText("interval")),
		InvoiceLimit: o.count("invoice_limit"),
	}
	if e.err != nil {
		return Plan{}, e.err
	}
	return p, nil
}
