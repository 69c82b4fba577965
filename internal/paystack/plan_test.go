package paystack_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

const plan = `{"name":"Premium","amount":500000,"interval":"monthly","domain":"test","plan_code":"PLN_1","currency":"NGN","id":28,"description":null,"invoice_limit":12}`

var wantPlan = paystack.Plan{
	ID: "28", Code: "PLN_1", Domain: "test", Name: "Premium", Amount: 500000, Currency: "NGN", Interval: paystack.Monthly, InvoiceLimit: 12,
}

func TestPlans(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(plan), ok(plan))
	made, err := b.CreatePlan(t.Context(), paystack.CreatePlan{Name: "Premium", Amount: 500000, Currency: "NGN", Interval: paystack.Monthly})
	require.NoError(t, err)
	require.Equal(t, wantPlan, made)
	require.JSONEq(t, `{"name":"Premium","amount":500000,"currency":"NGN","interval":"monthly","send_invoices":false,"send_sms":false}`, b.asked()[0].body)

	got, err := b.Plan(t.Context(), "PLN_1")
	require.NoError(t, err)
	require.Equal(t, wantPlan, got)
	require.Equal(t, "/sandbox/paystack/plan/PLN_1", b.asked()[1].path)
}

func TestAPlanWithoutAPriceIsNone(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		`{"plan_code":"PLN_1","currency":"NGN","interval":"monthly"}`, `{"plan_code":"PLN_1","amount":1,"interval":"monthly"}`,
		`{"plan_code":"PLN_1","amount":1,"currency":"NGN"}`, `{"amount":1,"currency":"NGN","interval":"monthly"}`,
	} {
		_, err := newBackend(t, ok(data)).Plan(t.Context(), "PLN_1")
		require.Equal(t, "paystack_unavailable", fault.CodeOf(err), data)
	}
}

// Unless it is told otherwise, Paystack charges everybody who is subscribed the new price.
func TestUpdatePlanLeavesSubscribersAlone(t *testing.T) {
	t.Parallel()
	b := newBackend(t, answer{status: http.StatusOK, body: `{"status":true,"message":"Plan updated. 0 subscription(s) affected"}`})
	require.NoError(t, b.UpdatePlan(t.Context(), "PLN_1", paystack.UpdatePlan{Name: "Gold", Amount: 600000}))
	require.NoError(t, b.UpdatePlan(t.Context(), "PLN_1", paystack.UpdatePlan{}))
	require.Equal(t, http.MethodPut, b.asked()[0].method)
	require.JSONEq(t, `{"name":"Gold","amount":600000,"update_existing_subscriptions":false}`, b.asked()[0].body)
	require.JSONEq(t, `{"update_existing_subscriptions":false}`, b.asked()[1].body)
}

const subscription = `{"id":9,"subscription_code":"SUB_1","email_token":"d7gofp6yppn3qz7","domain":"test","status":"active","amount":500000,
	"cron_expression":"0 0 15 * *","next_payment_date":"2026-01-15T10:00:00.000Z","open_invoice":null,"start":1768471200,
	"createdAt":"2026-01-15T10:00:00.000Z","payments_count":3,"invoice_limit":12,"authorization":{"authorization_code":"AUTH_1"},`

func TestSubscriptions(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(subscription+`"customer":1173,"plan":28}`), ok(subscription+`"customer":{"id":1173,"customer_code":"CUS_1"},"plan":`+plan+`}`))
	at := time.Date(2026, 2, 1, 1, 0, 0, 0, time.FixedZone("WAT", 3600))
	made, err := b.CreateSubscription(t.Context(), paystack.CreateSubscription{Customer: "CUS_1", Plan: "PLN_1", Authorization: "AUTH_1", StartDate: at})
	require.NoError(t, err)
	want := paystack.Subscription{
		ID: "9", Code: "SUB_1", EmailToken: "d7gofp6yppn3qz7", Domain: "test", Status: paystack.SubscriptionActive, Amount: 500000,
		PlanID: "28", CronExpression: "0 0 15 * *", NextPaymentDate: start, Authorization: paystack.Authorization{Code: "AUTH_1"},
		Customer: paystack.Customer{ID: "1173"}, PaymentsCount: 3, InvoiceLimit: 12, StartedAt: start, CreatedAt: start,
	}
	require.Equal(t, want, made)
	require.JSONEq(t, `{"customer":"CUS_1","plan":"PLN_1","authorization":"AUTH_1","start_date":"2026-02-01T00:00:00.000Z"}`, b.asked()[0].body)

	got, err := b.Subscription(t.Context(), "SUB_1")
	require.NoError(t, err)
	want.PlanCode, want.Currency, want.Interval, want.Customer.Code = "PLN_1", "NGN", paystack.Monthly, "CUS_1"
	require.Equal(t, want, got)
	require.Equal(t, "/sandbox/paystack/subscription/SUB_1", b.asked()[1].path)
}

func TestASubscriptionAtOnceNamesNoDate(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(subscription+`"plan":28}`))
	_, err := b.CreateSubscription(t.Context(), paystack.CreateSubscription{Customer: "ngozi@buka.example", Plan: "PLN_1"})
	require.NoError(t, err)
	require.JSONEq(t, `{"customer":"ngozi@buka.example","plan":"PLN_1"}`, b.only(t).body)
}

func TestEnableAndDisable(t *testing.T) {
	t.Parallel()
	b := newBackend(t, answer{status: http.StatusOK, body: `{"status":true,"message":"Subscription disabled successfully"}`})
	require.NoError(t, b.Disable(t.Context(), "SUB_1", "token1"))
	require.NoError(t, b.Enable(t.Context(), "SUB_1", "token1"))
	for i, path := range []string{"/sandbox/paystack/subscription/disable", "/sandbox/paystack/subscription/enable"} {
		require.Equal(t, http.MethodPost, b.asked()[i].method)
		require.Equal(t, path, b.asked()[i].path)
		require.JSONEq(t, `{"code":"SUB_1","token":"token1"}`, b.asked()[i].body)
	}
	b = newBackend(t, answer{abort: true})
	require.True(t, paystack.OutcomeUnknown(b.Disable(t.Context(), "SUB_1", "token1")))
}

func TestManageLink(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(`{"link":"https://paystack.com/manage/subscriptions/x?subscription_token=y"}`), ok(`{"link":"javascript:1"}`), ok(`{}`))
	link, err := b.ManageLink(t.Context(), "SUB_1")
	require.NoError(t, err)
	require.Equal(t, "https://paystack.com/manage/subscriptions/x?subscription_token=y", link)
	require.Equal(t, "/sandbox/paystack/subscription/SUB_1/manage/link", b.only(t).path)
	for range 2 {
		link, err = b.ManageLink(t.Context(), "SUB_1")
		require.Equal(t, "paystack_unavailable", fault.CodeOf(err))
		require.Empty(t, link)
	}
}
