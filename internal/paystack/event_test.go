package paystack_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// sample reads an event of testdata, which has one of each documented type and of the shapes in which they come.
func sample(tb testing.TB, name string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "events", name+".json"))
	require.NoError(tb, err)
	return raw
}

func parsed(tb testing.TB, name string) paystack.Event {
	tb.Helper()
	event, err := paystack.ParseEvent(sample(tb, name))
	require.NoError(tb, err)
	return event
}

// samples are all of them, with how their keys begin.
var samples = map[string]struct{ kind, key string }{
	"charge-success":                  {"charge.success", "charge.success:4103377815:"},
	"charge-success-renewal":          {"charge.success", "charge.success:4188210067:"},
	"charge-success-metadata-text":    {"charge.success", "charge.success:59214881:"},
	"charge-dispute-create":           {"charge.dispute.create", "charge.dispute.create:611204:awaiting-merchant-feedback:"},
	"charge-dispute-remind":           {"charge.dispute.remind", "charge.dispute.remind:611204:awaiting-merchant-feedback:"},
	"charge-dispute-resolve":          {"charge.dispute.resolve", "charge.dispute.resolve:611204:resolved:"},
	"customeridentification-failed":   {"customeridentification.failed", "customeridentification.failed:"},
	"customeridentification-success":  {"customeridentification.success", "customeridentification.success:"},
	"dedicatedaccount-assign-failed":  {"dedicatedaccount.assign.failed", "dedicatedaccount.assign.failed:"},
	"dedicatedaccount-assign-success": {"dedicatedaccount.assign.success", "dedicatedaccount.assign.success:"},
	"invoice-create":                  {"invoice.create", "invoice.create:INV_f3bru4ry2026a1:success:paid:"},
	"invoice-update":                  {"invoice.update", "invoice.update:INV_f3bru4ry2026a1:success:paid:"},
	"invoice-payment-failed":          {"invoice.payment_failed", "invoice.payment_failed:INV_m4rch2026a1a1a:pending:unpaid:"},
	"paymentrequest-pending":          {"paymentrequest.pending", "paymentrequest.pending:"},
	"paymentrequest-success":          {"paymentrequest.success", "paymentrequest.success:"},
	"refund-pending":                  {"refund.pending", "refund.pending:tt-7f3a.1:1000000:pending:"},
	"refund-processing":               {"refund.processing", "refund.processing:tt-7f3a.1:1000000:processing:"},
	"refund-processed":                {"refund.processed", "refund.processed:330114428871:1000000:processed:"},
	"refund-failed":                   {"refund.failed", "refund.failed:TRF_r3fundf41l3d01:1000000:failed:"},
	"refund-needs-attention":          {"refund.needs-attention", "refund.needs-attention:TRF_n33dsattn00001:1000000:needs-attention:"},
	"subscription-create":             {"subscription.create", "subscription.create:SUB_buk4buk4buk401:active:2026-02-15T10.00.00.000Z:"},
	"subscription-disable":            {"subscription.disable", "subscription.disable:SUB_buk4buk4buk401:complete:2026-03-15T10.00.00.000Z:"},
	"subscription-not-renew":          {"subscription.not_renew", "subscription.not_renew:SUB_buk4buk4buk401:non-renewing:-:"},
	"subscription-expiring-cards":     {"subscription.expiring_cards", "subscription.expiring_cards:"},
	"transfer-success":                {"transfer.success", "transfer.success:"},
	"transfer-failed":                 {"transfer.failed", "transfer.failed:"},
	"transfer-reversed":               {"transfer.reversed", "transfer.reversed:"},
}

func TestEveryDocumentedEventIsRead(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "events", "*.json"))
	require.NoError(t, err)
	require.Len(t, files, len(samples))
	keys := map[string]bool{}
	for name, want := range samples {
		event := parsed(t, name)
		require.Equal(t, want.kind, event.Type, name)
		require.True(t, strings.HasPrefix(event.Key, want.key), "%s: %s", name, event.Key)
		require.LessOrEqual(t, len(event.Key), 255, name)
		keys[event.Key] = true
	}
	require.Len(t, keys, len(samples), "no two have the same key")
}

// Each event can be read as what it is, and as nothing else: a transfer looks like a payment.
func TestEventsAreReadAsWhatTheyAre(t *testing.T) {
	t.Parallel()
	for name, sample := range samples {
		event := parsed(t, name)
		for what, err := range readings(event) {
			if what == kindOf(sample.kind) {
				require.NoError(t, err, "%s as %s", name, what)
			} else {
				require.Equal(t, "webhook_payload_invalid", fault.CodeOf(err), "%s as %s", name, what)
			}
		}
	}
}

func readings(event paystack.Event) map[string]error {
	_, transaction := event.Transaction()
	_, subscription := event.Subscription()
	_, invoice := event.Invoice()
	_, refund := event.Refund()
	_, dispute := event.Dispute()
	_, cards := event.ExpiringCards()
	return map[string]error{
		"transaction": transaction, "subscription": subscription, "invoice": invoice, "refund": refund, "dispute": dispute, "cards": cards,
	}
}

func kindOf(eventType string) string {
	switch first, _, _ := strings.Cut(eventType, "."); {
	case strings.HasPrefix(eventType, "charge.dispute"):
		return "dispute"
	case eventType == paystack.EventExpiringCards:
		return "cards"
	case first == "charge":
		return "transaction"
	default:
		return first
	}
}

func TestChargeSuccess(t *testing.T) {
	t.Parallel()
	event := parsed(t, "charge-success")
	require.Equal(t, "test", event.Domain)
	got, err := event.Transaction()
	require.NoError(t, err)
	require.Equal(t, "tt-7f3a.1", got.Reference)
	require.Equal(t, paystack.Money{Amount: 2500000, Currency: "NGN"}, got.Money())
	require.True(t, got.Paid())
	require.Zero(t, got.RequestedAmount)
	require.Nil(t, got.Metadata)
	require.Empty(t, got.PlanCode)
	require.Equal(t, start.Add(21*time.Second), got.PaidAt)

	renewal, err := parsed(t, "charge-success-renewal").Transaction()
	require.NoError(t, err)
	require.Equal(t, "0f9d2c51-6d1b-5f0e-9a57-1c2be4a8d911", renewal.Reference)
	require.Equal(t, "PLN_pr3m1umm0nth01", renewal.PlanCode)
	require.Equal(t, "CUS_b0kab0kab0ka01", renewal.Customer.Code)
	require.Equal(t, map[string]any{"invoice_action": "create"}, renewal.Metadata)
	require.True(t, renewal.Authorization.Reusable)

	drifted, err := parsed(t, "charge-success-metadata-text").Transaction()
	require.NoError(t, err)
	require.Equal(t, int64(15300), drifted.Amount)
	require.Equal(t, int64(15000), drifted.RequestedAmount)
	require.Equal(t, "PLN_ch0pch0pch0p01", drifted.PlanCode)
	require.Equal(t, map[string]any{"tenant": "42", "try": json.Number("1")}, drifted.Metadata)
	require.Equal(t, time.Date(2026, 3, 2, 6, 10, 54, 0, time.UTC), drifted.PaidAt)
}

func TestSubscriptionEvents(t *testing.T) {
	t.Parallel()
	made, err := parsed(t, "subscription-create").Subscription()
	require.NoError(t, err)
	require.Equal(t, "SUB_buk4buk4buk401", made.Code)
	require.Empty(t, made.ID)
	require.Empty(t, made.EmailToken)
	require.Equal(t, "PLN_pr3m1umm0nth01", made.PlanCode)
	require.Equal(t, "NGN", made.Currency)
	require.Equal(t, time.Date(2026, 2, 15, 10, 0, 0, 0, time.UTC), made.NextPaymentDate)

	stopped, err := parsed(t, "subscription-not-renew").Subscription()
	require.NoError(t, err)
	require.Equal(t, paystack.SubscriptionNonRenewing, stopped.Status)
	require.Zero(t, stopped.NextPaymentDate)

	over, err := parsed(t, "subscription-disable").Subscription()
	require.NoError(t, err)
	require.Equal(t, paystack.SubscriptionCompleted, over.Status, "spelled complete in events")

	cards, err := parsed(t, "subscription-expiring-cards").ExpiringCards()
	require.NoError(t, err)
	require.Equal(t, []paystack.ExpiringCard{{
		Brand: "visa", Description: "visa ending with 4081", ExpMonth: 12, ExpYear: 2026, SubscriptionID: "415520",
		SubscriptionCode: "SUB_buk4buk4buk401", Amount: 2500000, NextPaymentDate: time.Date(2026, 12, 15, 10, 0, 0, 0, time.UTC),
		PlanCode: "PLN_pr3m1umm0nth01", Customer: paystack.Customer{
			ID: "70211904", Code: "CUS_b0kab0kab0ka01", Email: "ngozi@buka.example", FirstName: "Ngozi", LastName: "Adeyemi",
		},
	}}, cards)
}

func TestInvoiceEvents(t *testing.T) {
	t.Parallel()
	paid, err := parsed(t, "invoice-update").Invoice()
	require.NoError(t, err)
	require.True(t, paid.Paid)
	require.Equal(t, "SUB_buk4buk4buk401", paid.Subscription.Code)
	require.Equal(t, &paystack.InvoiceTransaction{
		Reference: "0f9d2c51-6d1b-5f0e-9a57-1c2be4a8d911", Status: "success", Amount: 2500000, Currency: "NGN",
	}, paid.Transaction)

	failed, err := parsed(t, "invoice-payment-failed").Invoice()
	require.NoError(t, err)
	require.False(t, failed.Paid)
	require.Nil(t, failed.Transaction)
	require.Equal(t, paystack.SubscriptionAttention, failed.Subscription.Status)
	require.Equal(t, "INV_m4rch2026a1a1a", failed.Subscription.OpenInvoice)
	require.True(t, failed.PeriodEnd.Before(failed.PeriodStart), "as Paystack's own samples have it")
}

func TestRefundEvents(t *testing.T) {
	t.Parallel()
	for name, reference := range map[string]string{
		"refund-pending": "", "refund-processing": "", "refund-processed": "330114428871", "refund-failed": "TRF_r3fundf41l3d01",
		"refund-needs-attention": "TRF_n33dsattn00001",
	} {
		got, err := parsed(t, name).Refund()
		require.NoError(t, err, name)
		require.Equal(t, "tt-7f3a.1", got.TransactionReference, name)
		require.Equal(t, int64(1000000), got.Amount, name)
		require.Equal(t, reference, got.Reference, name)
		require.Equal(t, "refund-"+got.Status, name)
	}
}

func TestDisputeEvents(t *testing.T) {
	t.Parallel()
	got, err := parsed(t, "charge-dispute-resolve").Dispute()
	require.NoError(t, err)
	require.Equal(t, "611204", got.ID)
	require.Equal(t, paystack.DisputeResolved, got.Status)
	require.Equal(t, "auto-accepted", got.Resolution)
	require.Equal(t, &paystack.Money{Amount: 580000, Currency: "NGN"}, got.Refund)
	require.Equal(t, "tt-51c9.1", got.TransactionReference)
	require.Equal(t, time.Date(2026, 1, 21, 18, 0, 2, 0, time.UTC), got.ResolvedAt)
}

func TestEventsWithoutAnEssentialAreNotBelieved(t *testing.T) {
	t.Parallel()
	for name, fields := range map[string][]string{
		"charge-success":        {"reference", "amount", "currency", "status"},
		"subscription-create":   {"subscription_code", "status", "amount"},
		"invoice-update":        {"invoice_code", "status", "amount", "paid", "subscription"},
		"refund-processed":      {"transaction_reference", "status", "amount", "currency"},
		"charge-dispute-create": {"id", "status", "transaction", "currency"},
	} {
		for _, field := range fields {
			for _, value := range []any{nil, "", " ", map[string]any{}, []any{}, -1.5} {
				event, err := paystack.ParseEvent(altered(t, name, field, value))
				require.NoError(t, err, "the envelope is good")
				got := readings(event)[kindOf(samples[name].kind)]
				require.Equal(t, "webhook_payload_invalid", fault.CodeOf(got), "%s without %s: %v", name, field, value)
			}
		}
	}
}

// altered is a sample with another value in its data.
func altered(t *testing.T, name, field string, value any) []byte {
	t.Helper()
	var body map[string]any
	require.NoError(t, json.Unmarshal(sample(t, name), &body))
	body["data"].(map[string]any)[field] = value
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	return raw
}

func TestAnInvoiceOfAnOddPaymentIsNotBelieved(t *testing.T) {
	t.Parallel()
	for _, transaction := range []any{
		map[string]any{"reference": "x"}, map[string]any{"reference": "x", "status": "success", "amount": "1.5", "currency": "NGN"},
	} {
		event, err := paystack.ParseEvent(altered(t, "invoice-update", "transaction", transaction))
		require.NoError(t, err)
		_, err = event.Invoice()
		require.Error(t, err)
	}
}

func TestADisputeMayNotSayWhatItIsAbout(t *testing.T) {
	t.Parallel()
	event, err := paystack.ParseEvent(altered(t, "charge-dispute-create", "refund_amount", nil))
	require.NoError(t, err)
	got, err := event.Dispute()
	require.NoError(t, err)
	require.Nil(t, got.Refund, "not a refund of nothing")
}

func TestExpiringCardsAreReadTolerantly(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]int{
		`[]`: 0, `[null,1,"x",[],{}]`: 0, `[{"subscription":{"subscription_code":"SUB_1"}}]`: 1, `[{"subscription":{"id":1}}]`: 0,
	} {
		event, err := paystack.ParseEvent([]byte(`{"event":"subscription.expiring_cards","data":` + data + `}`))
		require.NoError(t, err)
		cards, err := event.ExpiringCards()
		require.NoError(t, err, data)
		require.Len(t, cards, want, data)
	}
	for expiry, want := range map[string][2]int{"12/2026": {12, 2026}, "1/27": {1, 2027}, "13/2026": {}, "": {}, "12": {}, "a/b": {}, "12/-1": {}} {
		event, err := paystack.ParseEvent([]byte(`{"event":"subscription.expiring_cards","data":[{"expiry_date":"` + expiry + `","subscription":{"subscription_code":"S"}}]}`))
		require.NoError(t, err)
		cards, err := event.ExpiringCards()
		require.NoError(t, err)
		require.Equal(t, want, [2]int{cards[0].ExpMonth, cards[0].ExpYear}, expiry)
	}
}
