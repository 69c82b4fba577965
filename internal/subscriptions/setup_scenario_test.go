package subscriptions_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/tenants"
)

// laterCard can be paid with on a page, and is refused whenever it is charged without its owner.
const laterCard = "4084084084084099"

// days lets so many days go by, with all that falls due in each, here and at Paystack.
func (f *fixture) days(tb testing.TB, n int) {
	tb.Helper()
	for range n {
		f.clock.Advance(day)
		_, err := f.there.Bill(tb.Context())
		require.NoError(tb, err)
		f.settled(tb)
		f.due(tb)
	}
}

// due looks at what is due, as the job does every minute.
func (f *fixture) due(tb testing.TB) {
	tb.Helper()
	ran, err := f.RunDue(tb.Context())
	require.NoError(tb, err)
	require.Zero(tb, ran.Failed)
	f.settled(tb)
	require.Zero(tb, f.count(tb, "SELECT count(*) FROM river.river_job WHERE state = 'available'"), "a job fails for ever")
}

// owner asks as a restaurant's owner, and gives the answer.
func (f *fixture) owner(tb testing.TB, tenant, method, path, body string, status int) map[string]any {
	tb.Helper()
	w := f.ask(tb, tenant+"-owner", tenant, method, "/api/subscriptions/"+path, body)
	require.Equal(tb, status, w.Code, "%s %s: %s", method, path, w.Body)
	return object(tb, w.Body.String())
}

// told are the notices of a restaurant, the oldest first.
func (f *fixture) told(tb testing.TB, id access.TenantID) []string {
	tb.Helper()
	return f.texts(tb, "SELECT kind FROM public.subscription_notices WHERE tenant_id = $1 ORDER BY id", int64(id))
}

// findings are the kinds of what was reported, in their order.
func (f *fixture) findings(tb testing.TB) []string {
	tb.Helper()
	return f.texts(tb, "SELECT kind FROM public.billing_findings ORDER BY id")
}

func (f *fixture) texts(tb testing.TB, sql string, args ...any) []string {
	tb.Helper()
	rows, err := f.db.SharedQuery().Query(tb.Context(), sql, args...)
	require.NoError(tb, err)
	defer rows.Close()
	list := []string{}
	for rows.Next() {
		var one string
		require.NoError(tb, rows.Scan(&one))
		list = append(list, one)
	}
	require.NoError(tb, rows.Err())
	return list
}

// balance is what a restaurant has to its credit, in minor units.
func (f *fixture) balance(tb testing.TB, id access.TenantID) int {
	tb.Helper()
	return f.count(tb, "SELECT coalesce(sum(amount), 0) FROM public.ledger_entries WHERE tenant_id = $1", int64(id))
}

// open reports whether the restaurant's tools are.
func (f *fixture) open(tb testing.TB, id access.TenantID) bool {
	tb.Helper()
	return f.Entitlements.Open(f.seen(tb, id))
}

// paidCharges is how many charges of Paystack's were paid.
func (f *fixture) paidCharges() (n int) {
	for _, one := range f.there.Transactions() {
		if one.Status == "success" {
			n++
		}
	}
	return n
}

// active fails unless the restaurant is subscribed to a plan, with a period from and to.
func (f *fixture) active(tb testing.TB, tenant, plan string, from, to time.Time) {
	tb.Helper()
	sub := f.subscription(tb, tenant)
	require.Equal(tb, "active", sub["status"])
	require.Equal(tb, plan, sub["plan"].(map[string]any)["name"])
	require.Equal(tb, from.Format(time.RFC3339), sub["current_period_start"])
	require.Equal(tb, to.Format(time.RFC3339), sub["current_period_end"])
}

// late fails unless the restaurant is late, and its tools are open.
func (f *fixture) late(tb testing.TB, tenant *access.Tenant, slug string) {
	tb.Helper()
	require.Equal(tb, "past_due", f.subscription(tb, slug)["status"])
	require.True(tb, f.open(tb, tenant.ID), "tools stay open through the grace period")
	require.Equal(tb, tenants.StatusActive, f.seen(tb, tenant.ID).SubscriptionStatus)
}

// managed posts a form to the page where a customer manages a subscription of Paystack's.
func (f *fixture) managed(tb testing.TB, tenant string, form map[string]string) {
	tb.Helper()
	link := f.owner(tb, tenant, http.MethodGet, "subscription/card-link/", "", http.StatusOK)["url"].(string)
	f.submit(tb, link, form, http.StatusOK)
}

func mustJSON(tb testing.TB, v any) string {
	tb.Helper()
	raw, err := json.Marshal(v)
	require.NoError(tb, err)
	return string(raw)
}
