package subscriptions_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/subscriptions"
)

const basicBody = `{"id": 1, "name": "Basic", "plan_type": "basic", "description": "For a small place that needs a till.",
	"price_ghs": "50.00", "price_ngn": "5000.00", "price_usd": "15.00", "includes_pos": true, "includes_menu": false, "includes_cms": false,
	"max_staff": 5, "max_tables": 10, "max_menu_items": 50, "event_retention_days": 90,
	"features_list": ["POS", "Up to 5 staff", "Up to 10 tables", "Up to 50 menu items"], "is_featured": false, "is_active": true,
	"version": 1, "prices": [
		{"currency": "GHS", "interval": "monthly", "amount": "50.00"}, {"currency": "NGN", "interval": "monthly", "amount": "5000.00"},
		{"currency": "USD", "interval": "monthly", "amount": "15.00"}, {"currency": "GHS", "interval": "annually", "amount": "500.00"},
		{"currency": "NGN", "interval": "annually", "amount": "50000.00"}, {"currency": "USD", "interval": "annually", "amount": "150.00"}]}`

func TestPlansHaveTheContractsShape(t *testing.T) {
	t.Parallel()
	f := setup(t)
	require.JSONEq(t, `{"count": 3, "next": "http://example.com/api/subscriptions/plans/?page=2&page_size=1", "previous": null, "results": [`+basicBody+`]}`,
		f.get(t, "", "", "/api/subscriptions/plans/?page_size=1", http.StatusOK))
	require.JSONEq(t, basicBody, f.get(t, "", "", "/api/subscriptions/plans/1/", http.StatusOK))
	require.Equal(t, []int64{basic, professional, enterprise}, ids(t, f.get(t, "", "", "/api/subscriptions/plans/", http.StatusOK)))
	require.Equal(t, []int64{enterprise}, ids(t, f.get(t, "", "", "/api/subscriptions/plans/?page=2&page_size=2", http.StatusOK)))
	for _, path := range []string{"4/", "0/", "x/", "?page=3&page_size=2", "?page=0"} {
		f.get(t, "", "", "/api/subscriptions/plans/"+path, http.StatusNotFound)
	}
}

// The prices and limits are the contract's, whatever the code says.
func TestTheThreePlans(t *testing.T) {
	t.Parallel()
	f := setup(t)
	plans, count, err := f.Plans(t.Context(), 10, 0)
	require.NoError(t, err)
	require.EqualValues(t, 3, count)
	type row struct {
		name            string
		ghs, ngn, usd   int64
		pos, menu, cms  bool
		staff, tbl, itm int
	}
	var got []row
	for _, p := range plans {
		got = append(got, row{
			p.Name, monthly(p, "GHS"), monthly(p, "NGN"), monthly(p, "USD"), p.POS, p.Menu, p.CMS, p.Limits.MaxStaff, p.Limits.MaxTables, p.Limits.MaxMenuItems,
		})
	}
	require.Equal(t, []row{
		{"Basic", 5000, 500000, 1500, true, false, false, 5, 10, 50},
		{"Professional", 10000, 1000000, 3000, true, true, false, 15, 25, 200},
		{"Enterprise", 20000, 2000000, 6000, true, true, true, 50, 100, 1000},
	}, got)
}

// monthly is what a month of a plan costs in a currency.
func monthly(p *subscriptions.Plan, currency string) int64 {
	for _, price := range p.Prices {
		if price.Currency == currency && price.Interval == subscriptions.Monthly {
			return price.Amount
		}
	}
	return 0
}

func TestPlansThatAreNotOnSale(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	f.restaurant(t, "one")
	f.exec(t, "UPDATE public.plans SET is_active = false WHERE id = 2")
	for _, who := range []string{"", "nonsense", "one-owner"} {
		require.Equal(t, []int64{basic, enterprise}, ids(t, f.get(t, who, "", "/api/subscriptions/plans/", http.StatusOK)))
		f.get(t, who, "", "/api/subscriptions/plans/2/", http.StatusNotFound)
	}
	require.Equal(t, []int64{basic, professional, enterprise}, ids(t, f.get(t, "operator", "", "/api/subscriptions/plans/", http.StatusOK)))
	require.Contains(t, f.get(t, "operator", "", "/api/subscriptions/plans/2/", http.StatusOK), `"is_active":false`)
}

func TestSetupDefaultsIsIdempotent(t *testing.T) {
	t.Parallel()
	f := setup(t)
	before := f.get(t, "", "", "/api/subscriptions/plans/", http.StatusOK)
	require.NoError(t, f.SetupDefaults(t.Context()))
	require.JSONEq(t, before, f.get(t, "", "", "/api/subscriptions/plans/", http.StatusOK))
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.audit_log"), "nothing was made")

	f.exec(t, "DELETE FROM public.plan_prices")
	f.exec(t, "DELETE FROM public.plans")
	for range 2 {
		require.NoError(t, f.SetupDefaults(t.Context()))
		require.Equal(t, 3, f.count(t, "SELECT count(*) FROM public.audit_log WHERE action = 'plan.created'"))
	}
	require.Equal(t, withoutIDs(t, before), withoutIDs(t, f.get(t, "", "", "/api/subscriptions/plans/", http.StatusOK)),
		"the code says what the migration says, and the old plans are forgotten")
}

func TestAnOperatorsPlansStay(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "UPDATE public.plans SET price_ghs = 1 WHERE plan_type = 'basic'")
	f.exec(t, "UPDATE public.plans SET version = 2 WHERE plan_type = 'professional'")
	require.NoError(t, f.SetupDefaults(t.Context()))
	require.Equal(t, 3, f.count(t, "SELECT count(*) FROM public.plans"))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.plans WHERE price_ghs = 1"))
}

// withoutIDs is a page of plans without their numbers.
func withoutIDs(t *testing.T, body string) []map[string]any {
	t.Helper()
	var page struct {
		Results []map[string]any `json:"results"`
	}
	require.NoError(t, json.Unmarshal([]byte(body), &page))
	for _, plan := range page.Results {
		delete(plan, "id")
	}
	return page.Results
}
