package subscriptions_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/subscriptions"
	"github.com/tabletap/console/internal/tenants"
)

// switched calls one of the superuser's two routes and expects the contract's answer.
func (f *fixture) switched(t *testing.T, id access.TenantID, to, body string) {
	t.Helper()
	w := f.ask(t, "operator", "", http.MethodPost, fmt.Sprintf("/api/tenants/%d/%s_subscription/", id, to), body)
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.JSONEq(t, fmt.Sprintf(`{"status": "subscription %sd"}`, to), w.Body.String())
}

// current is the subscription that counts, nil for none.
func (f *fixture) current(t *testing.T, tenant *access.Tenant) *subscriptions.Subscription {
	t.Helper()
	current, err := f.Current(access.WithTenant(t.Context(), tenant))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	require.NoError(t, err)
	return current
}

func TestAnOperatorOpensAndCloses(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	one, other := f.restaurant(t, "one"), f.restaurant(t, "other")
	require.Nil(t, f.current(t, one), "a restaurant on trial has no row")

	f.switched(t, one.ID, "activate", "")
	first := f.current(t, one)
	require.EqualValues(t, enterprise, first.Plan.ID)
	require.Equal(t, subscriptions.StatusActive, first.Status)
	require.Equal(t, tenants.StatusActive, f.seen(t, one.ID).SubscriptionStatus)
	f.switched(t, one.ID, "activate", `{"plan_id": 1}`)
	require.Equal(t, first.ID, f.current(t, one).ID, "another plan, the same subscription")
	require.EqualValues(t, basic, f.current(t, one).Plan.ID)
	f.switched(t, one.ID, "activate", `{"plan_id": null}`)
	require.EqualValues(t, basic, f.current(t, one).Plan.ID, "it keeps its plan")

	f.clock.Advance(time.Hour)
	f.switched(t, one.ID, "deactivate", "")
	closed := f.current(t, one)
	require.Equal(t, subscriptions.StatusCancelled, closed.Status)
	require.Equal(t, now.Add(time.Hour), *closed.CancelledAt)
	require.Equal(t, tenants.StatusInactive, f.seen(t, one.ID).SubscriptionStatus)
	f.switched(t, one.ID, "activate", "{}")
	second := f.current(t, one)
	require.NotEqual(t, first.ID, second.ID, "what was over stays over")
	require.EqualValues(t, basic, second.Plan.ID, "the plan that it had last")
	require.Equal(t, now.Add(time.Hour), second.PeriodStart)
	require.Nil(t, f.current(t, other))
	require.Equal(t, tenants.StatusTrial, f.seen(t, other.ID).SubscriptionStatus)
}

func TestSwitchingTwiceIsNoErrorAndNoChange(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	one := f.restaurant(t, "one")
	lines := func(action string) int {
		return f.count(t, "SELECT count(*) FROM public.audit_log WHERE action = $1 AND tenant_id = $2", "subscription."+action, int64(one.ID))
	}
	for range 2 {
		f.switched(t, one.ID, "deactivate", "")
		require.Equal(t, tenants.StatusInactive, f.seen(t, one.ID).SubscriptionStatus, "the trial is over")
		require.Equal(t, 1, lines("deactivated"))
	}
	require.Nil(t, f.current(t, one))
	for range 2 {
		f.switched(t, one.ID, "activate", `{"plan_id": 2}`)
		require.Equal(t, 1, lines("activated"))
	}
	require.Equal(t, 1, f.count(t, `SELECT count(*) FROM public.audit_log WHERE action = 'subscription.activated' AND actor_kind = 'superuser'
AND changes -> 'plan' = '{"before": null, "after": 2}' AND changes -> 'subscription_status' = '{"before": "inactive", "after": "active"}'`))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.subscriptions"))
}

// Existing clients send no body, and some of them say that it is a form.
func TestActivatingNeedsNoBody(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	one := f.restaurant(t, "one")
	for _, contentType := range []string{"", "application/json", "application/x-www-form-urlencoded", "text/plain"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, fmt.Sprintf("/api/tenants/%d/activate_subscription/", one.ID), http.NoBody)
		r.Header.Set("Authorization", "Bearer operator")
		if contentType != "" {
			r.Header.Set("Content-Type", contentType)
		}
		w := httptest.NewRecorder()
		f.handler.ServeHTTP(w, r)
		require.Equal(t, http.StatusOK, w.Code, "%q: %s", contentType, w.Body)
	}
}

func TestBadActivations(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	one := f.restaurant(t, "one")
	path := fmt.Sprintf("/api/tenants/%d/activate_subscription/", one.ID)
	for _, body := range []string{`{"plan_id": 99}`, `{"plan_id": 0}`, `{"plan_id": -1}`, `{"plan_id": "x"}`, `{"plan_id": 1.5}`} {
		w := f.ask(t, "operator", "", http.MethodPost, path, body)
		require.Equal(t, http.StatusBadRequest, w.Code, "%s: %s", body, w.Body)
		require.Contains(t, w.Body.String(), `"plan_id":[`, body)
	}
	for _, body := range []string{`[]`, `nonsense`} {
		require.Equal(t, http.StatusBadRequest, f.ask(t, "operator", "", http.MethodPost, path, body).Code, body)
	}
	require.Equal(t, http.StatusForbidden, f.ask(t, "one-owner", "", http.MethodPost, path, "").Code)
	require.Equal(t, http.StatusNotFound, f.ask(t, "operator", "", http.MethodPost, "/api/tenants/999/activate_subscription/", "").Code)
	require.Equal(t, http.StatusNotFound, f.ask(t, "operator", "", http.MethodPost, "/api/tenants/999/deactivate_subscription/", "").Code)
	require.Nil(t, f.current(t, one))
	require.Equal(t, tenants.StatusTrial, f.seen(t, one.ID).SubscriptionStatus, "nothing changed")
}

// A plan that went off sale can still be given: an operator keeps a promise with it.
func TestAnOldPlanCanBeGiven(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	f.exec(t, "UPDATE public.plans SET is_active = false WHERE id = 1")
	require.NoError(t, f.Activate(t.Context(), one.ID, basic))
	require.Equal(t, "Basic", f.current(t, one).Plan.Name)
}

func TestALatePayerIsActiveAgain(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	require.NoError(t, f.Activate(t.Context(), one.ID, professional))
	first := f.current(t, one).ID
	for _, status := range []string{"past_due", "unpaid", "trialing"} {
		f.exec(t, "UPDATE public.subscriptions SET status = $1, cancel_at_period_end = true", status)
		require.NoError(t, f.Activate(t.Context(), one.ID, 0))
		s := f.current(t, one)
		require.Equal(t, first, s.ID)
		require.Equal(t, subscriptions.StatusActive, s.Status)
		require.False(t, s.CancelAtPeriodEnd)
	}
}

func TestADeletedRestaurantHasNoOpenSubscription(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, other, trial := f.restaurant(t, "one"), f.restaurant(t, "other"), f.restaurant(t, "trial")
	require.NoError(t, f.Activate(t.Context(), one.ID, basic))
	require.NoError(t, f.Activate(t.Context(), other.ID, basic))
	require.NoError(t, f.tenants.Delete(t.Context(), one.ID))
	require.NoError(t, f.tenants.Delete(t.Context(), trial.ID))
	require.Equal(t, subscriptions.StatusCancelled, f.current(t, one).Status)
	require.Equal(t, subscriptions.StatusActive, f.current(t, other).Status)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.audit_log WHERE action = 'subscription.cancelled' AND tenant_id = $1", int64(one.ID)))

	f.clock.Advance(2 * time.Hour)
	require.NoError(t, f.tenants.Purge(t.Context()))
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.tenants WHERE id = $1", int64(one.ID)))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.subscriptions WHERE tenant_id = $1", int64(one.ID)), "the books are kept")
}

func TestManyAtOnceMakeOneSubscription(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	const many = 12
	failures := make([]error, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() {
			if i%3 == 0 {
				failures[i] = f.Deactivate(t.Context(), one.ID)
			} else {
				failures[i] = f.Activate(t.Context(), one.ID, int64(i%3))
			}
		})
	}
	all.Wait()
	for _, err := range failures {
		require.NoError(t, err)
	}
	open := f.count(t, "SELECT count(*) FROM public.subscriptions WHERE status <> 'cancelled'")
	active := f.count(t, "SELECT count(*) FROM public.tenants WHERE subscription_status = 'active'")
	require.LessOrEqual(t, open, 1)
	require.Equal(t, open, active, "the restaurant's row and its subscription say the same")
}

// The database itself keeps two open subscriptions apart, whatever the code does.
func TestTheDatabaseRefusesASecondOpenSubscription(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	require.NoError(t, f.Activate(t.Context(), one.ID, 0))
	err := f.db.Shared(t.Context(), func(tx postgres.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO public.subscriptions (tenant_id, plan_id, status, current_period_start, created_at, updated_at)
VALUES ($1, 1, 'unpaid', $2, $2, $2)`, int64(one.ID), now)
		return err
	})
	require.Equal(t, "subscriptions_open_key", postgres.Violated(err))
}
