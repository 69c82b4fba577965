package subscriptions_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOperatorsSeeEverybodysPayments(t *testing.T) {
	t.Parallel()
	f, payment, reference := bought(t)
	f.restaurant(t, "two")
	f.subscribes(t, "two", `{"plan_id": 2, "currency": "NGN"}`)
	for query, want := range map[string][]int64{
		"": {2, 1}, "?status=success": {1}, "?status=pending": {2}, "?tenant=1": {1}, "?tenant=2": {2}, "?tenant=3": {}, "?currency=ngn": {2},
		"?from=2026-03-01&to=2026-03-01": {2, 1}, "?from=2026-03-02": {}, "?to=2026-02-28": {}, "?to=2026-03-01T12:00:00Z": {},
		"?from=2026-03-01T12:00:00Z&tenant=1&status=success&currency=GHS": {1},
	} {
		require.Equal(t, want, ids(t, f.get(t, "operator", "", "/api/admin/payments/"+query, http.StatusOK)), query)
	}
	for _, query := range []string{"?status=paid", "?tenant=x", "?tenant=0", "?from=yesterday", "?to=2026-13-01"} {
		f.get(t, "operator", "", "/api/admin/payments/"+query, http.StatusBadRequest)
	}
	one := object(t, f.get(t, "operator", "", fmt.Sprintf("/api/admin/payments/%d/", payment), http.StatusOK))
	require.Equal(t, reference, one["paystack_reference"])
	require.Equal(t, "100.00", one["amount_asked"])
	require.NotNil(t, one["paystack_id"])
	f.get(t, "operator", "", "/api/admin/payments/99/", http.StatusNotFound)
	for _, path := range []string{"/api/admin/payments/", "/api/admin/payments/1/"} {
		f.get(t, "one-owner", "one", path, http.StatusForbidden)
	}
	w := f.ask(t, "two-owner", "two", http.MethodGet, "/api/subscriptions/payment/verify/?reference="+reference, "")
	require.Equal(t, http.StatusNotFound, w.Code, "another's")
}
