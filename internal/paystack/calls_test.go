package paystack_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

func TestInitialize(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(`{"authorization_url":"https://checkout.paystack.com/abc","access_code":"abc","reference":"tt-1"}`))
	got, err := b.Initialize(t.Context(), paystack.Initialize{
		Email: "ngozi@buka.example", Amount: 250000, Currency: "NGN", Reference: "tt-1", CallbackURL: "https://console.example/back",
		Channels: []string{paystack.ChannelCard}, Metadata: map[string]any{"tenant": 42},
	})
	require.NoError(t, err)
	require.Equal(t, paystack.Checkout{AuthorizationURL: "https://checkout.paystack.com/abc", AccessCode: "abc", Reference: "tt-1"}, got)
	asked := b.only(t)
	require.Equal(t, http.MethodPost, asked.method)
	require.Equal(t, "/sandbox/paystack/transaction/initialize", asked.path)
	require.Equal(t, "application/json", asked.header.Get("Content-Type"))
	require.JSONEq(t, `{"email":"ngozi@buka.example","amount":250000,"currency":"NGN","reference":"tt-1",
		"callback_url":"https://console.example/back","channels":["card"],"metadata":{"tenant":42}}`, asked.body)
}

func TestInitializeWantsAPageToGoTo(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		`{}`, `{"authorization_url":"javascript:alert(1)","access_code":"abc","reference":"tt-1"}`,
		`{"authorization_url":"/abc","access_code":"abc","reference":"tt-1"}`,
		`{"authorization_url":"https://x","access_code":"","reference":"tt-1"}`,
		`{"authorization_url":"https://x","access_code":"abc","reference":"tt-2"}`,
	} {
		b := newBackend(t, ok(data))
		_, err := b.Initialize(t.Context(), paystack.Initialize{Email: "a@b", Amount: 1, Currency: "NGN", Reference: "tt-1"})
		require.True(t, paystack.OutcomeUnknown(err), data)
	}
}

func TestCharge(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(paid))
	in := charge
	in.Metadata = map[string]any{"tenant": 42}
	got, err := b.Charge(t.Context(), in)
	require.NoError(t, err)
	require.True(t, got.Paid())
	asked := b.only(t)
	require.Equal(t, "/sandbox/paystack/transaction/charge_authorization", asked.path)
	require.JSONEq(t, `{"email":"ngozi@buka.example","amount":250000,"currency":"NGN","authorization_code":"AUTH_1","reference":"tt-1",
		"metadata":"{\"tenant\":42}"}`, asked.body)
}

// A charge that the bank declined is answered 200, like one that it did not.
func TestADeclinedChargeIsNoError(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(`{"status":"failed","reference":"tt-1","amount":250000,"currency":"NGN","gateway_response":"Declined"}`))
	got, err := b.Charge(t.Context(), charge)
	require.NoError(t, err)
	require.False(t, got.Paid())
	require.Equal(t, "Declined", got.GatewayResponse)
}

func TestAChargeMayWaitForTheCustomer(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(`{"paused":true,"reference":"tt-1","authorization_url":"https://checkout.paystack.com/resume/1","access_code":"1"}`))
	got, err := b.Charge(t.Context(), charge)
	require.NoError(t, err)
	require.Equal(t, paystack.Transaction{
		Reference: "tt-1", Status: paystack.TransactionPaused, Amount: 250000, Currency: "NGN",
		AuthorizationURL: "https://checkout.paystack.com/resume/1",
	}, got)
	require.False(t, got.Paid())
}

func TestWhatPaystackWouldNotTakeIsNotSent(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(`{}`))
	checkout := paystack.Initialize{Email: "a@b.example", Amount: 1, Currency: "NGN", Reference: "tt-1"}
	plan := paystack.CreatePlan{Name: "P", Amount: 1, Currency: "NGN", Interval: paystack.Monthly}
	subscription := paystack.CreateSubscription{Customer: "CUS_1", Plan: "PLN_1"}
	for name, c := range map[string]struct {
		field string
		call  func(context.Context) error
	}{
		"no email":                {"email", initializing(b, checkout, func(in *paystack.Initialize) { in.Email = "" })},
		"an email without a host": {"email", initializing(b, checkout, func(in *paystack.Initialize) { in.Email = "a@" })},
		"two emails":              {"email", initializing(b, checkout, func(in *paystack.Initialize) { in.Email = "a@b.example, c@d.example" })},
		"no amount":               {"amount", initializing(b, checkout, func(in *paystack.Initialize) { in.Amount = 0 })},
		"less than no amount":     {"amount", initializing(b, checkout, func(in *paystack.Initialize) { in.Amount = -1 })},
		"no currency":             {"currency", initializing(b, checkout, func(in *paystack.Initialize) { in.Currency = "" })},
		"a small currency":        {"currency", initializing(b, checkout, func(in *paystack.Initialize) { in.Currency = "ngn" })},
		"no reference":            {"reference", initializing(b, checkout, func(in *paystack.Initialize) { in.Reference = "" })},
		"an odd reference":        {"reference", initializing(b, checkout, func(in *paystack.Initialize) { in.Reference = "tt_1" })},
		"an odd callback":         {"callback_url", initializing(b, checkout, func(in *paystack.Initialize) { in.CallbackURL = "javascript:1" })},
		"no authorization": {"authorization_code", func(ctx context.Context) error {
			in := charge
			in.AuthorizationCode = ""
			_, err := b.Charge(ctx, in)
			return err
		}},
		"a refund of nothing": {"transaction", func(ctx context.Context) error {
			_, err := b.Refund(ctx, paystack.RefundRequest{Amount: 1})
			return err
		}},
		"a refund that takes": {"amount", func(ctx context.Context) error {
			_, err := b.Refund(ctx, paystack.RefundRequest{Transaction: "t", Amount: -1})
			return err
		}},
		"a refund of shells": {"currency", func(ctx context.Context) error {
			_, err := b.Refund(ctx, paystack.RefundRequest{Transaction: "t", Currency: "shells"})
			return err
		}},
		"a plan without a name":     {"name", planning(b, plan, func(in *paystack.CreatePlan) { in.Name = "" })},
		"a free plan":               {"amount", planning(b, plan, func(in *paystack.CreatePlan) { in.Amount = 0 })},
		"a plan at odd times":       {"interval", planning(b, plan, func(in *paystack.CreatePlan) { in.Interval = "fortnightly" })},
		"a plan in no currency":     {"currency", planning(b, plan, func(in *paystack.CreatePlan) { in.Currency = "" })},
		"a plan of less than none":  {"invoice_limit", planning(b, plan, func(in *paystack.CreatePlan) { in.InvoiceLimit = -1 })},
		"a subscriber without name": {"customer", subscribing(b, subscription, func(in *paystack.CreateSubscription) { in.Customer = "" })},
		"a subscription to nothing": {"plan", subscribing(b, subscription, func(in *paystack.CreateSubscription) { in.Plan = "" })},
		"an odd authorization":      {"authorization", subscribing(b, subscription, func(in *paystack.CreateSubscription) { in.Authorization = "a b" })},
		"a start of long ago": {"start_date", subscribing(b, subscription, func(in *paystack.CreateSubscription) {
			in.StartDate = time.Date(1066, 10, 14, 0, 0, 0, 0, time.UTC)
		})},
		"a customer without email": {"email", func(ctx context.Context) error {
			_, err := b.CreateCustomer(ctx, paystack.CreateCustomer{})
			return err
		}},
	} {
		var f *fault.Error
		require.ErrorAs(t, c.call(t.Context()), &f, name)
		require.Equal(t, fault.Invalid, f.Kind, name)
		require.Contains(t, f.Fields, c.field, name)
		require.Len(t, f.Fields, 1, name)
	}
	require.Empty(t, b.asked())
}

func initializing(b *backend, in paystack.Initialize, change func(*paystack.Initialize)) func(context.Context) error {
	change(&in)
	return func(ctx context.Context) error { _, err := b.Initialize(ctx, in); return err }
}

func planning(b *backend, in paystack.CreatePlan, change func(*paystack.CreatePlan)) func(context.Context) error {
	change(&in)
	return func(ctx context.Context) error { _, err := b.CreatePlan(ctx, in); return err }
}

func subscribing(b *backend, in paystack.CreateSubscription, change func(*paystack.CreateSubscription)) func(context.Context) error {
	change(&in)
	return func(ctx context.Context) error { _, err := b.CreateSubscription(ctx, in); return err }
}

func TestRefund(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(`{"transaction":{"id":1004723697,"reference":"tt-1"},"status":"pending","currency":"NGN","amount":10000,"id":3018284,
		"customer_note":"c","merchant_note":"m","expected_at":"2026-01-15T10:00:00.000Z","createdAt":"2026-01-15T10:00:00.000Z","domain":"test"}`))
	got, err := b.Refund(t.Context(), paystack.RefundRequest{
		Transaction: "tt-1", Amount: 10000, Currency: "NGN", CustomerNote: "c", MerchantNote: "m",
	})
	require.NoError(t, err)
	require.Equal(t, paystack.Refund{
		ID: "3018284", TransactionReference: "tt-1", TransactionID: "1004723697", Domain: "test", Status: paystack.RefundPending,
		Amount: 10000, Currency: "NGN", CustomerNote: "c", MerchantNote: "m", ExpectedAt: start, CreatedAt: start,
	}, got)
	asked := b.only(t)
	require.Equal(t, "/sandbox/paystack/refund", asked.path)
	require.JSONEq(t, `{"transaction":"tt-1","amount":10000,"currency":"NGN","customer_note":"c","merchant_note":"m"}`, asked.body)
}

func TestARefundOfAllNamesNoAmount(t *testing.T) {
	t.Parallel()
	b := newBackend(t, answer{abort: true})
	_, err := b.Refund(t.Context(), paystack.RefundRequest{Transaction: "tt-1"})
	require.True(t, paystack.OutcomeUnknown(err))
	require.JSONEq(t, `{"transaction":"tt-1"}`, b.only(t).body)
}

func TestRefundByID(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(`{"id":1,"transaction":1641,"status":"processed","currency":"NGN","amount":"500000","refunded_at":"2026-01-15T10:00:00.000Z"}`))
	got, err := b.RefundByID(t.Context(), "1")
	require.NoError(t, err)
	require.Equal(t, paystack.Refund{
		ID: "1", TransactionID: "1641", Status: "processed", Amount: 500000, Currency: "NGN", RefundedAt: start,
	}, got)
	require.Equal(t, "/sandbox/paystack/refund/1", b.only(t).path)
}

func TestCustomers(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(`{"email":"ngozi@buka.example","customer_code":"CUS_1","id":1173}`), ok(`{"email":"ngozi@buka.example","customer_code":"CUS_1",
		"id":1173,"authorizations":[{"authorization_code":"AUTH_1","reusable":1},null,{"authorization_code":"AUTH_2","reusable":"false"}]}`), ok(`{"id":1}`))
	made, err := b.CreateCustomer(t.Context(), paystack.CreateCustomer{Email: "ngozi@buka.example", FirstName: "Ngozi", Metadata: map[string]any{"tenant": 42}})
	require.NoError(t, err)
	require.Equal(t, paystack.Customer{ID: "1173", Code: "CUS_1", Email: "ngozi@buka.example"}, made)

	got, err := b.Customer(t.Context(), "ngozi@buka.example")
	require.NoError(t, err)
	require.Equal(t, []paystack.Authorization{{Code: "AUTH_1", Reusable: true}, {Code: "AUTH_2"}}, got.Authorizations)

	_, err = b.Customer(t.Context(), "CUS_1")
	require.Equal(t, "paystack_unavailable", fault.CodeOf(err), "somebody without a code is nobody")
	require.Equal(t, "/sandbox/paystack/customer", b.asked()[0].path)
	require.JSONEq(t, `{"email":"ngozi@buka.example","first_name":"Ngozi","metadata":{"tenant":42}}`, b.asked()[0].body)
	require.Equal(t, "/sandbox/paystack/customer/ngozi@buka.example", b.asked()[1].path)
}
