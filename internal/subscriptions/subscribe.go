package subscriptions

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// Choice is a plan that an owner chooses, and how to pay it.
type Choice struct {
	Plan        int64
	Currency    string   // "": the restaurant's
	Interval    Interval // "": monthly
	CallbackURL string   // where the browser comes back to; "": the service's own page
}

// openCheckoutFor is how long the same page is offered again to who asks again.
const openCheckoutFor = time.Hour

// Subscribe asks for the payment of a plan and gives it with the page where it is made. Nothing is granted before it is. Asked again
// while that is open, it gives the same page. It fails with Invalid for what cannot be bought, with Conflict for what the restaurant has,
// and with Unavailable when Paystack does not answer: the payment is then kept, and asking again goes on with it.
func (s *Service) Subscribe(ctx context.Context, c Choice) (*Payment, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	if s.Paystack == nil {
		return nil, errNotConfigured
	}
	if c.CallbackURL, err = s.callback(c.CallbackURL); err != nil {
		return nil, err
	}
	plans, err := s.allPlans(ctx)
	if err != nil {
		return nil, err
	}
	var p *Payment
	err = s.change(ctx, t.ID, func(u *turn) error {
		p, err = s.askFor(ctx, u, plans, c)
		return err
	})
	if err != nil || p.URL != "" {
		return p, err
	}
	return s.begin(ctx, p)
}

// askFor adds the payment, or finds the one that is open.
func (s *Service) askFor(ctx context.Context, u *turn, plans catalogue, c Choice) (*Payment, error) {
	plan, price, err := u.choose(plans, c)
	if err != nil {
		return nil, err
	}
	email, err := s.payersEmail(ctx, u)
	if err != nil {
		return nil, err
	}
	quote := u.after.quote(plan, price, u.now)
	switch {
	case u.after.runs(u.now) && u.after.Price.ID == price.ID && u.after.renewsByItself():
		return nil, errSamePlan
	case u.after.runs(u.now) && u.after.Price.ID == price.ID: // paid by hand, ahead of time
		quote = u.after.late(price)
	case u.owes(price):
		quote = u.after.late(price)
	case !quote.Now:
		return nil, fault.New(fault.Conflict, "change_at_renewal", "This plan costs less than the one that is paid for: "+
			"move to it when the period ends, with POST /api/subscriptions/change/.")
	}
	p := &Payment{
		Tenant: u.tenant.ID, Price: price.ID, Purpose: PurposeCheckout, Reference: newReference(), Due: quote.Due, Credit: quote.Credit.Minor,
		Status: PaymentPending, Email: email, CallbackURL: c.CallbackURL, NextCheck: new(u.now.Add(firstCheck)),
	}
	if u.after != nil && u.status != StatusCancelled {
		p.Subscription = u.after.ID
	}
	if u.after.runs(u.now) || u.owes(price) {
		p.PeriodStart, p.PeriodEnd = &quote.PeriodStart, &quote.PeriodEnd // another payment may come before it
	}
	if actor, err := access.ActorFrom(ctx); err == nil {
		p.RequestedBy = actor.UserID
	}
	open, err := s.store.openCheckout(ctx, u.tx, p, u.now.Add(-openCheckoutFor))
	if err == nil && open.Subscription == p.Subscription && (open.Credit > 0) == (p.Credit > 0) && open.Email == p.Email {
		return open, nil
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	return p, s.store.insertPayment(ctx, u.tx, p, u.now)
}

// owes reports whether a price is what is to be paid for the period that has begun.
func (u *turn) owes(price *Price) bool {
	sub := u.after
	return sub != nil && (u.status == StatusActive || u.status == StatusPastDue) && sub.PeriodEnd != nil && !sub.PeriodEnd.After(u.now) &&
		sub.Price != nil && sub.Price.ID == price.ID
}

// late is what the period after the present one costs.
func (s *Subscription) late(price *Price) Quote {
	q := Quote{Price: price, Now: true, Due: price.Money(), Credit: Money{0, price.Currency}}
	q.PeriodStart, q.PeriodEnd = s.following(price.Interval)
	return q
}

// choose finds what is chosen among what is on sale.
func (u *turn) choose(plans catalogue, c Choice) (*Plan, *Price, error) {
	plan, err := plans.find(c.Plan)
	if err != nil || !plan.Active {
		return nil, nil, fault.Field("plan_id", "This plan is not on sale.")
	}
	currency := strings.ToUpper(c.Currency)
	if running := u.after; running.runs(u.now) {
		if currency != "" && currency != running.Price.Currency {
			return nil, nil, errCurrency
		}
		currency = running.Price.Currency
		c.Interval = Interval(cmp.Or(string(c.Interval), string(running.Price.Interval)))
	}
	if currency == "" {
		if currency = u.tenant.Currency; plan.monthly(currency) == 0 && len(plan.Prices) > 0 {
			currency = plan.Prices[0].Currency
		}
	}
	price, err := plan.choose(currency, c.Interval)
	return plan, price, err
}

// payersEmail is whom Paystack asks to pay. It stays the same while a card is known, which can be charged under no other.
func (s *Service) payersEmail(ctx context.Context, u *turn) (string, error) {
	if u.after != nil && u.after.Payer.Authorization != "" && u.after.Payer.Email != "" {
		return u.after.Payer.Email, nil
	}
	email := u.tenant.ContactEmail
	if actor, err := access.ActorFrom(ctx); err == nil {
		email = cmp.Or(email, actor.Email)
	}
	if email == "" {
		return "", fault.Field("contact_email", "Give the restaurant a contact email address first: receipts are sent there.")
	}
	return email, nil
}

func (s *Service) initialize(ctx context.Context, p *Payment) (paystack.Checkout, error) {
	return s.Paystack.Initialize(ctx, paystack.Initialize{
		Email: p.Email, Amount: p.Due.Minor, Currency: p.Due.Currency, Reference: p.Reference, CallbackURL: p.CallbackURL,
		Metadata: map[string]any{"tenant_id": int64(p.Tenant), "payment_id": p.ID},
	})
}

// begin has Paystack make the page on which the payment is made.
func (s *Service) begin(ctx context.Context, p *Payment) (*Payment, error) {
	page, err := s.initialize(ctx, p)
	if paystack.DuplicateReference(err) {
		return s.beginAnew(ctx, p)
	}
	if why, refused := paystack.Refused(err); refused {
		return nil, fault.New(fault.Invalid, "payment_refused", "Paystack does not take this payment: "+why).Because(err)
	}
	if err != nil {
		return nil, err
	}
	p.URL, p.AccessCode = page.AuthorizationURL, page.AccessCode
	return p, s.store.setCheckout(ctx, s.DB.SharedQuery(), p, s.Clock.Now())
}

// beginAnew asks under another reference: Paystack has made a page under this one, and its answer was lost. Nobody was shown that page.
func (s *Service) beginAnew(ctx context.Context, lost *Payment) (*Payment, error) {
	again := *lost
	again.Reference, again.Checks = newReference(), 0
	shown := false
	err := s.change(ctx, lost.Tenant, func(u *turn) error {
		now := u.now
		current, err := s.store.lockPayment(ctx, u.tx, lost.Reference)
		if err != nil {
			return err
		}
		if shown = current.URL != ""; shown { // it was not lost: somebody else has asked at the same time
			again = *current
			return nil
		}
		again.NextCheck = new(now.Add(firstCheck))
		current.Status, current.Failure = PaymentAbandoned, "its page was lost"
		if err := s.store.updatePayment(ctx, u.tx, current, now); err != nil {
			return err
		}
		return s.store.insertPayment(ctx, u.tx, &again, now)
	})
	if err != nil || shown {
		return &again, err
	}
	page, err := s.initialize(ctx, &again)
	if err != nil {
		return nil, err
	}
	again.URL, again.AccessCode = page.AuthorizationURL, page.AccessCode
	return &again, s.store.setCheckout(ctx, s.DB.SharedQuery(), &again, s.Clock.Now())
}

// callback checks where the browser comes back to: a page of ours, since the address ends up in front of people who have just paid.
func (s *Service) callback(address string) (string, error) {
	if address == "" {
		return s.ReturnURL, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || len(address) > 1000 || u.Scheme != "https" && u.Scheme != "http" {
		return "", fault.Field("callback_url", "Enter a valid URL.")
	}
	origin := u.Scheme + "://" + u.Host
	if origin == originOf(s.ReturnURL) || slices.Contains(s.CallbackOrigins, origin) {
		return address, nil
	}
	return "", fault.Field("callback_url", "Payments do not lead back to "+origin+": add it to CORS_ALLOWED_ORIGINS.")
}

func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
