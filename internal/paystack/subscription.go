package paystack

import "time"

// What a subscription may be (paystack.com/docs/payments/subscriptions).
const (
	SubscriptionActive      = "active"
	SubscriptionNonRenewing = "non-renewing" // cancelled; paid until the period ends
	SubscriptionAttention   = "attention"    // the last charge failed; tried again on the next billing date only
	SubscriptionCompleted   = "completed"    // its invoice limit is reached; events say "complete"
	SubscriptionCancelled   = "cancelled"
)

// Subscription is a customer's agreement to a plan, as Paystack has it.
type Subscription struct {
	ID              string // "" in most events
	Code            string // SUB_…
	EmailToken      string // with the code it cancels, so treat it as a secret; "" in some events
	Domain          string // "test" or "live"
	Status          string // never ""; such as SubscriptionActive
	Amount          int64  // subunits
	Currency        string // ISO 4217, of the plan; "" when only the plan's id is there
	PlanCode        string // "" when only the plan's id is there
	PlanID          string
	Interval        Interval // "" when only the plan's id is there
	CronExpression  string
	NextPaymentDate time.Time // zero when there will be none
	OpenInvoice     string    // INV_…, "" when none is open
	Authorization   Authorization
	Customer        Customer // when only the id is there, nothing but ID
	PaymentsCount   int64
	InvoiceLimit    int64
	StartedAt       time.Time
	CreatedAt       time.Time
}

func parseSubscription(o object) (Subscription, error) {
	e := essentials{object: o, what: "subscription"}
	plan := o.object("plan")
	s := Subscription{
		ID: o.id("id"), Code: e.mustID("subscription_code"), EmailToken: o.id("email_token"), Domain: o.text("domain"),
		Status: subscriptionStatus(e.mustText("status")), Amount: e.mustAmount("amount"),
		Currency: currencyCode(plan.text("currency")), PlanCode: planCode(o), PlanID: numberOf(o, "plan"), Interval: Interval(plan.text("interval")),
		CronExpression: o.text("cron_expression"), NextPaymentDate: o.moment("next_payment_date"), OpenInvoice: o.code("open_invoice", "invoice_code"),
		Authorization: parseAuthorization(o.object("authorization")), Customer: parseCustomer(o.object("customer")),
		PaymentsCount: o.count("payments_count"), InvoiceLimit: o.count("invoice_limit"),
		StartedAt: o.moment("start"), CreatedAt: o.moment("created_at", "createdAt"),
	}
	if s.Customer.ID == "" {
		s.Customer.ID = numberOf(o, "customer")
	}
	if e.err != nil {
		return Subscription{}, e.err
	}
	return s, nil
}

// numberOf reads Paystack's number of what is there as an object, or as the number alone.
func numberOf(o object, name string) string {
	if nested := o.object(name); nested != nil {
		return nested.id("id")
	}
	if id := o.id(name); allDigits(id) {
		return id
	}
	return ""
}

// subscriptionStatus spells completed in one way.
func subscriptionStatus(status string) string {
	if status == "complete" {
		return SubscriptionCompleted
	}
	return status
}
