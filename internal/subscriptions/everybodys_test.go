package subscriptions_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOperatorsSeeEverybodysSubscriptions(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	one, two := f.restaurant(t, "one"), f.restaurant(t, "two")
	f.subscribed(t, one.ID, basic, "cancelled", "inactive")
	f.exec(t, `INSERT INTO public.subscriptions (tenant_id, plan_id, status, current_period_start, created_at, updated_at)
VALUES ($1, $2, 'past_due', $3, $3, $3)`, int64(one.ID), professional, now)
	f.subscribed(t, two.ID, basic, "active", "active")
	for query, want := range map[string][]int64{
		"": {3, 2, 1}, "?tenant=1": {2, 1}, "?status=past_due": {2}, "?plan_type=basic": {3, 1}, "?plan_type=basic&tenant=2": {3}, "?plan_type=x": nil,
		"?page_size=1&page=2": {2},
	} {
		require.ElementsMatch(t, want, ids(t, f.get(t, "operator", "", "/api/admin/subscriptions/"+query, http.StatusOK)), query)
	}
	f.get(t, "operator", "", "/api/admin/subscriptions/?status=x", http.StatusBadRequest)
	f.get(t, "operator", "", "/api/admin/subscriptions/9/", http.StatusNotFound)
	f.get(t, "one-owner", "one", "/api/admin/subscriptions/", http.StatusForbidden)
	seen := object(t, f.get(t, "operator", "", "/api/admin/subscriptions/2/", http.StatusOK))
	require.Equal(t, "Restaurant one", seen["tenant_name"])
	require.InEpsilon(t, 1, seen["tenant_id"], 0)
	require.Equal(t, "Professional", seen["plan"].(map[string]any)["name"])
	f.exec(t, "DELETE FROM public.memberships")
	f.exec(t, "DELETE FROM public.tenants WHERE id = 1")
	seen = object(t, f.get(t, "operator", "", "/api/admin/subscriptions/2/", http.StatusOK))
	require.Empty(t, seen["tenant_name"], "what was agreed outlives the restaurant")
}
