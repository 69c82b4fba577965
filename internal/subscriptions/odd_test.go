package subscriptions_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

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

func TestASubscriptionIsMadeThoughTheAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before anything happened": false, "after it did": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := payableWithin(t, time.Second)
			one := f.restaurant(t, "one")
			f.there.Hang("POST /subscription", 1, after)
			f.buys(t, "one", wantsBasic)
			f.settled(t)
			require.NotNil(t, f.subscription(t, "one")["paystack_subscription_code"])
			f.days(t, 32)
			require.Equal(t, 2, f.paidCharges())
			require.Zero(t, f.balance(t, one.ID))
			require.Empty(t, f.findings(t))
		})
	}
}

func TestALostSubscriptionDoesNotChargeForAPlanThatWasLeft(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	asked := f.subscribes(t, "one", wantsBasic)
	f.pays(t, asked["payment_url"].(string), goodCard)
	require.NoError(t, f.there.Webhooks().Wait(t.Context()))
	f.there.Cut("POST /subscription", 1)
	for f.count(t, "SELECT count(*) FROM public.subscriptions WHERE paystack_plan_code IS NOT NULL") == 0 {
		f.work(t)
	}
	f.clock.Advance(time.Hour)
	f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 2}`, http.StatusOK)
	f.settled(t)
	f.days(t, 32)
	at := now.Add(time.Hour)
	f.active(t, "one", "Professional", at.AddDate(0, 1, 0), at.AddDate(0, 2, 0))
	require.Equal(t, 3, f.paidCharges())
	require.Empty(t, f.findings(t))
	require.Zero(t, f.balance(t, one.ID))
}

func TestASubscriptionIsEndedThoughTheAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before anything happened": false, "after it did": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := payableWithin(t, time.Second)
			f.restaurant(t, "one")
			f.buys(t, "one", wantsBasic)
			f.there.Hang("POST /subscription/disable", 1, after)
			f.owner(t, "one", http.MethodPost, "subscription/cancel/", "", http.StatusOK)
			f.settled(t)
			f.settled(t)
			f.days(t, 40)
			require.Equal(t, 1, f.paidCharges())
			require.Empty(t, f.findings(t))
		})
	}
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
	f.exec(t, "DELETE FROM river.river_job WHERE kind NOT IN ('webhook_process', 'payment_settle', 'subscription_sync', 'subscription_look')")
	f.settled(t)
	f.pays(t, open["payment_url"].(string), goodCard)
	f.settled(t)
	require.Equal(t, []string{"wrong_payment"}, f.findings(t))
	f.days(t, 40)
	require.Equal(t, 2, f.paidCharges(), "Paystack's subscription is over")
	require.Equal(t, []string{"failed"}, f.texts(t, "SELECT status FROM public.payments WHERE reference = $1", left["reference"]))
	f.balanced(t)
}

func TestARenewalOfOursWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before anything happened": false, "after it did": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := payableWithin(t, time.Second)
			f.restaurant(t, "one")
			two := f.restaurant(t, "two")
			f.sameEmail(t)
			f.buys(t, "one", wantsBasic)
			f.buys(t, "two", wantsBasic)
			f.days(t, 30)
			f.there.Webhooks().SetURL("")
			f.there.Hang("POST /transaction/charge_authorization", 1, after)
			f.clock.Advance(day)
			ran, err := f.RunDue(t.Context())
			require.NoError(t, err)
			require.Equal(t, 1, ran.Failed, "it is not known what became of it")
			f.clock.Advance(time.Hour)
			f.due(t)
			f.active(t, "two", "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
			f.days(t, 1)
			require.Equal(t, 4, f.paidCharges())
			require.Zero(t, f.balance(t, two.ID))
			require.Empty(t, f.findings(t))
			f.balanced(t)
		})
	}
}

func TestAChargeIsNotMadeLaterThatWasPaidMeanwhile(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.restaurant(t, "one")
	two := f.restaurant(t, "two")
	f.sameEmail(t)
	f.buys(t, "one", wantsBasic)
	f.buys(t, "two", wantsBasic)
	f.days(t, 30)
	f.there.FailNext("POST /transaction/charge_authorization", 1, http.StatusBadGateway)
	f.clock.Advance(day)
	_, err := f.there.Bill(t.Context())
	require.NoError(t, err)
	f.settled(t)
	ran, err := f.RunDue(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, ran.Failed)
	f.buys(t, "two", wantsBasic)
	f.days(t, 2)
	f.active(t, "two", "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
	require.Equal(t, 4, f.paidCharges())
	require.Zero(t, f.balance(t, two.ID))
	require.Empty(t, f.findings(t))
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

func TestPaystackRenewsWhatWasCancelledInTime(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.there.FailNext("POST /subscription/disable", 1_000_000, http.StatusInternalServerError)
	f.owner(t, "one", http.MethodPost, "subscription/cancel/", "", http.StatusOK)
	f.clock.Advance(31 * day)
	_, err := f.there.Bill(t.Context())
	require.NoError(t, err)
	f.settled(t)
	require.Equal(t, []string{"wrong_payment"}, f.findings(t))
	require.Equal(t, 50_00, f.balance(t, one.ID), "it goes back")
	_, err = f.RunDue(t.Context())
	require.NoError(t, err)
	require.Equal(t, "cancelled", f.subscription(t, "one")["status"])
	f.there.ClearFaults()
	f.days(t, 40)
	require.Equal(t, 2, f.paidCharges(), "and never again")
	f.balanced(t)
}

func TestSyncsOfOneSubscriptionAtTheSameTime(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 2}`, http.StatusOK)
	id := int64(f.count(t, "SELECT max(id) FROM public.subscriptions"))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { _ = f.Sync(t.Context(), id) })
	}
	all.Wait()
	f.settled(t)
	alive := []string{}
	list, err := f.Paystack.Subscriptions(t.Context(), paystack.SubscriptionFilter{})
	require.NoError(t, err)
	for _, there := range list.Items {
		if there.Status == paystack.SubscriptionActive {
			alive = append(alive, there.Code)
		}
	}
	require.Equal(t, []string{f.subscription(t, "one")["paystack_subscription_code"].(string)}, alive, "one that we know, and none besides")
}
