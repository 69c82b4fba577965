package paystack

import (
	"net/http"
	"strings"
	"time"
)

// subscribe makes a subscription that is charged at next for the first time, or again.
func (c *change) subscribe(who *customer, to *plan, a *authorization, next time.Time) *subscription {
	return add(c, &c.Subscriptions, &subscription{
		ID: c.id(), Code: c.code("SUB_", 15), EmailToken: c.code("", 15), CustomerCode: who.Code, PlanCode: to.Code,
		AuthorizationCode: a.Code, Status: subscriptionActive, Amount: to.Amount, Currency: to.Currency, Interval: to.Interval,
		InvoiceLimit: to.InvoiceLimit, Start: c.at, NextPayment: next, CreatedAt: c.at, UpdatedAt: c.at,
	})
}

// subscribed finds a live subscription of a customer to a plan, or nil.
func (c *change) subscribed(who *customer, to *plan) *subscription {
	for _, sub := range c.Subscriptions.list {
		if sub.CustomerCode == who.Code && sub.PlanCode == to.Code && sub.live() {
			return sub
		}
	}
	return nil
}

func (s *Server) createSubscription(c *change, p params, _ *http.Request) (*answer, error) {
	who, ok := c.Customers.find(strings.ToLower(p.text("customer")))
	if !ok {
		who, ok = c.Customers.find(p.text("customer"))
	}
	if !ok {
		return nil, errNoCustomer()
	}
	to, ok := c.Plans.find(p.text("plan"))
	if !ok {
		return nil, errNoPlan()
	}
	start, err := p.moment("start_date")
	if err != nil {
		return nil, err
	}
	a, err := c.cardToBill(who, p.text("authorization"))
	if err != nil {
		return nil, err
	}
	if c.subscribed(who, to) != nil {
		return nil, errInvalid("duplicate_subscription", "This subscription is already in place.")
	}
	if !start.After(c.at) {
		start = c.at
	}
	sub := c.subscribe(who, to, a, start.Truncate(time.Second))
	c.tellCreated(sub)
	if !sub.NextPayment.After(c.at) {
		c.renew(sub)
	}
	return done("Subscription successfully created", c.subscriptionView(sub)), nil
}

// cardToBill is the authorization of that code, or the customer's latest when there is none.
func (c *change) cardToBill(who *customer, code string) (*authorization, error) {
	var latest *authorization
	for _, a := range c.cardsOf(who) {
		if a.Reusable && (code == "" || a.Code == code) {
			latest = a
		}
	}
	switch {
	case latest != nil:
		return latest, nil
	case code != "":
		return nil, errNotFound("Authorization code does not exist or has been deactivated")
	default:
		return nil, errNotFound("The customer specified has no saved authorizations")
	}
}

func (s *Server) listSubscriptions(c *change, p params, _ *http.Request) (*answer, error) {
	within, err := between(p)
	if err != nil {
		return nil, err
	}
	by, ofCustomer := c.Customers.find(p.text("customer"))
	to, ofPlan := c.Plans.find(p.text("plan"))
	found := c.Subscriptions.newestFirst(func(sub *subscription) bool {
		return (p.text("customer") == "" || ofCustomer && sub.CustomerCode == by.Code) &&
			(p.text("plan") == "" || ofPlan && sub.PlanCode == to.Code) && within(sub.CreatedAt)
	})
	w, err := windowOf(p, "subscription", len(found), func(i int) int64 { return found[i].ID })
	if err != nil {
		return nil, err
	}
	return paged("Subscriptions retrieved", cut(found, w), w, c.listedSubscription, nil), nil
}

func (s *Server) fetchSubscription(c *change, _ params, r *http.Request) (*answer, error) {
	sub, ok := c.Subscriptions.find(r.PathValue("code"))
	if !ok {
		return nil, errNotFound("Subscription not found")
	}
	return done("Subscription retrieved successfully", c.fetchedSubscription(sub)), nil
}

func (s *Server) enableSubscription(c *change, p params, _ *http.Request) (*answer, error) {
	sub, ok := c.Subscriptions.named(p.text("code"))
	if !ok || sub.EmailToken != p.text("token") || sub.Status == subscriptionActive || sub.Status == subscriptionCompleted {
		return nil, errNotFound("Subscription with code not found or already active")
	}
	enabled := edit(c, sub)
	enabled.Status, enabled.UpdatedAt, enabled.CancelledAt = subscriptionActive, c.at, time.Time{}
	for !enabled.NextPayment.After(c.at) {
		enabled.NextPayment = NextPayment(enabled.NextPayment, enabled.Interval)
	}
	return done("Subscription enabled successfully", nil), nil
}

func (s *Server) disableSubscription(c *change, p params, _ *http.Request) (*answer, error) {
	sub, ok := c.Subscriptions.named(p.text("code"))
	if !ok || sub.EmailToken != p.text("token") || !sub.renews() {
		return nil, errNotFound("Subscription with code not found or already inactive")
	}
	c.cancel(sub)
	return done("Subscription disabled successfully", nil), nil
}

// cancel lets a subscription run until the end of what is paid for.
func (c *change) cancel(sub *subscription) {
	cancelled := edit(c, sub)
	cancelled.Status, cancelled.UpdatedAt, cancelled.CancelledAt = subscriptionNonRenewing, c.at, c.at
	c.tellNotRenewing(sub)
}
