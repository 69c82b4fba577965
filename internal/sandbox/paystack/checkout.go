package paystack

import (
	"cmp"
	"encoding/json"
	"net"
	"net/http"
)

// checkout is what the page needs to know of a transaction.
type checkout struct {
	page page
	paid bool
}

// checkoutOf describes a transaction for its page.
func (c *change) checkoutOf(code string) (*Transaction, checkout, error) {
	t, ok := c.Transactions.named(accessKey(code))
	if !ok {
		return nil, checkout{}, errNotFound("There is no such payment.")
	}
	back := cmp.Or(t.CallbackURL, c.server.config.CallbackURL)
	p := page{
		Title: "Pay", Action: c.server.basePath + "/checkout/" + code, Amount: money(t.Amount, t.Currency), Email: c.customerOf(t).Email,
		Reference: t.Reference, Return: withReference(back, t.Reference), Cards: cards, target: back,
	}
	p.Cancel = cmp.Or(cancelAction(t.Metadata), p.Return)
	if plan := c.planOf(t); plan != nil {
		p.Plan = plan.Name + ", " + plan.Interval
	}
	return t, checkout{p, t.paid()}, nil
}

// cancelAction is where the merchant wants those who cancel: metadata's cancel_action.
func cancelAction(metadata json.RawMessage) string {
	var wants struct {
		CancelAction string `json:"cancel_action"`
	}
	if json.Unmarshal(metadata, &wants) != nil || originOf(wants.CancelAction) == "" {
		return ""
	}
	return wants.CancelAction
}

func (s *Server) showCheckout(w http.ResponseWriter, r *http.Request) {
	var found checkout
	err := s.change(func(c *change) (err error) {
		_, found, err = c.checkoutOf(r.PathValue("access_code"))
		return err
	})
	switch {
	case err != nil:
		s.problemPage(w, http.StatusNotFound, err.Error())
	case found.paid:
		s.paidPage(w, found.page)
	default:
		found.page.Form = s.prefilled(r)
		s.render(w, http.StatusOK, "checkout.html", found.page)
	}
}

func (s *Server) paidPage(w http.ResponseWriter, p page) {
	p.Title = "Paid"
	s.render(w, http.StatusOK, "paid.html", p)
}

func (s *Server) submitCheckout(w http.ResponseWriter, r *http.Request) {
	form, ok := s.readCardForm(w, r)
	if !ok {
		return
	}
	var found checkout
	var attempt paymentAttempt
	err := s.change(func(c *change) (err error) {
		var t *Transaction
		if t, found, err = c.checkoutOf(r.PathValue("access_code")); err != nil || found.paid {
			return err
		}
		attempt = c.pay(t, &form, remoteIP(r))
		return nil
	})
	switch {
	case err != nil:
		s.problemPage(w, statusOf(err), err.Error())
	case attempt.Paid && found.page.Return != "":
		http.Redirect(w, r, found.page.Return, http.StatusSeeOther)
	case attempt.Paid:
		s.paidPage(w, found.page)
	case found.paid:
		found.page.Problem = "This has been paid already."
		s.paidPage(w, found.page)
	default:
		found.page.Form, found.page.Step, found.page.Problem = form, attempt.Step, attempt.Problem
		s.render(w, cmp.Or(attempt.status, http.StatusOK), "checkout.html", found.page)
	}
}

func remoteIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
