package subscriptions_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/tenants"
)

func TestATrialEnds(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	for d, told := range [][]string{
		{}, {}, {}, {"trial_ends_in_3_days"}, {"trial_ends_in_3_days"}, {"trial_ends_in_3_days", "trial_ends_in_1_day"},
	} {
		f.days(t, 1)
		require.Equal(t, told, f.told(t, one.ID), "day %d", d+1)
		require.True(t, f.open(t, one.ID))
	}
	f.days(t, 1)
	require.Equal(t, []string{"trial_ends_in_3_days", "trial_ends_in_1_day", "trial_ended"}, f.told(t, one.ID))
	require.False(t, f.open(t, one.ID))
	require.Equal(t, tenants.StatusInactive, f.seen(t, one.ID).SubscriptionStatus)
	require.Equal(t, "subscription_inactive", f.may(t, one.ID, "pos"))
	f.buys(t, "one", wantsBasic)
	require.True(t, f.open(t, one.ID), "the owner could pay")
	f.days(t, 2)
	require.Len(t, f.told(t, one.ID), 3)
}

func TestCancelWithThePeriodAndTakenBack(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.owner(t, "one", http.MethodPost, "subscription/cancel/", "", http.StatusNotFound)
	f.buys(t, "one", wantsBasic)
	f.days(t, 3)
	for range 2 {
		cancelled := f.owner(t, "one", http.MethodPost, "subscription/cancel/", "", http.StatusOK)
		require.Equal(t, true, cancelled["cancel_at_period_end"])
		f.settled(t)
	}
	for range 2 {
		f.owner(t, "one", http.MethodPost, "subscription/resume/", "", http.StatusOK)
		f.settled(t)
		require.NotNil(t, f.subscription(t, "one")["paystack_subscription_code"], "Paystack goes on with the one that it has")
	}
	f.days(t, 30)
	f.active(t, "one", "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
	require.Equal(t, 2, f.paidCharges())

	f.owner(t, "one", http.MethodPost, "subscription/cancel/", "", http.StatusOK)
	f.settled(t)
	f.days(t, 27)
	require.Equal(t, "active", f.subscription(t, "one")["status"])
	require.True(t, f.open(t, one.ID))
	f.days(t, 1)
	require.Equal(t, "cancelled", f.subscription(t, "one")["status"])
	require.False(t, f.open(t, one.ID))
	require.Equal(t, []string{"ended"}, f.told(t, one.ID))
	f.owner(t, "one", http.MethodPost, "subscription/cancel/", "", http.StatusConflict)
	f.days(t, 35)
	require.Equal(t, 2, f.paidCharges())
	f.buys(t, "one", wantsBasic)
	require.Equal(t, 2, f.count(t, "SELECT count(*) FROM public.subscriptions"), "what is over stays over")
	require.Zero(t, f.balance(t, one.ID))
	f.balanced(t)
}

func TestCancelNow(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	cancelled := f.owner(t, "one", http.MethodPost, "subscription/cancel/", `{"now": true}`, http.StatusOK)
	require.Equal(t, "cancelled", cancelled["status"])
	require.False(t, f.open(t, one.ID))
	f.settled(t)
	f.days(t, 40)
	require.Equal(t, 1, f.paidCharges())
	require.Empty(t, f.findings(t))
}

func TestCancelJustAfterThePeriod(t *testing.T) {
	t.Parallel()
	for name, charged := range map[string]bool{"that was renewed": true, "that was not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := payable(t)
			f.restaurant(t, "one")
			f.buys(t, "one", wantsBasic)
			f.there.Webhooks().SetURL("")
			f.clock.Advance(31 * day)
			if charged {
				_, err := f.there.Bill(t.Context())
				require.NoError(t, err)
			}
			cancelled := f.owner(t, "one", http.MethodPost, "subscription/cancel/", "", http.StatusOK)
			require.Equal(t, map[bool]string{true: "active", false: "cancelled"}[charged], cancelled["status"])
			f.settled(t)
			f.days(t, 40)
			require.Equal(t, "cancelled", f.subscription(t, "one")["status"])
			require.Equal(t, map[bool]int{true: 2, false: 1}[charged], f.paidCharges())
			require.Empty(t, f.findings(t))
		})
	}
}

func TestADowngradeWaitsAndIsTakenBack(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", `{"plan_id": 2, "currency": "GHS"}`)
	f.days(t, 5)
	f.owner(t, "one", http.MethodPost, "subscribe/", wantsBasic, http.StatusConflict)
	changed := f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 1}`, http.StatusOK)
	require.Nil(t, changed["payment"])
	f.settled(t)
	sub := f.subscription(t, "one")
	require.Equal(t, "Basic", sub["next_plan"].(map[string]any)["name"])
	require.Equal(t, "50.00", sub["next_amount"])
	kept := f.owner(t, "one", http.MethodDelete, "change/", "", http.StatusOK)
	require.Nil(t, kept["next_plan"])
	f.settled(t)
	f.owner(t, "one", http.MethodDelete, "change/", "", http.StatusConflict)
	f.days(t, 28)
	f.active(t, "one", "Professional", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))

	f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 1}`, http.StatusOK)
	f.settled(t)
	require.Empty(t, f.may(t, one.ID, "menu"), "until the period ends")
	f.days(t, 31)
	f.active(t, "one", "Basic", now.AddDate(0, 2, 0), now.AddDate(0, 3, 0))
	require.Equal(t, "not_in_plan", f.may(t, one.ID, "menu"))
	require.Equal(t, 3, f.paidCharges())
	require.Zero(t, f.balance(t, one.ID))
	require.Empty(t, f.findings(t))
	f.balanced(t)
}

func TestAYearAtTheEndOfTheMonth(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 1, "interval": "annually"}`, http.StatusOK)
	f.settled(t)
	f.days(t, 32)
	f.active(t, "one", "Basic", now.AddDate(0, 1, 0), now.AddDate(1, 1, 0))
	require.Equal(t, "annually", f.subscription(t, "one")["interval"])
	require.Zero(t, f.balance(t, one.ID))
	f.balanced(t)
}
