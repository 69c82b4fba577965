package subscriptions_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sandbox "github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/subscriptions"
)

const mobileMoney = "0551234987"

// chance is true once in so many times.
func (s *simulation) chance(in int) bool { return s.random.IntN(in) == 0 }

// act is what an owner does on a day: nothing, mostly.
func (s *simulation) act(t *testing.T, today int, p *place) {
	t.Helper()
	switch p.status {
	case "": // on trial, or after it
		if s.chance(7) {
			s.buy(t, today, p)
		}
	case "active":
		s.live(t, today, p)
	case "past_due":
		if s.chance(6) {
			s.buy(t, today, p)
		}
		if p.card != "" && s.chance(5) {
			s.set(t, p.card, "")
		}
	default:
		if s.chance(25) {
			s.buy(t, today, p)
		}
	}
}

// live is what an owner does whose subscription runs.
func (s *simulation) live(t *testing.T, today int, p *place) {
	t.Helper()
	ctx := s.as(t, p)
	switch {
	case p.leaving && s.chance(20):
		_, err := s.Resume(ctx)
		s.may(t, "resume", err)
	case s.chance(300):
		_, err := s.Cancel(ctx, false)
		s.may(t, "cancel with the period", err)
	case s.chance(900):
		_, err := s.Cancel(ctx, true)
		s.may(t, "cancel now", err)
	case s.chance(150):
		s.move(t, p)
	case s.chance(400):
		_, err := s.KeepPlan(ctx)
		s.may(t, "keep the plan", err)
	case p.there != "" && s.chance(200):
		s.manage(t, p)
	case p.card != "" && s.chance(250):
		s.set(t, p.card, sandbox.OutcomeInsufficientFunds)
	case p.card == "" && s.chance(20):
		s.buy(t, today, p)
	case s.chance(500):
		s.buy(t, today, p) // whatever for: most often it is refused
	}
}

// buy asks for a plan, and pays: at once or days later, once or twice, with one card or another.
func (s *simulation) buy(t *testing.T, today int, p *place) {
	t.Helper()
	card := append(slices.Repeat([]string{goodCard}, 8), laterCard, mobileMoney)[s.random.IntN(10)]
	c := s.choice(p)
	s.ask(t, today, p, c, card)
	if s.chance(8) {
		c.CallbackURL = "https://app.example.com/again"
		s.ask(t, today, p, c, card)
	}
	if s.chance(12) {
		s.ask(t, today, p, s.choice(p), card)
	}
}

func (s *simulation) ask(t *testing.T, today int, p *place, c subscriptions.Choice, card string) {
	t.Helper()
	var paid *subscriptions.Payment
	for range 3 { // who is told to come back in a moment does
		asked, err := s.Subscribe(s.as(t, p), c)
		if s.may(t, "subscribe", err) {
			paid = asked
			break
		}
	}
	switch {
	case paid == nil || s.chance(8): // never pays
	case s.chance(6):
		s.later = append(s.later, errand{today + 1 + s.random.IntN(20), paid.Reference, card})
	default:
		s.pay(t, p, paid.Reference, card)
	}
}

func (s *simulation) pay(t *testing.T, p *place, reference, card string) {
	t.Helper()
	if s.chance(10) {
		_, err := s.there.Pay(reference, declinedCard)
		require.Error(t, err)
	}
	if s.chance(200) {
		s.there.TamperNext(7_77)
	}
	_, err := s.there.Pay(reference, card)
	s.did["pay"]++
	if err != nil {
		s.did["pay in vain"]++
	}
	if p != nil && s.chance(2) { // the browser comes back
		_, err := s.Returned(s.as(t, p), reference)
		s.may(t, "come back", err)
	}
}

func (s *simulation) payLater(t *testing.T, today int) {
	t.Helper()
	left := s.later[:0:0]
	for _, e := range s.later {
		if s.random == nil || e.day > today {
			left = append(left, e)
			continue
		}
		s.pay(t, nil, e.reference, e.card)
	}
	s.later = left
}

// move changes plans: asked again while Paystack is away, as people do.
func (s *simulation) move(t *testing.T, p *place) {
	t.Helper()
	c := s.choice(p)
	for range 2 {
		changed, err := s.Change(s.as(t, p), c)
		if !s.may(t, "change", err) {
			continue
		}
		if changed.Payment != nil && changed.Payment.URL != "" {
			s.pay(t, p, changed.Payment.Reference, goodCard)
		}
		return
	}
}

// manage cancels on Paystack's page of a subscription, or has another card charged there.
func (s *simulation) manage(t *testing.T, p *place) {
	t.Helper()
	form := url.Values{"action": {"cancel"}}
	if s.chance(2) {
		form = url.Values{"action": {"replace"}, "number": {goodCard}, "cvv": {"408"}, "expiry_month": {"11"}, "expiry_year": {"2040"}}
	}
	link, err := s.CardLink(s.as(t, p))
	if !s.may(t, form.Get("action")+" at Paystack", err) {
		return
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, link, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := http.Client{Transport: inProcess{handler: s.there.Handler}}
	if answer, err := client.Do(r); err == nil { // the page may be away as well
		require.NoError(t, answer.Body.Close())
	}
}

// set decides what comes of charging a card from now on.
func (s *simulation) set(t *testing.T, card string, outcome sandbox.Outcome) {
	t.Helper()
	s.did["card "+string(outcome)]++
	require.NoError(t, s.there.SetCard(card, outcome))
}
