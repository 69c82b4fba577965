package subscriptions_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sandbox "github.com/tabletap/console/internal/sandbox/paystack"
)

func TestAnUpgradeIsChargedAtOnce(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 2}`, http.StatusConflict)
	f.buys(t, "one", wantsBasic)
	f.days(t, 15)
	preview := f.owner(t, "one", http.MethodPost, "preview/", `{"plan_id": 2}`, http.StatusOK)
	require.Equal(t, "now", preview["effective"])
	require.Equal(t, "25.80", preview["credit"], "16 of 31 days")
	require.Equal(t, "74.20", preview["amount_due"])
	changed := f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 2}`, http.StatusOK)
	require.Equal(t, "success", changed["payment"].(map[string]any)["status"])
	f.settled(t)
	at := now.AddDate(0, 0, 15)
	f.active(t, "one", "Professional", at, at.AddDate(0, 1, 0))
	require.Empty(t, f.may(t, one.ID, "menu"))
	require.Equal(t, []string{"charge 5000", "fee -5000", "charge 7420", "proration 2580", "fee -10000"},
		f.texts(t, "SELECT kind || ' ' || amount FROM public.ledger_entries ORDER BY id"))
	require.Zero(t, f.balance(t, one.ID))
	f.days(t, 32)
	f.active(t, "one", "Professional", at.AddDate(0, 1, 0), at.AddDate(0, 2, 0))
	require.Equal(t, 3, f.paidCharges(), "nobody is charged for the plan that was left")
	require.Empty(t, f.findings(t))
	f.balanced(t)
}

func TestAnUpgradeInTheSameInstant(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	changed := f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 3}`, http.StatusOK)
	require.Equal(t, "150.00", changed["payment"].(map[string]any)["amount"])
	f.settled(t)
	require.Zero(t, f.balance(t, one.ID))
	require.Empty(t, f.findings(t))
	require.Empty(t, f.may(t, one.ID, "cms"))
}

func TestAnUpgradeIsRefused(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.days(t, 15)
	require.NoError(t, f.there.SetCard(goodCard, sandbox.OutcomeInsufficientFunds))
	f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 2}`, http.StatusBadRequest)
	f.settled(t)
	f.active(t, "one", "Basic", now, now.AddDate(0, 1, 0))
	f.due(t)
	require.NoError(t, f.there.SetCard(goodCard, ""))
	f.days(t, 1)
	require.Equal(t, 1, f.paidCharges(), "nobody is charged later for what was refused")
	require.Zero(t, f.balance(t, one.ID))
}

func TestAnUpgradeWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before anything happened": false, "after it did": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := payableWithin(t, time.Second)
			one := f.restaurant(t, "one")
			f.buys(t, "one", wantsBasic)
			f.days(t, 15)
			f.there.Hang("POST /transaction/charge_authorization", 1, after)
			f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 2}`, http.StatusServiceUnavailable)
			changed := f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 2}`, http.StatusOK)
			require.Equal(t, "success", changed["payment"].(map[string]any)["status"])
			f.settled(t)
			f.days(t, 1)
			require.Equal(t, 2, f.paidCharges())
			require.Zero(t, f.balance(t, one.ID))
			require.Empty(t, f.findings(t))
		})
	}
}

func TestTwoUpgradesOnPages(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.days(t, 15)
	first := f.subscribes(t, "one", `{"plan_id": 2}`)
	f.clock.Advance(time.Minute)
	second := f.subscribes(t, "one", `{"plan_id": 3}`)
	f.pays(t, first["payment_url"].(string), goodCard)
	f.pays(t, second["payment_url"].(string), goodCard)
	f.settled(t)
	require.Equal(t, "Professional", f.subscription(t, "one")["plan"].(map[string]any)["name"])
	require.Equal(t, []string{"wrong_payment"}, f.findings(t))
	require.Equal(t, 174_20, f.balance(t, one.ID), "the rest of Basic is credited once")
	f.balanced(t)
}
