package paystack

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// CreateSubscription subscribes somebody who has paid by card before.
type CreateSubscription struct {
	Customer      string    // required; code or email address
	Plan          string    // required; code
	Authorization string    // code; "": the customer's newest
	StartDate     time.Time // of the first charge; zero: at once
}

// SubscriptionFilter narrows a list of subscriptions. What is zero is not asked about.
type SubscriptionFilter struct {
	CustomerID string // Paystack's number; by a code it finds none
	PlanID     string // Paystack's number; by a code it finds none
	From, To   time.Time
	Page       Page
}

// CreateSubscription subscribes a customer. It fails with a Conflict for which AlreadySubscribed holds when there is an
// active subscription to the plan, which also makes it safe to ask again after an unknown outcome.
func (c *Client) CreateSubscription(ctx context.Context, in CreateSubscription) (Subscription, error) {
	if err := in.validate(); err != nil {
		return Subscription{}, err
	}
	body := map[string]any{"customer": in.Customer, "plan": in.Plan}
	if in.Authorization != "" {
		body["authorization"] = in.Authorization
	}
	if !in.StartDate.IsZero() {
		body["start_date"] = in.StartDate.UTC().Format(layoutOut)
	}
	request := post(body, "subscription")
	out, err := c.do(ctx, request)
	if err != nil {
		return Subscription{}, err
	}
	return one(request, out, parseSubscription)
}

func (in CreateSubscription) validate() error {
	var problems fault.Fields
	problems.Check(isID(in.Customer) || isEmail(in.Customer), "customer", "This is no customer's code or email address.")
	problems.Check(isID(in.Plan), "plan", "This is no plan's code.")
	problems.Check(in.Authorization == "" || isID(in.Authorization), "authorization", "This is no authorization's code.")
	problems.Check(in.StartDate.IsZero() || in.StartDate.UTC().Equal(sane(in.StartDate)), "start_date", "This is no date to begin at.")
	return problems.Err()
}

// Subscription asks for one subscription, by its code. It fails with NotFound when Paystack knows none.
func (c *Client) Subscription(ctx context.Context, code string) (Subscription, error) {
	return item(ctx, c, "The subscription", parseSubscription, "subscription", code)
}

// Subscriptions lists subscriptions.
func (c *Client) Subscriptions(ctx context.Context, filter SubscriptionFilter) (List[Subscription], error) {
	query := url.Values{}
	set(query, "customer", filter.CustomerID)
	set(query, "plan", filter.PlanID)
	between(query, filter.From, filter.To)
	return pageOf(ctx, c, listing{path: "subscription", query: query, page: filter.Page}, parseSubscription)
}

// Enable takes a cancellation back. Paystack refuses it for one that is cancelled for good.
func (c *Client) Enable(ctx context.Context, code, emailToken string) error {
	return c.toggle(ctx, "enable", code, emailToken)
}

// Disable cancels: what is paid stands until the period ends, and nothing is charged after it.
func (c *Client) Disable(ctx context.Context, code, emailToken string) error {
	return c.toggle(ctx, "disable", code, emailToken)
}

func (c *Client) toggle(ctx context.Context, verb, code, emailToken string) error {
	if !isID(code) || !isID(emailToken) {
		return fault.Missing("The subscription")
	}
	_, err := c.do(ctx, post(map[string]any{"code": code, "token": emailToken}, "subscription", verb))
	return missing(err, "The subscription")
}

// ManageLink gives a page of Paystack's where the customer changes the card or cancels. It lasts about a day, and whoever
// has it can do both.
func (c *Client) ManageLink(ctx context.Context, code string) (string, error) {
	if !isID(code) {
		return "", fault.Missing("The subscription")
	}
	in := get("subscription", code, "manage", "link")
	out, err := c.do(ctx, in)
	if err != nil {
		return "", missing(err, "The subscription")
	}
	return one(in, out, parseLink)
}

func parseLink(o object) (string, error) {
	link := o.text("link")
	if !webAddress(link) {
		return "", errors.New("paystack: subscription: the link is no web address")
	}
	return link, nil
}
