package subscriptions_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/tenants"
)

const day = 24 * time.Hour

func TestAnOwnerPaysAndItRenewsByItself(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	asked := f.subscribes(t, "one", `{"plan_id": 2, "currency": "GHS", "amount": 1, "callback_url": "https://app.example.com/paid"}`)
	require.Equal(t, "100.00", asked["amount"], "what the caller says of amounts is ignored")
	require.Equal(t, "GHS", asked["currency"])
	require.Equal(t, asked, f.subscribes(t, "one", `{"plan_id": 2, "currency": "GHS", "callback_url": "https://app.example.com/paid"}`), "the same page")
	f.get(t, "one-owner", "one", "/api/subscriptions/subscription/", http.StatusNotFound)
	require.Equal(t, tenants.StatusTrial, f.seen(t, one.ID).SubscriptionStatus, "asking grants nothing")

	back := f.pays(t, asked["payment_url"].(string), goodCard)
	require.Equal(t, http.StatusSeeOther, back.StatusCode)
	require.Equal(t, "https://app.example.com/paid?reference="+asked["reference"].(string)+"&trxref="+asked["reference"].(string), back.Header.Get("Location"))
	f.settled(t)

	sub := f.subscription(t, "one")
	require.Equal(t, "active", sub["status"])
	require.Equal(t, "Professional", sub["plan"].(map[string]any)["name"])
	require.Equal(t, now.Format(time.RFC3339), sub["current_period_start"])
	require.Equal(t, now.AddDate(0, 1, 0).Format(time.RFC3339), sub["current_period_end"])
	require.NotNil(t, sub["paystack_subscription_code"])
	require.Equal(t, "4081", sub["card"].(map[string]any)["last4"])
	require.Equal(t, tenants.StatusActive, f.seen(t, one.ID).SubscriptionStatus)
	require.Equal(t, "not_in_plan", f.may(t, one.ID, "cms"))
	require.Empty(t, f.may(t, one.ID, "menu"))

	f.pass(t, 31*day+2*time.Hour)
	sub = f.subscription(t, "one")
	require.Equal(t, "active", sub["status"])
	require.Equal(t, now.AddDate(0, 1, 0).Format(time.RFC3339), sub["current_period_start"])
	require.Equal(t, now.AddDate(0, 2, 0).Format(time.RFC3339), sub["current_period_end"])
	require.Equal(t, 2, f.count(t, "SELECT count(*) FROM public.payments WHERE status = 'success'"))
	require.Equal(t, 2, f.count(t, "SELECT count(*) FROM public.ledger_entries WHERE kind = 'charge'"))
	f.balanced(t)
	require.Zero(t, f.count(t, "SELECT coalesce(sum(amount), 0) FROM public.ledger_entries"), "what came is what was sold")
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.billing_findings"))
}
