package subscriptions_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/tenants"
)

// sameEmail lets two restaurants' owners be one customer of Paystack's.
func (f *fixture) sameEmail(tb testing.TB) {
	tb.Helper()
	f.exec(tb, "UPDATE public.tenants SET contact_email = 'owner@example.com'")
}

func TestTwoRestaurantsOfOneCustomer(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one, two := f.restaurant(t, "one"), f.restaurant(t, "two")
	f.sameEmail(t)
	f.buys(t, "one", wantsBasic)
	f.buys(t, "two", wantsBasic)
	require.NotNil(t, f.subscription(t, "one")["paystack_subscription_code"])
	require.Nil(t, f.subscription(t, "two")["paystack_subscription_code"], "Paystack keeps one subscription a customer and plan")
	f.days(t, 32)
	for _, slug := range []string{"one", "two"} {
		f.active(t, slug, "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
	}
	require.Equal(t, 4, f.paidCharges(), "each is charged once a period")
	f.there.Webhooks().SetURL("")
	f.days(t, 31)
	for _, slug := range []string{"one", "two"} {
		f.active(t, slug, "Basic", now.AddDate(0, 2, 0), now.AddDate(0, 3, 0))
	}
	require.Equal(t, 6, f.paidCharges())
	require.Zero(t, f.balance(t, one.ID))
	require.Zero(t, f.balance(t, two.ID))
	require.Empty(t, f.findings(t))
	f.balanced(t)
}

func TestARenewalOfNobodyWeKnow(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.restaurant(t, "one")
	plan, err := f.Paystack.CreatePlan(t.Context(), paystack.CreatePlan{Name: "Another shop's", Amount: 10_00, Currency: "GHS", Interval: paystack.Monthly})
	require.NoError(t, err)
	_, err = f.Paystack.Initialize(t.Context(), paystack.Initialize{
		Email: "stranger@example.com", Amount: 10_00, Currency: "GHS", Reference: "another-shops",
	})
	require.NoError(t, err)
	_, err = f.there.Pay("another-shops", goodCard)
	require.NoError(t, err)
	_, err = f.Paystack.CreateSubscription(t.Context(), paystack.CreateSubscription{
		Customer: "stranger@example.com", Plan: plan.Code, StartDate: now.AddDate(0, 0, 20),
	})
	require.NoError(t, err)
	f.days(t, 32)
	require.Equal(t, []string{"unknown_payment", "unknown_payment"}, f.findings(t), "the first and its renewal, each once")
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.payments"))
}

func TestAnOperatorOpensAndClosesWhatIsPaidFor(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.days(t, 3)
	require.NoError(t, f.Activate(t.Context(), one.ID, basic))
	f.settled(t)
	require.NotNil(t, f.subscription(t, "one")["current_period_end"], "whoever pays goes on paying")
	upgrade := f.subscribes(t, "one", `{"plan_id": 2}`)
	require.NoError(t, f.Activate(t.Context(), one.ID, enterprise))
	f.settled(t)
	require.Nil(t, f.subscription(t, "one")["current_period_end"])
	f.pays(t, upgrade["payment_url"].(string), goodCard)
	f.settled(t)
	require.Equal(t, []string{"wrong_payment"}, f.findings(t), "there is nothing any more to move from")
	f.days(t, 40)
	require.Equal(t, 2, f.paidCharges(), "for what an operator opens nobody is charged")
	require.Empty(t, f.may(t, one.ID, "cms"))

	require.NoError(t, f.Deactivate(t.Context(), one.ID))
	f.settled(t)
	require.False(t, f.open(t, one.ID))
	require.Equal(t, tenants.StatusInactive, f.seen(t, one.ID).SubscriptionStatus)
	f.buys(t, "one", wantsBasic)
	require.True(t, f.open(t, one.ID))
	require.NoError(t, f.Deactivate(t.Context(), one.ID))
	f.settled(t)
	f.days(t, 40)
	require.False(t, f.open(t, one.ID))
	require.Equal(t, 3, f.paidCharges())
	f.balanced(t)
}

func TestADeletedRestaurant(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.days(t, 3)
	open := f.subscribes(t, "one", `{"plan_id": 2}`)
	left := f.subscribes(t, "one", `{"plan_id": 3}`)
	require.NoError(t, f.tenants.Delete(t.Context(), one.ID))
	f.exec(t, "DELETE FROM river.river_job WHERE kind NOT IN ('webhook_process', 'webhook_process_many', 'payment_settle', 'subscription_sync', 'subscription_look')")
	f.settled(t)
	f.pays(t, open["payment_url"].(string), goodCard)
	f.settled(t)
	require.Equal(t, []string{"wrong_payment"}, f.findings(t))
	f.days(t, 40)
	require.Equal(t, 2, f.paidCharges(), "Paystack's subscription is over")
	require.Equal(t, []string{"failed"}, f.texts(t, "SELECT status FROM public.payments WHERE reference = $1", left["reference"]))
	f.balanced(t)
}

func TestACardThatExpiresIsTold(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	asked := f.subscribes(t, "one", wantsBasic)
	f.submit(t, asked["payment_url"].(string), map[string]string{
		"number": goodCard, "cvv": "408", "expiry_month": "4", "expiry_year": "2026",
	}, http.StatusSeeOther)
	f.settled(t)
	require.Equal(t, false, f.subscription(t, "one")["card"].(map[string]any)["expires_soon"])
	f.days(t, 31)
	for range 2 {
		cards, err := f.there.TellExpiringCards()
		require.NoError(t, err)
		require.Equal(t, 1, cards)
		f.settled(t)
	}
	require.Equal(t, []string{"card_expires"}, f.told(t, one.ID))
	f.days(t, 31)
	f.late(t, one, "one")
}
