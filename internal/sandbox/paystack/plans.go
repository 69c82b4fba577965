package paystack

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

func (s *Server) createPlan(c *change, p params, _ *http.Request) (*answer, error) {
	made := &plan{SendInvoices: true, SendSMS: true, Currency: currencies[0], CreatedAt: c.at}
	for _, field := range []struct{ name, called string }{{"name", "Name"}, {"amount", "Amount"}, {"interval", "Interval"}} {
		if p.text(field.name) == "" {
			return nil, errMissing(field.called)
		}
	}
	if err := c.fill(made, p); err != nil {
		return nil, err
	}
	made.ID, made.Code = c.id(), c.code("PLN_", 15)
	return done("Plan created", c.createdPlan(add(c, &c.Plans, made))), nil
}

// fill changes what the request names and leaves the rest.
func (c *change) fill(into *plan, p params) (err error) {
	if name := p.text("name"); name != "" {
		into.Name = name
	}
	if description := p.textOrNil("description"); description != nil {
		into.Description = description
	}
	if p.text("amount") != "" {
		if into.Amount, err = p.amount(); err != nil {
			return err
		}
	}
	if interval := strings.ToLower(p.text("interval")); interval != "" {
		if _, known := intervals[interval]; !known {
			return errInvalid("invalid_interval",
				"Invalid Interval. Interval should be one of the following: hourly, daily, weekly, monthly, quarterly, biannually, annually")
		}
		into.Interval = interval
	}
	if p.text("currency") != "" {
		if into.Currency, err = currencyOf(p); err != nil {
			return err
		}
	}
	into.SendInvoices, into.SendSMS = p.flag("send_invoices", into.SendInvoices), p.flag("send_sms", into.SendSMS)
	into.InvoiceLimit, err = p.integer("invoice_limit", into.InvoiceLimit)
	into.UpdatedAt = c.at
	return err
}

func errNoPlan() error { return errNotFound("Plan not found") }

func (s *Server) fetchPlan(c *change, _ params, r *http.Request) (*answer, error) {
	found, ok := c.Plans.find(r.PathValue("code"))
	if !ok {
		return nil, errNoPlan()
	}
	return done("Plan retrieved", c.fetchedPlan(found)), nil
}

func (s *Server) listPlans(c *change, p params, _ *http.Request) (*answer, error) {
	within, err := between(p)
	if err != nil {
		return nil, err
	}
	interval, amount := p.text("interval"), p.text("amount")
	found := c.Plans.newestFirst(func(one *plan) bool {
		return (interval == "" || one.Interval == interval) && (amount == "" || strconv.FormatInt(one.Amount, 10) == amount) && within(one.CreatedAt)
	})
	w, err := windowOf(p, "plan", len(found), func(i int) int64 { return found[i].ID })
	if err != nil {
		return nil, err
	}
	return paged("Plans retrieved", cut(found, w), w, c.listedPlan, nil), nil
}

// updatePlan changes, unless it is told otherwise, what present subscribers pay too.
func (s *Server) updatePlan(c *change, p params, r *http.Request) (*answer, error) {
	found, ok := c.Plans.find(r.PathValue("code"))
	if !ok {
		return nil, errNoPlan()
	}
	if err := c.fill(edit(c, found), p); err != nil {
		return nil, err
	}
	affected := 0
	if p.flag("update_existing_subscriptions", true) {
		affected = c.reprice(found)
	}
	return done(fmt.Sprintf("Plan updated. %d subscription(s) affected", affected), nil), nil
}

func (c *change) reprice(to *plan) (affected int) {
	for _, sub := range c.Subscriptions.list {
		if sub.PlanCode == to.Code && sub.live() {
			changed := edit(c, sub)
			changed.Amount, changed.Currency, changed.Interval, changed.UpdatedAt = to.Amount, to.Currency, to.Interval, c.at
			affected++
		}
	}
	return affected
}
