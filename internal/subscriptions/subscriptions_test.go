package subscriptions_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	listPath    = "/api/subscriptions/subscriptions/"
	currentPath = "/api/subscriptions/subscription/"
)

func TestASubscriptionHasTheContractsShape(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	f.get(t, "one-owner", "", currentPath, http.StatusNotFound)
	require.JSONEq(t, `{"count": 0, "next": null, "previous": null, "results": []}`, f.get(t, "one-owner", "", listPath, http.StatusOK))

	require.NoError(t, f.Activate(t.Context(), one.ID, basic))
	want := fmt.Sprintf(`{"id": 1, "tenant": %d, "plan": %s, "status": "active", "is_active": true, "paystack_subscription_code": null,
		"current_period_start": "2026-03-01T12:00:00Z", "current_period_end": null, "trial_end": null, "cancel_at_period_end": false,
		"cancelled_at": null, "days_until_renewal": null, "amount": null, "currency": null, "interval": null, "next_plan": null,
		"next_amount": null, "card": null, "grace_ends": null, "is_frozen": false, "created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z"}`,
		one.ID, basicBody)
	require.JSONEq(t, want, f.get(t, "one-owner", "", currentPath, http.StatusOK))
	require.JSONEq(t, want, f.get(t, "one-owner", "", listPath+"1/", http.StatusOK))
	require.JSONEq(t, `{"count": 1, "next": null, "previous": null, "results": [`+want+`]}`, f.get(t, "one-owner", "", listPath, http.StatusOK))

	f.exec(t, "UPDATE public.subscriptions SET current_period_end = $1, trial_end = $2, status = 'past_due', cancel_at_period_end = true",
		now.AddDate(0, 1, 0), now)
	f.clock.Advance(time.Hour)
	var seen map[string]any
	require.NoError(t, json.Unmarshal([]byte(f.get(t, "one-owner", "", currentPath, http.StatusOK)), &seen))
	for field, value := range map[string]any{
		"status": "past_due", "is_active": true, "days_until_renewal": 31.0, "cancel_at_period_end": true,
		"current_period_end": "2026-04-01T12:00:00Z", "trial_end": "2026-03-01T12:00:00Z",
	} {
		require.Equal(t, value, seen[field], field)
	}
}

func TestSubscriptionsAreTheOwners(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	one, two := f.restaurant(t, "one"), f.restaurant(t, "two")
	require.NoError(t, f.Activate(t.Context(), one.ID, basic))
	require.NoError(t, f.Activate(t.Context(), two.ID, enterprise))
	require.NoError(t, f.Deactivate(t.Context(), one.ID))
	require.NoError(t, f.Activate(t.Context(), one.ID, professional))

	require.Equal(t, []int64{3, 1}, ids(t, f.get(t, "one-owner", "", listPath, http.StatusOK)), "the newest first")
	require.Equal(t, []int64{2}, ids(t, f.get(t, "two-owner", "", listPath, http.StatusOK)))
	require.Contains(t, f.get(t, "one-owner", "", currentPath, http.StatusOK), `"id":3,`)
	require.Contains(t, f.get(t, "two-owner", "", currentPath, http.StatusOK), `"id":2,`)
	f.get(t, "one-owner", "", listPath+"1/", http.StatusOK)
	f.get(t, "one-owner", "", listPath+"2/", http.StatusNotFound)
	for _, path := range []string{listPath, listPath + "2/", currentPath} {
		f.get(t, "", "two", path, http.StatusUnauthorized)
		f.get(t, "one-owner", "two", path, http.StatusNotFound)
		f.get(t, "two-waiter", "", path, http.StatusForbidden)
		f.get(t, "operator", "two", path, http.StatusOK)
	}
}

func TestASuperuserSeesAllSubscriptions(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	one, two := f.restaurant(t, "one"), f.restaurant(t, "two")
	require.NoError(t, f.Activate(t.Context(), one.ID, basic))
	require.NoError(t, f.Activate(t.Context(), two.ID, basic))
	require.Equal(t, []int64{2, 1}, ids(t, f.get(t, "operator", "", listPath, http.StatusOK)))
	require.Equal(t, []int64{1}, ids(t, f.get(t, "operator", "", listPath+"?page=2&page_size=1", http.StatusOK)))
	require.Contains(t, f.get(t, "operator", "", listPath+"1/", http.StatusOK), fmt.Sprintf(`"tenant":%d,`, one.ID))
	require.Equal(t, []int64{2}, ids(t, f.get(t, "operator", "two", listPath, http.StatusOK)), "one restaurant's, when it is named")
	f.get(t, "operator", "two", listPath+"1/", http.StatusNotFound)
	f.get(t, "operator", "", listPath+"9/", http.StatusNotFound)
	f.get(t, "operator", "", listPath+"?page=2", http.StatusNotFound)
	f.get(t, "operator", "no-such", listPath, http.StatusNotFound)
}
