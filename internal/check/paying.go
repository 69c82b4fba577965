package check

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const (
	adviceSandbox = "the stand-in for Paystack did not do its part: look into the server's log"
	adviceHook    = "the server must reach the stand-in, and believe it: PAYSTACK_API_URL and PAYSTACK_SECRET_KEY must be the stand-in's"

	checkoutPart = "/sandbox/paystack/checkout/"
	returnPath   = "/billing/"
	bankReason   = "Declined"
)

// Test cards of Paystack's.
var (
	goodCard = url.Values{"number": {"4084 0840 8408 4081"}, "cvv": {"408"}, "expiry_month": {"12"}, "expiry_year": {"2099"}}
	badCard  = url.Values{"number": {"4084 0800 0000 5408"}, "cvv": {"001"}, "expiry_month": {"12"}, "expiry_year": {"2099"}}
)

// checkout is a payment that was asked for.
type checkout struct {
	URL       string `json:"payment_url"`
	Reference string `json:"reference"`
	Amount    string `json:"amount"`
	Currency  string `json:"currency"`
}

type paymentView struct {
	Status   string `json:"status"`
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
	Method   string `json:"payment_method"`
	Failure  string `json:"failure_reason"`
}

// subscribe asks for the first plan that is on sale, for both restaurants.
func (r *run) subscribe(ctx context.Context) (string, error) {
	for _, p := range []*person{r.owner, r.other} {
		if err := r.askToPay(ctx, p); err != nil {
			return "", err
		}
	}
	return r.plan.Name + " for " + r.owner.checkout.Currency + " " + r.owner.checkout.Amount + ", paid on a page of the stand-in's", nil
}

func (r *run) askToPay(ctx context.Context, p *person) error {
	a, err := r.as(ctx, p, http.MethodPost, subscribePath, map[string]any{"plan_id": r.plan.ID, "currency": "GHS", "callback_url": r.base + returnPath})
	if err != nil {
		return err
	}
	if a.status == http.StatusServiceUnavailable && a.code() == "payments_unavailable" {
		return &absent{"payments are not set up here: PAYSTACK_SECRET_KEY is not set"}
	}
	if p.checkout, err = read[checkout](a, http.StatusOK, checkoutFields...); err != nil {
		return err
	}
	if !strings.Contains(p.checkout.URL, checkoutPart) {
		return &absent{"no stand-in for Paystack here: payments are made at " + origin(p.checkout.URL)}
	}
	return a.same(map[string][2]any{"amount": {p.checkout.Amount, r.plan.GHS}, "currency": {p.checkout.Currency, "GHS"}})
}

// fillIn sends the checkout page's form, as a browser does.
func (r *run) fillIn(ctx context.Context, p *person, card url.Values) (*answer, error) {
	return r.http.do(ctx, request{method: http.MethodPost, url: p.checkout.URL, body: form(card)})
}

// declined pays with a card that the bank refuses. Nothing is granted, and the owner is told why.
func (r *run) declined(ctx context.Context) (string, error) {
	a, err := r.fillIn(ctx, r.other, badCard)
	if err != nil {
		return "", err
	}
	if a.status != http.StatusOK || !strings.Contains(string(a.body), bankReason) {
		return "", a.fail(adviceSandbox, "answered %d, and not that the card was declined", a.status)
	}
	paid, a, err := r.verifyPayment(ctx, r.other)
	if err != nil {
		return "", err
	}
	if err := a.same(map[string][2]any{"status": {paid.Status, "failed"}, "failure_reason": {paid.Failure, bankReason}}); err != nil {
		return "", err
	}
	a, err = r.as(ctx, r.other, http.MethodGet, currentPath, nil)
	if err != nil {
		return "", err
	}
	return "the card was refused, and the owner is told why: " + paid.Failure, a.problem(http.StatusNotFound)
}

// pay pays with a card that is good, and is led back.
func (r *run) pay(ctx context.Context) (string, error) {
	a, err := r.fillIn(ctx, r.owner, goodCard)
	if err != nil {
		return "", err
	}
	back := a.header.Get("Location")
	if a.status != http.StatusSeeOther || !strings.HasPrefix(back, r.base+returnPath) || !strings.Contains(back, "reference="+r.owner.checkout.Reference) {
		return "", a.fail(adviceSandbox, "answered %d and leads to %q, expected back to %s", a.status, shorten(back, longestSaid), returnPath)
	}
	paid, a, err := r.verifyPayment(ctx, r.owner)
	if err != nil {
		return "", err
	}
	if paid.Status != "success" {
		return "", a.fail(adviceHook, "answered status %s after the card was charged: %s", paid.Status, shorten(paid.Failure, longestSaid))
	}
	return paid.Currency + " " + paid.Amount + " with " + paid.Method, a.same(map[string][2]any{
		"amount": {paid.Amount, r.owner.checkout.Amount}, "currency": {paid.Currency, r.owner.checkout.Currency},
	})
}

func (r *run) verifyPayment(ctx context.Context, p *person) (paymentView, *answer, error) {
	a, err := r.as(ctx, p, http.MethodGet, verifyPaymentPath+"?reference="+url.QueryEscape(p.checkout.Reference), nil)
	if err != nil {
		return paymentView{}, nil, err
	}
	paid, err := read[paymentView](a, http.StatusOK, paymentFields...)
	return paid, a, err
}

type subscriptionView struct {
	Status string `json:"status"`
	Active bool   `json:"is_active"`
	Ends   bool   `json:"cancel_at_period_end"`
	Plan   struct {
		ID int64 `json:"id"`
	} `json:"plan"`
}

// subscribed reads what was granted, and what it opens: no more than the plan includes.
func (r *run) subscribed(ctx context.Context) (string, error) {
	a, err := r.get(ctx, currentPath)
	if err != nil {
		return "", err
	}
	sub, err := read[subscriptionView](a, http.StatusOK, subscriptionFields...)
	if err != nil {
		return "", err
	}
	if err := a.same(map[string][2]any{"status": {sub.Status, "active"}, "is_active": {sub.Active, true}, "plan.id": {sub.Plan.ID, r.plan.ID}}); err != nil {
		return "", err
	}
	if a, err = r.get(ctx, entitledPath); err != nil {
		return "", err
	}
	may, err := read[entitlement](a, http.StatusOK, entitledFields...)
	if err != nil {
		return "", err
	}
	open := may.open()
	if !slices.Equal(open, r.plan.tools()) {
		return "", a.fail(adviceContract, "opens %s, expected what %s includes: %s", listed(open), r.plan.Name, listed(r.plan.tools()))
	}
	return may.Plan + ", " + may.Status + ": " + listed(open), a.same(map[string][2]any{"status": {may.Status, "active"}, "is_active": {may.Active, true}})
}

// cancelled ends the subscription with its period, thinks better of it, and ends it now, so that nothing is charged after the check.
func (r *run) cancelled(ctx context.Context) (string, error) {
	for _, move := range []struct {
		path   string
		body   map[string]bool
		status string
		ends   bool
	}{
		{cancelPath, map[string]bool{}, "active", true},
		{resumePath, map[string]bool{}, "active", false},
		{cancelPath, map[string]bool{"now": true}, "cancelled", false},
	} {
		a, err := r.as(ctx, r.owner, http.MethodPost, move.path, move.body)
		if err != nil {
			return "", err
		}
		sub, err := read[subscriptionView](a, http.StatusOK, subscriptionFields...)
		if err != nil {
			return "", err
		}
		if err := a.same(map[string][2]any{"status": {sub.Status, move.status}, "cancel_at_period_end": {sub.Ends, move.ends}}); err != nil {
			return "", err
		}
	}
	return "with the period, then not, then at once", nil
}
