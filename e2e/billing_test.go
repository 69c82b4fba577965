package e2e

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// An owner in a browser, from the start page to a paid restaurant: signs in, chooses a plan, pays it with a card, moves to a larger one
// after seeing what that costs, cancels, thinks better of it, and is charged again when the month is over.
func TestAnOwnerPaysInABrowser(t *testing.T) {
	t.Parallel()
	s := startDev(t)
	b := startChrome(t, chromedp.WindowSize(1100, 900))
	b.open(s.URL + "/")
	b.sees("Your restaurants, in one place")
	b.click(`//a[.='Billing']`)
	b.arrives(s.Clerk + "/sign-in?")
	b.click(`//button[contains(., 'Akua')]`)
	b.arrives(s.URL + "/billing/")
	b.sees("Free trial", "Choose Basic", "No payments yet")
	b.shot("1-trial")

	b.press(`//label[contains(., 'Yearly')]`)
	b.sees("a year")
	b.press(`//label[contains(., 'Monthly')]`)
	b.sees("a month")
	b.click(`//button[.='Choose Professional']`)
	require.Contains(t, b.at(), "/sandbox/paystack/checkout/")
	b.shot("2-checkout")
	b.payWith("Succeeds, reusable")
	b.arrives(s.URL + "/billing/")
	b.sees("Your payment was received", "Active", "Visa ending in 4081", "Next charge", "Your plan")
	b.shot("3-paid")
	owner := s.signedInOwner(t, "akua@mamas-kitchen.example")
	require.Equal(t, "Professional", s.as(t, owner, http.MethodGet, "/api/subscriptions/entitlements/", nil).object()["plan"])

	b.forget(s.URL, "__session") // a minute later; Clerk knows the browser still
	b.press(`//button[.='Move to Enterprise']`)
	b.sees("Move to Enterprise?", "Credit for the rest of Professional", "To pay now")
	b.shot("4-preview")
	b.press(`//dialog//button[.='Not now']`)
	b.press(`//button[.='Move to Enterprise']`)
	b.press(`//dialog//button[contains(., 'and move')]`)
	b.sees("You are on Enterprise")
	b.press(`//button[.='Move to Basic']`)
	b.sees("There is nothing to pay now")
	b.press(`//dialog//button[.='Move']`)
	b.sees("Enterprise, then Basic")
	b.press(`//button[.='Stay on Enterprise']`)
	b.sees("You stay on Enterprise")

	b.press(`//button[.='Cancel the subscription']`)
	b.press(`//dialog//button[.='Cancel the subscription']`)
	b.sees("The subscription is cancelled", "Nothing more is charged")
	b.shot("5-cancelled")
	b.press(`//button[.='Keep the subscription']`)
	b.sees("The subscription is not cancelled any more", "Active")

	moved := cli(t, nil, "sandbox", "advance", "31d", "--url", s.URL)
	require.Zero(t, moved.code, "%s", moved.stderr)
	require.Contains(t, moved.stdout, "31d later")
	before := owner.Session
	signIn(t, s, owner)
	require.NotEqual(t, before, owner.Session, "people sign in after the clock was moved")
	payments := number(t, s.DatabaseURL, "SELECT count(*)::int FROM public.payments WHERE tenant_id = $1 AND status = 'success'", s.tenantOf(t, owner))
	require.Equal(t, 3, payments, "the first month, the larger plan, and the month after")
	b.open(s.URL + "/billing/")
	b.arrives(s.Clerk + "/sign-in?") // a sign-in lasts a week
	b.click(`//button[contains(., 'Akua')]`)
	b.arrives(s.URL + "/billing/")
	b.sees("Active", "Enterprise")
	b.shot("6-renewed")
}

// A card is declined, on a phone and in the dark: the owner is told why in the bank's words, and pays with another.
func TestADeclinedOwnerSeesWhyAndPaysWithAnotherCard(t *testing.T) {
	t.Parallel()
	s := startDev(t)
	b := startChrome(t, chromedp.WindowSize(390, 760), chromedp.Flag("blink-settings", "preferredColorScheme=0"))
	b.open(s.URL + "/billing/")
	b.arrives(s.Clerk + "/sign-in?")
	b.click(`//button[contains(., 'Kofi')]`)
	b.arrives(s.URL + "/billing/")
	b.sees("Choose Basic")
	b.shot("7-phone")
	b.click(`//button[.='Choose Basic']`)
	b.payWith("Declined")
	require.Contains(t, b.at(), "/checkout/", "the page lets one try again")
	b.click(`//a[.='Cancel']`)
	b.arrives(s.URL + "/billing/")
	b.sees("Your payment did not go through", "The bank said: Declined", "Free trial")
	b.shot("8-declined")
	b.click(`//button[.='Try again']`)
	b.payWith("Succeeds, reusable")
	b.arrives(s.URL + "/billing/")
	b.sees("Your payment was received", "Active")
	b.shot("9-paid-on-a-phone")
}

// payWith chooses a test card on the checkout page and pays.
func (b *chrome) payWith(card string) {
	b.t.Helper()
	b.click(`//a[span='` + card + `']`)
	b.click(`//button[starts-with(., 'Pay ')]`)
}

// signedInOwner is somebody of the demo, signed in anew beside the browser.
func (s *server) signedInOwner(t *testing.T, email string) *person {
	t.Helper()
	var found []struct{ ID string }
	s.clerk(t, http.MethodGet, "/v1/users?email_address="+url.QueryEscape(email), nil, &found)
	require.Len(t, found, 1)
	p := &person{Email: email, ClerkID: found[0].ID}
	signIn(t, s, p)
	return p
}

func (s *server) tenantOf(t *testing.T, p *person) int64 {
	t.Helper()
	var tenant struct {
		ID int64 `json:"tenant_id"`
	}
	s.as(t, p, http.MethodGet, "/api/auth/tenant/", nil).read(t, http.StatusOK, &tenant)
	return tenant.ID
}
