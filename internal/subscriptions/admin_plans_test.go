package subscriptions_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const bistro = `{"name": "Bistro", "plan_type": "bistro", "description": "For a bistro.", "price_ghs": "70.00", "max_staff": 8, "max_tables": 12,
	"max_menu_items": 80, "includes_pos": true, "features_list": ["POS"], "prices": [{"currency": "GHS", "interval": "monthly", "amount": "70"},
	{"currency": "KES", "interval": "annually", "amount": "9000.5"}]}`

// plans calls a route of the operators' plans, expects a status, and gives the answer.
func (f *fixture) plans(t *testing.T, method, path, body string, status int) map[string]any {
	t.Helper()
	w := f.ask(t, "operator", "", method, "/api/admin/plans/"+path, body)
	require.Equal(t, status, w.Code, "%s %s %s: %s", method, path, body, w.Body)
	if w.Body.Len() == 0 {
		return nil
	}
	return object(t, w.Body.String())
}

func TestOperatorsMakeAndChangePlans(t *testing.T) {
	t.Parallel()
	f, _, _ := bought(t)
	made := f.plans(t, http.MethodPost, "", bistro, http.StatusCreated)
	require.Equal(t, "70.00", made["price_ghs"])
	require.Equal(t, "0.00", made["price_ngn"])
	require.Equal(t, []any{
		map[string]any{"currency": "GHS", "interval": "monthly", "amount": "70.00"}, map[string]any{"currency": "KES", "interval": "annually", "amount": "9000.50"},
	}, made["prices"])
	require.Equal(t, made, f.plans(t, http.MethodGet, "4/", "", http.StatusOK))
	f.plans(t, http.MethodPost, "", bistro, http.StatusBadRequest)

	same := f.plans(t, http.MethodPatch, "2/", `{"description": "Better words.", "is_featured": false}`, http.StatusOK)
	require.EqualValues(t, 2, same["id"], "what only describes it changes in place")
	dearer := f.plans(t, http.MethodPatch, "2/", `{"price_ghs": "120.00"}`, http.StatusOK)
	require.EqualValues(t, 5, dearer["id"])
	require.EqualValues(t, 2, dearer["version"])
	require.Equal(t, "120.00", dearer["price_ghs"])
	require.Equal(t, "10000.00", dearer["price_ngn"], "the others stay")
	require.Len(t, dearer["prices"], 6)
	require.Equal(t, "100.00", f.subscription(t, "one")["amount"], "who subscribed before keeps what was agreed to")
	require.EqualValues(t, 2, f.subscription(t, "one")["plan"].(map[string]any)["id"])
	require.Equal(t, "old_version", f.plans(t, http.MethodPatch, "2/", `{"price_ghs": "1"}`, http.StatusConflict)["code"])
	require.Equal(t, []int64{basic, enterprise, 5, 4}, sorted(ids(t, f.get(t, "", "", "/api/subscriptions/plans/", http.StatusOK))), "on sale")

	limited := f.plans(t, http.MethodPatch, "5/", `{"max_staff": -1}`, http.StatusOK)
	require.EqualValues(t, 6, limited["id"])
	gone := f.plans(t, http.MethodPatch, "6/", `{"price_ngn": "0.00"}`, http.StatusOK)
	require.Equal(t, "0.00", gone["price_ngn"])
	require.Len(t, gone["prices"], 5)
	replaced := f.plans(t, http.MethodPut, "4/", `{"name": "Bistro", "price_ghs": "70.00", "includes_pos": true}`, http.StatusOK)
	require.EqualValues(t, 2, replaced["version"], "its limits went back to none")
	require.Len(t, replaced["prices"], 2, "prices that are left out stay")
	f.plans(t, http.MethodPut, "4/", `{"price_ghs": "70.00"}`, http.StatusBadRequest)

	f.plans(t, http.MethodDelete, "3/", "", http.StatusNoContent)
	f.plans(t, http.MethodDelete, "3/", "", http.StatusNoContent)
	f.get(t, "", "", "/api/subscriptions/plans/3/", http.StatusNotFound)
	require.Equal(t, false, f.plans(t, http.MethodGet, "3/", "", http.StatusOK)["is_active"])
	f.plans(t, http.MethodDelete, "99/", "", http.StatusNotFound)
	require.Equal(t, "active", f.subscription(t, "one")["status"])
	for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
		require.Equal(t, http.StatusForbidden, f.ask(t, "one-owner", "one", method, "/api/admin/plans/1/", `{"name": "x"}`).Code)
	}
}

// sorted puts the ids of plans in the order in which this test names them.
func sorted(found []int64) []int64 {
	order := map[int64]int{basic: 0, enterprise: 1, 5: 2, 4: 3}
	out := make([]int64, len(order))
	for _, id := range found {
		out[order[id]] = id
	}
	return out
}

func TestPlansThatCannotBe(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	for _, c := range []struct{ body, field string }{
		{`{"price_ghs": "-1"}`, "price_ghs"}, {`{"price_ghs": "1.005"}`, "price_ghs"}, {`{"price_ngn": "NaN"}`, "price_ngn"},
		{`{"price_usd": "Infinity"}`, "price_usd"}, {`{"price_usd": ""}`, "price_usd"}, {`{"price_usd": "1e3"}`, "price_usd"}, {`{"price_ghs": 5}`, "price_ghs"},
		{`{"price_ghs": "99999999999999999999999"}`, "price_ghs"}, {`{"price_ghs": "10000000.01"}`, "prices"}, {`{"price_ghs": "0.01"}`, "prices"},
		{`{"prices": []}`, "prices"}, {`{"prices": [{"currency": "EUR", "interval": "monthly", "amount": "5"}]}`, "prices"},
		{`{"prices": [{"currency": "GHS", "interval": "weekly", "amount": "5"}]}`, "prices"},
		{`{"prices": [{"currency": "GHS", "interval": "monthly", "amount": "-5"}]}`, "prices"},
		{`{"prices": [{"currency": "GHS", "interval": "monthly", "amount": "NaN"}]}`, "prices"},
		{`{"prices": [{"currency": "GHS", "interval": "monthly", "amount": "5"}, {"currency": "ghs", "interval": "monthly", "amount": "6"}]}`, "prices"},
		{`{"prices": [{"currency": "GHS", "interval": "monthly", "amount": "5"}], "price_ghs": "6"}`, "price_ghs"},
		{`{"prices": "GHS 5"}`, "prices"}, {`{"name": ""}`, "name"}, {`{"name": "` + strings.Repeat("x", 101) + `"}`, "name"}, {`{"plan_type": "other"}`, "plan_type"},
		{`{"max_staff": -2}`, "max_staff"}, {`{"max_tables": 1000001}`, "max_tables"}, {`{"max_menu_items": 1.5}`, "max_menu_items"},
		{`{"max_staff": 99999999999999999999}`, "max_staff"}, {`{"includes_pos": "perhaps"}`, "includes_pos"}, {`{"features_list": "POS"}`, "features_list"},
	} {
		require.Contains(t, f.plans(t, http.MethodPatch, "1/", c.body, http.StatusBadRequest), c.field, c.body)
	}
	for _, c := range []struct{ body, field string }{
		{`{}`, "name"}, {`{}`, "plan_type"}, {`{"name": "X", "plan_type": "x"}`, "prices"}, {`{"name": "X", "plan_type": "Not Such", "price_ghs": "5"}`, "plan_type"},
		{`{"name": "X", "plan_type": "basic", "price_ghs": "5"}`, "plan_type"}, {`{"price_ghs": "x"}`, "price_ghs"},
	} {
		require.Contains(t, f.plans(t, http.MethodPost, "", c.body, http.StatusBadRequest), c.field, c.body)
	}
	require.Equal(t, 3, f.count(t, "SELECT count(*) FROM public.plans"))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.plans WHERE id = 1 AND is_active AND price_ghs = 5000"))
}
