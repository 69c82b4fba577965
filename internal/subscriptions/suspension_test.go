package subscriptions_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/subscriptions"
)

const suspendOne, unsuspendOne = "/api/admin/tenants/1/suspend/", "/api/admin/tenants/1/unsuspend/"

func (f *fixture) operates(t *testing.T, path, body string, status int) map[string]any {
	t.Helper()
	w := f.ask(t, "operator", "", http.MethodPost, path, body)
	require.Equal(t, status, w.Code, w.Body.String())
	return object(t, w.Body.String())
}

func TestASuspendedRestaurantIsNotCharged(t *testing.T) {
	t.Parallel()
	f, _, _ := bought(t)
	f.restaurant(t, "two")
	f.buys(t, "two", monthInGHS)

	f.operates(t, suspendOne, `{}`, http.StatusBadRequest)
	f.operates(t, suspendOne, `{"reason": " "}`, http.StatusBadRequest)
	require.Empty(t, f.may(t, 1, "pos"))
	seen := f.operates(t, suspendOne, `{"reason": " Call us. "}`, http.StatusOK)
	require.Equal(t, "suspended", seen["health"])
	require.Equal(t, map[string]any{"reason": "Call us.", "since": seen["suspended_at"]}, seen["suspended"])
	require.Equal(t, false, seen["is_active"])
	require.Equal(t, "Professional", seen["plan"].(map[string]any)["name"])
	require.Equal(t, subscriptions.CodeTenantSuspended, f.may(t, 1, "pos"))
	require.Empty(t, f.may(t, 2, "pos"), "the other one is open")
	f.settled(t)

	refused := object(t, f.get(t, "one-owner", "one", "/api/tenants/1/domains/", http.StatusForbidden))
	require.Equal(t, map[string]any{"code": "tenant_suspended", "detail": "This restaurant is suspended: Call us."}, refused)
	require.Equal(t, http.StatusForbidden, f.ask(t, "one-owner", "one", http.MethodPost, "/api/subscriptions/subscribe/", monthInGHS).Code)
	require.Equal(t, http.StatusForbidden, f.ask(t, "one-owner", "", http.MethodDelete, "/api/tenants/1/", "").Code)
	f.get(t, "one-owner", "one", "/api/subscriptions/payment/history/", http.StatusOK)
	f.get(t, "one-owner", "one", "/api/subscriptions/ledger/", http.StatusOK)
	sub := f.subscription(t, "one")
	require.Equal(t, true, sub["is_frozen"])
	require.Nil(t, sub["paystack_subscription_code"], "Paystack does not charge")

	require.Equal(t, "tenant_suspended", f.operates(t, "/api/tenants/1/activate_subscription/", "", http.StatusConflict)["code"])
	f.operates(t, "/api/admin/subscriptions/1/unfreeze/", "", http.StatusOK)
	require.Equal(t, true, f.subscription(t, "one")["is_frozen"], "suspended is suspended")
	f.pass(t, 32*day)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.payments WHERE tenant_id = 1"), "nothing is charged")
	require.Less(t, 1, f.count(t, "SELECT count(*) FROM public.payments WHERE tenant_id = 2"), "but for the other one")

	for range 2 {
		require.Equal(t, "ok", f.operates(t, unsuspendOne, "", http.StatusOK)["health"])
	}
	require.Equal(t, false, f.subscription(t, "one")["is_frozen"])
	require.Empty(t, f.may(t, 1, "pos"))
	f.pass(t, 2*time.Hour)
	require.Equal(t, 2, f.count(t, "SELECT count(*) FROM public.payments WHERE tenant_id = 1 AND status = 'success'"), "what fell due is charged")
	require.Equal(t, []string{"tenant.suspended", "tenant.unsuspended"}, f.actions(t, "tenant.%suspended"))
	f.balanced(t)
}

// What somebody else froze, before or meanwhile, stays frozen when the suspension is over.
func TestASuspensionThawsNothingElse(t *testing.T) {
	t.Parallel()
	f, _, reference := bought(t)
	freezing(f)
	frozen := func() any { return f.subscription(t, "one")["is_frozen"] }
	f.operates(t, "/api/admin/subscriptions/1/freeze/", "", http.StatusOK)
	f.clock.Advance(time.Minute)
	f.operates(t, suspendOne, `{"reason": "x"}`, http.StatusOK)
	f.operates(t, unsuspendOne, "", http.StatusOK)
	require.Equal(t, true, frozen(), "an operator's before")
	f.operates(t, "/api/admin/subscriptions/1/unfreeze/", "", http.StatusOK)

	f.operates(t, suspendOne, `{"reason": "x"}`, http.StatusOK)
	f.clock.Advance(time.Minute)
	id := f.disputes(t, reference)
	f.operates(t, unsuspendOne, "", http.StatusOK)
	require.Equal(t, true, frozen(), "a dispute's meanwhile")
	f.operates(t, suspendOne, `{"reason": "x"}`, http.StatusOK)
	f.resolves(t, id, "declined")
	f.settled(t)
	require.Equal(t, true, frozen(), "the dispute is over, the suspension is not")
	f.operates(t, unsuspendOne, "", http.StatusOK)
	require.Equal(t, false, frozen())
	require.Equal(t, subscriptions.StatusActive, subscriptions.Status(f.subscription(t, "one")["status"].(string)))
}

// Who pays on a page that was opened before the suspension has paid, and is closed all the same.
func TestAPaymentOfASuspendedRestaurant(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.operator(t)
	f.restaurant(t, "one")
	page := f.subscribes(t, "one", monthInGHS)
	f.operates(t, suspendOne, `{"reason": "x"}`, http.StatusOK)
	require.NoError(t, f.pays(t, page["payment_url"].(string), "4084084084084081").Body.Close())
	f.settled(t)
	sub := f.subscription(t, "one")
	require.Equal(t, "active", sub["status"])
	require.Equal(t, true, sub["is_frozen"])
	require.Equal(t, subscriptions.CodeTenantSuspended, f.may(t, 1, "pos"))
	f.operates(t, unsuspendOne, "", http.StatusOK)
	require.Empty(t, f.may(t, 1, "pos"))
	require.Equal(t, false, f.subscription(t, "one")["is_frozen"])
}
