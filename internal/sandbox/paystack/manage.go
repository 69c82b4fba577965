package paystack

import (
	"cmp"
	"net/http"
)

// managed finds the subscription whose page the request opens, and describes it.
func (c *change) managed(r *http.Request) (*subscription, page, error) {
	code, token := r.PathValue("code"), r.URL.Query().Get("subscription_token")
	sub, ok := c.Subscriptions.named("SUB_" + code)
	if !ok || !c.server.opens(token, sub, c.at) {
		return nil, page{}, refuse(http.StatusForbidden, "", "This link is not valid, or not any more.")
	}
	return sub, c.managePage(sub, c.server.basePath+"/manage/subscriptions/"+code+"?subscription_token="+token), nil
}

func (c *change) managePage(sub *subscription, action string) page {
	who, what, a := c.partsOf(sub)
	p := page{
		Title: "Subscription", Action: action, Amount: money(sub.Amount, sub.Currency), Email: who.Email,
		Plan: what.Name + ", " + sub.Interval, Status: "Status: " + sub.Status, Manageable: sub.renews(), Cards: cards,
	}
	if a != nil {
		p.SavedCard = a.view().Brand + " ending with " + a.last4()
	}
	if sub.renews() {
		p.Status += ", next payment on " + sub.NextPayment.Format("2 January 2006")
	}
	return p
}

func (s *Server) showManage(w http.ResponseWriter, r *http.Request) {
	var p page
	err := s.change(func(c *change) (err error) {
		_, p, err = c.managed(r)
		return err
	})
	if err != nil {
		s.problemPage(w, statusOf(err), err.Error())
		return
	}
	p.Form = s.prefilled(r)
	s.render(w, http.StatusOK, "manage.html", p)
}

func (s *Server) submitManage(w http.ResponseWriter, r *http.Request) {
	form, ok := s.readCardForm(w, r)
	if !ok {
		return
	}
	var p page
	var attempt paymentAttempt
	err := s.change(func(c *change) error {
		sub, shown, err := c.managed(r)
		if err != nil {
			return err
		}
		switch action := r.PostForm.Get("action"); {
		case !sub.renews():
			attempt.Problem = "This subscription does not renew any more."
		case action == "cancel":
			c.cancel(sub)
		case action == "replace":
			attempt = c.replaceCard(sub, &form)
		default:
			attempt.Problem = "The form says neither replace nor cancel."
		}
		p = c.managePage(sub, shown.Action)
		return nil
	})
	if err != nil {
		s.problemPage(w, statusOf(err), err.Error())
		return
	}
	if !attempt.Paid {
		p.Form = form
	}
	p.Step, p.Problem = attempt.Step, attempt.Problem
	s.render(w, cmp.Or(attempt.status, http.StatusOK), "manage.html", p)
}

// replaceCard has another card charged from the next payment on. Nothing is charged now.
func (c *change) replaceCard(sub *subscription, f *cardForm) paymentAttempt {
	card, attempt := f.check(c.at)
	if attempt.Step != "" || attempt.Problem != "" {
		return attempt
	}
	outcome := cmp.Or(c.CardOutcomes[card.Number], card.Outcome)
	switch {
	case outcome != OutcomeSuccess && outcome != OutcomeDeclinedLater:
		return paymentAttempt{Problem: gatewayResponses[outcome]}
	case !card.Reusable:
		return paymentAttempt{Problem: "This card cannot be saved"}
	}
	who, _, _ := c.partsOf(sub)
	a := c.authorizationFor(who, card, f.ExpiryMonth, f.ExpiryYear)
	replaced := edit(c, sub)
	replaced.AuthorizationCode, replaced.UpdatedAt = a.Code, c.at
	return paymentAttempt{Paid: true}
}
