package analytics_test

import (
	"log/slog"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/analytics"
	"github.com/tabletap/console/internal/api"
)

const adminPath = "/api/admin/analytics/"

// platform is the fixture with the operators' route and an operator.
func platform(t *testing.T) *fixture {
	t.Helper()
	f := setup(t)
	a := api.New(api.Config{AllowedHosts: []string{"*"}, Clock: f.clock, Logger: slog.New(slog.DiscardHandler)}, f.world, f.world)
	analytics.NewPlatform(f.db.DB, f.clock).RegisterRoutes(a)
	f.handler = a.Handler()
	f.world.actors["operator"] = &access.Actor{UserID: 1000, Superuser: true}
	return f
}

func (f *fixture) execute(t *testing.T, sql string, args ...any) {
	t.Helper()
	_, err := f.db.Pool().Exec(t.Context(), sql, args...)
	require.NoError(t, err, sql)
}

// born sets when a restaurant signed up and when its trial ended.
func (f *fixture) born(t *testing.T, of *access.Tenant, signUp, trialEnd string) {
	t.Helper()
	f.execute(t, "UPDATE public.tenants SET created_on = $2::text::timestamptz, trial_end_date = $3::text::timestamptz WHERE id = $1", of.ID, signUp, trialEnd)
}

// subscribed adds a subscription by a price that is kept in euros, so that other tests' and the first plans' prices do not count.
func (f *fixture) subscribed(t *testing.T, of *access.Tenant, interval string, amount int64, status, since, cancelled, ended string) {
	t.Helper()
	//nolint:dupword // two columns are true
	f.execute(t, `WITH plan AS (
    INSERT INTO public.plans (plan_type, name, includes_pos, includes_menu, includes_cms, max_staff, max_tables, max_menu_items, is_active)
    VALUES ('special ' || $1::bigint, 'x', true, true, true, 1, 1, 1, false) RETURNING id
), price AS (
    INSERT INTO public.plan_prices (plan_id, currency, billing_interval, amount) SELECT id, 'EUR', $2, $3 FROM plan RETURNING id, plan_id
)
INSERT INTO public.subscriptions (tenant_id, plan_id, price_id, status, current_period_start, current_period_end, cancelled_at, created_at, updated_at)
SELECT $1, plan_id, id, $4, $5::text::timestamptz, nullif($7::text, '')::timestamptz, nullif($6::text, '')::timestamptz, $5::text::timestamptz, now() FROM price`,
		of.ID, interval, amount, status, since, cancelled, ended)
}

func (f *fixture) paid(t *testing.T, of *access.Tenant) {
	t.Helper()
	f.execute(t, `INSERT INTO public.payments (tenant_id, price_id, purpose, reference, amount, currency, email, status, created_at, updated_at)
VALUES ($1, 1, 'checkout', 'r' || $1::bigint, 1, 'GHS', 'x', 'success', now(), now())`, of.ID)
}

func TestHowAllRestaurantsDo(t *testing.T) {
	t.Parallel()
	f := platform(t) // on the first of March 2026
	a, b, c, d, e := f.restaurant(t, "a"), f.restaurant(t, "b"), f.restaurant(t, "c"), f.restaurant(t, "d"), f.restaurant(t, "e")
	f.born(t, a, "2026-02-03T10:00:00Z", "2026-02-10T10:00:00Z") // converted
	f.born(t, b, "2026-02-03T23:59:59Z", "2026-02-10T10:00:00Z") // not
	f.born(t, c, "2026-02-27T00:00:00Z", "2026-03-06T00:00:00Z") // still on trial
	f.born(t, d, "2026-01-20T00:00:00Z", "2026-02-01T00:00:00Z") // converted
	f.born(t, e, "2025-12-01T00:00:00Z", "2025-12-08T00:00:00Z") // long ago
	f.paid(t, a)
	f.paid(t, d)
	f.subscribed(t, a, "monthly", 1000, "active", "2026-02-05T00:00:00Z", "", "2026-03-05T00:00:00Z")
	f.subscribed(t, d, "annually", 10_000, "past_due", "2026-01-25T00:00:00Z", "", "2027-01-25T00:00:00Z")
	f.subscribed(t, e, "monthly", 5000, "cancelled", "2025-12-05T00:00:00Z", "2026-02-20T00:00:00Z", "2026-03-05T00:00:00Z")
	f.subscribed(t, b, "monthly", 7000, "unpaid", "2025-12-05T00:00:00Z", "", "2026-01-05T00:00:00Z") // gave up before
	f.execute(t, `INSERT INTO public.event_days (tenant_id, day, event_type, tool_id, events, amount) VALUES
($1, '2026-02-03', 'order', 1, 3, 30.5), ($1, '2026-02-04', 'order', 1, 2, 20), ($2, '2026-02-28', 'order', 1, 1, 1), ($2, '2026-02-28', 'system', 0, 1, 0),
($3, '2026-01-31', 'order', 1, 100, 100)`, a.ID, d.ID, e.ID)

	w := f.ask(t, as("operator", ""), http.MethodGet, adminPath+"?start_date=2026-02-01&end_date=2026-02-28", "")
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	require.JSONEq(t, `{
		"period": {"start_date": "2026-02-01", "end_date": "2026-02-28"},
		"sign_ups": 3, "sign_ups_by_day": [{"day": "2026-02-03", "count": 2}, {"day": "2026-02-27", "count": 1}],
		"restaurants": {"present": 5, "active": 2},
		"trials": {"ended": 3, "converted": 2, "rate": 0.6666666666666666},
		"mrr": [{"currency": "EUR", "amount": "18.33", "subscriptions": 2}],
		"churn": {"at_start": 2, "ended": 1, "rate": 0.5},
		"tools": [
			{"tool_id": 1, "slug": "pos", "name": "POS", "restaurants": 2, "events": 6, "amount": "51.50"},
			{"tool_id": null, "slug": "", "name": "", "restaurants": 1, "events": 1, "amount": "0.00"}
		]
	}`, w.Body.String())

	w = f.ask(t, as("operator", ""), http.MethodGet, adminPath+"?start_date=2024-01-01&end_date=2024-01-02", "")
	require.Contains(t, w.Body.String(), `"sign_ups":0,"sign_ups_by_day":[]`)
	require.Contains(t, w.Body.String(), `"churn":{"at_start":0,"ended":0,"rate":0},"tools":[]`)
}

func TestOnlyOperatorsSeeAllRestaurants(t *testing.T) {
	t.Parallel()
	f := platform(t)
	f.hire(t, f.restaurant(t, "one"), "ama", access.Permissions{"*": true})
	refuse(t, f.ask(t, as("ama", "one"), http.MethodGet, adminPath, ""), http.StatusForbidden, "superuser_only")
	refuse(t, f.ask(t, caller{}, http.MethodGet, adminPath, ""), http.StatusUnauthorized, "not_authenticated")
	for _, query := range []string{"?period=100y", "?start_date=1900-01-01", "?start_date=2026-02-30", "?start_date=2000-01-01&end_date=2026-01-01", "?period=7d&end_date=2026-01-01"} {
		require.Equal(t, http.StatusBadRequest, f.ask(t, as("operator", ""), http.MethodGet, adminPath+query, "").Code, query)
	}
}
