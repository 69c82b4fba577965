package subscriptions_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/subscriptions"
)

// kept are the codes for the platform's tools and one of an operator's.
func (f *fixture) kept(t *testing.T, id access.TenantID) [4]string {
	t.Helper()
	var codes [4]string
	for i, slug := range []string{"pos", "menu", "cms", "loyalty"} {
		codes[i] = f.may(t, id, slug)
	}
	return codes
}

var (
	everything = [4]string{}
	nothing    = [4]string{"subscription_inactive", "subscription_inactive", "subscription_inactive", "subscription_inactive"}
)

func TestWhatARestaurantMayUse(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, other := f.restaurant(t, "one"), f.restaurant(t, "other")
	require.Equal(t, everything, f.kept(t, one.ID), "the trial includes all")
	for plan, codes := range map[int64][4]string{
		basic: {"", "not_in_plan", "not_in_plan", ""}, professional: {"", "", "not_in_plan", ""}, enterprise: everything,
	} {
		require.NoError(t, f.Activate(t.Context(), one.ID, plan))
		require.Equal(t, codes, f.kept(t, one.ID), "on the very next request, plan %d", plan)
		require.Equal(t, everything, f.kept(t, other.ID))
	}
	require.NoError(t, f.Deactivate(t.Context(), one.ID))
	require.Equal(t, nothing, f.kept(t, one.ID))
	require.Equal(t, everything, f.kept(t, other.ID))

	f.clock.Advance(7*24*time.Hour - time.Microsecond)
	require.Equal(t, everything, f.kept(t, other.ID), "the last moment of the trial")
	f.clock.Advance(time.Microsecond)
	require.Equal(t, nothing, f.kept(t, other.ID), "a lapsed trial")
	require.NoError(t, f.Activate(t.Context(), other.ID, basic))
	require.Empty(t, f.may(t, other.ID, "pos"))
}

// The statuses that billing gives. It keeps the restaurant's row in step by the same way as everybody.
func TestHowASubscriptionStandsDecides(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	for _, test := range []struct {
		subscription, restaurant string
		want                     [4]string
	}{
		{"active", "active", everything},
		{"past_due", "active", everything}, // late, and not yet given up
		{"trialing", "trial", everything},
		{"unpaid", "inactive", nothing},
		{"cancelled", "cancelled", nothing},
	} {
		f.subscribed(t, one.ID, enterprise, test.subscription, test.restaurant)
		f.bus.Drop(t.Context(), "tenant", cache.AllKeys)
		require.Equal(t, test.want, f.kept(t, one.ID), "%+v", test)
	}
}

// While a release is rolled out, the one before opens restaurants without a subscription, and closes them without ending it.
func TestARestaurantThatAnOlderReleaseSwitched(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	older := func(status string) {
		f.exec(t, "UPDATE public.tenants SET subscription_status = $1", status)
		f.bus.Drop(t.Context(), "tenant", cache.AllKeys)
	}
	older("active")
	require.Equal(t, everything, f.kept(t, one.ID))
	require.NoError(t, f.Activate(t.Context(), one.ID, basic))
	older("inactive")
	require.Equal(t, nothing, f.kept(t, one.ID))
	require.NoError(t, f.Activate(t.Context(), one.ID, 0))
	require.Equal(t, [4]string{"", "not_in_plan", "not_in_plan", ""}, f.kept(t, one.ID))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.subscriptions"))
}

func TestLimitsStandWhenASubscriptionLapses(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	limits := func() subscriptions.Limits {
		got, err := f.Entitlements.Limits(t.Context(), f.seen(t, one.ID))
		require.NoError(t, err)
		staff, err := f.Entitlements.MaxStaff(t.Context(), f.db.SharedQuery(), f.seen(t, one.ID))
		require.NoError(t, err)
		require.Equal(t, got.MaxStaff, staff)
		return got
	}
	large, small := subscriptions.Limits{MaxStaff: 50, MaxTables: 100, MaxMenuItems: 1000}, subscriptions.Limits{MaxStaff: 5, MaxTables: 10, MaxMenuItems: 50}
	require.Equal(t, large, limits(), "on trial")
	f.clock.Advance(30 * 24 * time.Hour)
	require.Equal(t, large, limits(), "a lapsed trial")
	require.NoError(t, f.Activate(t.Context(), one.ID, basic))
	require.Equal(t, small, limits())
	require.NoError(t, f.Deactivate(t.Context(), one.ID))
	require.Equal(t, small, limits(), "closed")
}

// What one instance changes, another one sees on its next request: it keeps nothing that it was told to forget.
func TestAnotherInstanceSeesAChange(t *testing.T) {
	t.Parallel()
	here := setup(t)
	one := here.restaurant(t, "one")
	there := instance(t, here.db, here.people)
	require.Empty(t, there.may(t, one.ID, "menu"))
	sees := func(code string) {
		require.Eventually(t, func() bool { return there.may(t, one.ID, "menu") == code }, 10*time.Second, time.Millisecond)
	}
	require.NoError(t, here.Activate(t.Context(), one.ID, basic))
	require.Equal(t, "not_in_plan", here.may(t, one.ID, "menu"))
	sees("not_in_plan")
	require.NoError(t, here.db.Shared(t.Context(), func(tx postgres.Tx) error {
		if _, err := tx.Exec(t.Context(), "UPDATE public.plans SET includes_menu = true WHERE id = 1"); err != nil {
			return err
		}
		return here.bus.Publish(t.Context(), tx, "plan", cache.AllKeys)
	}))
	sees("")
	require.NoError(t, here.Deactivate(t.Context(), one.ID))
	sees("subscription_inactive")
}

// Every sign-on asks, so the answer must not cost a query: it comes from memory while the tables are locked away.
func TestEntitlementsComeFromMemory(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, trial := f.restaurant(t, "one"), f.restaurant(t, "trial")
	f.subscribed(t, one.ID, basic, "active", "active")
	one = f.seen(t, one.ID)
	ask := func() {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		for tenant, want := range map[*access.Tenant]string{one: "not_in_plan", trial: ""} {
			code, err := f.Entitlements.MayUseTool(ctx, tenant, "cms")
			require.NoError(t, err)
			require.Equal(t, want, code)
		}
	}
	ask()
	require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) error {
		_, err := tx.Exec(t.Context(), "LOCK TABLE public.plans, public.subscriptions IN ACCESS EXCLUSIVE MODE")
		require.NoError(t, err)
		ask()
		return nil
	}))
}

func TestWithoutPlansTheFailureIsOurs(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	f.exec(t, "DELETE FROM public.plan_prices")
	f.exec(t, "DELETE FROM public.plans")
	_, err := f.Entitlements.MayUseTool(t.Context(), f.seen(t, one.ID), "pos")
	require.ErrorContains(t, err, "setup-initial-data")
	require.NoError(t, f.SetupDefaults(t.Context()))
	require.Empty(t, f.may(t, one.ID, "pos"), "the failure was not kept")
}

func TestEntitlementsOverHTTP(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	f.beside.staff = 3
	one := f.restaurant(t, "one")
	f.restaurant(t, "other")
	const path = "/api/subscriptions/entitlements/"
	const small = `"features_list": ["POS", "Up to 5 staff", "Up to 10 tables", "Up to 50 menu items"], "used": {"staff": 3}`
	require.JSONEq(t, `{"plan": "Enterprise", "plan_id": 3, "status": "trial", "is_active": true, "trial_end": "2026-03-08T12:00:00Z",
		"tools": {"pos": true, "menu": true, "cms": true}, "max_staff": 50, "max_tables": 100, "max_menu_items": 1000,
		"features_list": ["POS, Menu and CMS", "Up to 50 staff", "Up to 100 tables", "Up to 1000 menu items"], "used": {"staff": 3}}`,
		f.get(t, "one-waiter", "", path, http.StatusOK))
	f.exec(t, "UPDATE public.plans SET max_tables = -1 WHERE id = 1")
	require.NoError(t, f.Activate(t.Context(), one.ID, basic))
	open := `{"plan": "Basic", "plan_id": 1, "status": "active", "is_active": true, "trial_end": null,
		"tools": {"pos": true, "menu": false, "cms": false}, "max_staff": 5, "max_tables": -1, "max_menu_items": 50, ` + small + `}`
	require.JSONEq(t, open, f.get(t, "one-owner", "", path, http.StatusOK))
	require.JSONEq(t, open, f.get(t, "operator", "one", path, http.StatusOK))
	require.NoError(t, f.Deactivate(t.Context(), one.ID))
	require.JSONEq(t, `{"plan": "Basic", "plan_id": 1, "status": "inactive", "is_active": false, "trial_end": null,
		"tools": {"pos": false, "menu": false, "cms": false}, "max_staff": 5, "max_tables": -1, "max_menu_items": 50, `+small+`}`,
		f.get(t, "one-waiter", "", path, http.StatusOK))
	f.get(t, "", "one", path, http.StatusUnauthorized)
	f.get(t, "other-owner", "one", path, http.StatusNotFound)
}

// A tool asks for itself, about a restaurant that has it.
func TestEntitlementsForATool(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.beside.has = f.restaurant(t, "one")
	f.restaurant(t, "other")
	asks := func(id, secret, restaurant string) (int, map[string]any) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/subscriptions/entitlements/", nil)
		r.SetBasicAuth(id, secret)
		r.Header.Set("X-Tenant-ID", restaurant)
		w := httptest.NewRecorder()
		f.handler.ServeHTTP(w, r)
		return w.Code, object(t, w.Body.String())
	}
	status, body := asks("pos", "secret", "one")
	require.Equal(t, http.StatusOK, status, body)
	require.EqualValues(t, 100, body["max_tables"])
	for _, wrong := range []struct {
		id, secret, restaurant string
		status                 int
	}{
		{"pos", "secret", "other", http.StatusNotFound},
		{"pos", "secret", "nowhere", http.StatusNotFound},
		{"pos", "guess", "one", http.StatusUnauthorized},
		{"", "", "one", http.StatusUnauthorized},
	} {
		status, body := asks(wrong.id, wrong.secret, wrong.restaurant)
		require.Equal(t, wrong.status, status, "%+v: %v", wrong, body)
	}
}
