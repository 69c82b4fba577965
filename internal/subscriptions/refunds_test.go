package subscriptions_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/paystack"
	sandbox "github.com/tabletap/console/internal/sandbox/paystack"
)

const monthInGHS = `{"plan_id": 2, "currency": "GHS"}`

// slowly lets refunds at the stand-in take their time.
func slowly(c *sandbox.Config) { c.RefundStep = 24 * time.Hour }

// bought is a restaurant that has paid for a month, its payment's id and reference, with an operator beside it.
func bought(t *testing.T, options ...func(*sandbox.Config)) (f *fixture, payment int, reference string) {
	t.Helper()
	f = payable(t, options...)
	f.operator(t)
	f.restaurant(t, "one")
	reference = f.buys(t, "one", monthInGHS)["reference"].(string)
	return f, f.count(t, "SELECT id FROM public.payments WHERE reference = $1", reference), reference
}

// refunds asks for a refund as the operator, expects a status, and gives the answer.
func (f *fixture) refunds(t *testing.T, payment int, body string, status int) map[string]any {
	t.Helper()
	w := f.ask(t, "operator", "", http.MethodPost, fmt.Sprintf("/api/admin/payments/%d/refund/", payment), body)
	require.Equal(t, status, w.Code, w.Body)
	return object(t, w.Body.String())
}

// ledger is what the ledger says of a restaurant's money, by kind.
func (f *fixture) ledger(t *testing.T, kind string) int {
	t.Helper()
	return f.count(t, "SELECT coalesce(sum(amount), 0)::int FROM public.ledger_entries WHERE kind = $1", kind)
}

func (f *fixture) refundsThere() []sandbox.Refund { return f.there.Refunds() }

func TestAPartAndThenTheRestGoBack(t *testing.T) {
	t.Parallel()
	f, payment, _ := bought(t, slowly)
	first := f.refunds(t, payment, `{"amount": "30.5", "reason": "the soup was cold"}`, http.StatusCreated)
	require.Equal(t, map[string]any{
		"id": 1.0, "payment": float64(payment), "amount": "30.50", "currency": "GHS", "reason": "the soup was cold", "status": "pending",
		"failure_reason": "", "created_at": now.Format(time.RFC3339),
	}, first)
	f.settled(t)
	require.Len(t, f.refundsThere(), 1)
	require.Zero(t, f.ledger(t, "refund"), "it is on its way, and not there")
	f.refunds(t, payment, `{"amount": "69.51", "reason": "x"}`, http.StatusBadRequest)
	f.pass(t, 50*time.Hour)
	require.Equal(t, -30_50, f.ledger(t, "refund"))
	require.Equal(t, 30_50, f.ledger(t, "credit"))
	f.refunds(t, payment, `{"reason": "all of it"}`, http.StatusCreated)
	f.refunds(t, payment, `{"reason": "again"}`, http.StatusConflict)
	f.pass(t, 50*time.Hour)

	body := object(t, f.get(t, "operator", "", fmt.Sprintf("/api/admin/payments/%d/", payment), http.StatusOK))
	require.Equal(t, "success", body["status"], "the period was paid for, once")
	require.Equal(t, "100.00", body["refunded_amount"])
	require.Len(t, body["refunds"], 2)
	require.Equal(t, "processed", body["refunds"].([]any)[1].(map[string]any)["status"])
	require.Equal(t, "69.50", body["refunds"].([]any)[1].(map[string]any)["amount"])
	require.Equal(t, "active", f.subscription(t, "one")["status"], "what is paid for does not end by itself")
	require.Zero(t, f.count(t, "SELECT coalesce(sum(amount), 0)::int FROM public.ledger_entries"), "nobody owes anything")
	require.Equal(t, 2, f.count(t, "SELECT count(*) FROM public.audit_log WHERE action = 'refund.requested' AND actor_kind = 'superuser'"))
	require.Equal(t, 2, f.count(t, "SELECT count(*) FROM public.audit_log WHERE action = 'refund.processed' AND tenant_id IS NOT NULL"))
	f.balanced(t)
}

func TestRefundsThatCannotBe(t *testing.T) {
	t.Parallel()
	f, payment, _ := bought(t)
	for name, c := range map[string]struct{ body, field string }{
		"none":             {`{"amount": "0", "reason": "x"}`, "amount"},
		"below zero":       {`{"amount": "-1", "reason": "x"}`, "amount"},
		"three decimals":   {`{"amount": "1.001", "reason": "x"}`, "amount"},
		"no number":        {`{"amount": "NaN", "reason": "x"}`, "amount"},
		"infinite":         {`{"amount": "Infinity", "reason": "x"}`, "amount"},
		"exponent":         {`{"amount": "1e1", "reason": "x"}`, "amount"},
		"empty":            {`{"amount": "", "reason": "x"}`, "amount"},
		"other digits":     {`{"amount": "١", "reason": "x"}`, "amount"},
		"huge":             {`{"amount": "99999999999999999999", "reason": "x"}`, "amount"},
		"more than paid":   {`{"amount": "100.01", "reason": "x"}`, "amount"},
		"below the lowest": {`{"amount": "0.09", "reason": "x"}`, "amount"},
		"a JSON number":    {`{"amount": 1, "reason": "x"}`, "amount"},
		"no reason":        {`{"amount": "1"}`, "reason"},
		"a blank reason":   {`{"reason": "  "}`, "reason"},
	} {
		require.Contains(t, f.refunds(t, payment, c.body, http.StatusBadRequest), c.field, name)
	}
	f.refunds(t, 999, `{"reason": "x"}`, http.StatusNotFound)
	f.restaurant(t, "two")
	asked := f.subscribes(t, "two", monthInGHS)
	unpaid := f.count(t, "SELECT id FROM public.payments WHERE reference = $1", asked["reference"])
	require.Equal(t, "not_paid", f.refunds(t, unpaid, `{"reason": "x"}`, http.StatusConflict)["code"])
	w := f.ask(t, "one-owner", "one", http.MethodPost, fmt.Sprintf("/api/admin/payments/%d/refund/", payment), `{"reason": "x"}`)
	require.Equal(t, http.StatusForbidden, w.Code)
	f.settled(t)
	require.Empty(t, f.refundsThere())
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.refunds"))
}

func TestManyAskForTheSameMoney(t *testing.T) {
	t.Parallel()
	f, payment, _ := bought(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			_, _ = f.RefundPayment(t.Context(), int64(payment), 60_00, "all at once")
		})
	}
	group.Wait()
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.refunds"), "two would be more than was paid")
	f.settled(t)
	require.Len(t, f.refundsThere(), 1)
	f.refunds(t, payment, `{"amount": "10", "reason": "x"}`, http.StatusCreated)
	second := int64(f.count(t, "SELECT max(id) FROM public.refunds"))
	for range 8 {
		group.Go(func() { _ = f.MakeRefund(t.Context(), second) })
	}
	group.Wait()
	f.settled(t)
	require.Len(t, f.refundsThere(), 2, "of several that try, one asks Paystack")
	f.balanced(t)
}

func TestARefundWhoseAnswerIsLostIsMadeOnce(t *testing.T) {
	t.Parallel()
	f, payment, _ := bought(t, slowly)
	f.there.Cut("POST /refund", 1)
	f.refunds(t, payment, `{"amount": "20", "reason": "x"}`, http.StatusCreated)
	require.Error(t, f.MakeRefund(t.Context(), 1), "nobody knows what came of it")
	require.Len(t, f.refundsThere(), 1)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.refunds WHERE paystack_id IS NULL AND asked_at IS NOT NULL"))
	f.there.Webhooks().DropNext(10)
	for range 2 {
		f.clock.Advance(6 * time.Minute)
		_, err := f.RunDue(t.Context())
		require.NoError(t, err)
	}
	require.Len(t, f.refundsThere(), 1, "it was looked for before anybody asked again")
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.refunds WHERE paystack_id = $1", f.refundsThere()[0].ID))
}

func TestARefundThatNeverArrivedIsMadeLater(t *testing.T) {
	t.Parallel()
	f, payment, _ := bought(t)
	f.there.FailNext("POST /refund", 1, http.StatusBadGateway)
	f.refunds(t, payment, `{"amount": "20", "reason": "x"}`, http.StatusCreated)
	require.Error(t, f.MakeRefund(t.Context(), 1))
	require.NoError(t, f.MakeRefund(t.Context(), 1), "too soon: the other one may be under way")
	require.Empty(t, f.refundsThere())
	f.clock.Advance(6 * time.Minute)
	_, err := f.RunDue(t.Context())
	require.NoError(t, err)
	f.settled(t)
	require.Len(t, f.refundsThere(), 1)
	require.Equal(t, -20_00, f.ledger(t, "refund"))
	f.balanced(t)
}

func TestARefundThatPaystackRefuses(t *testing.T) {
	t.Parallel()
	f, payment, reference := bought(t)
	f.there.Webhooks().DropNext(10)
	f.refundsAtPaystack(t, reference, 90_00) // and nobody tells us
	f.refunds(t, payment, `{"amount": "20", "reason": "x"}`, http.StatusCreated)
	require.Equal(t, 1, f.work(t))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.refunds WHERE status = 'failed' AND failure LIKE '%cannot be more than%'"))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.audit_log WHERE action = 'refund.failed'"))
	require.Zero(t, f.ledger(t, "refund"))
}

func TestARefundThatFailsAtTheBank(t *testing.T) {
	t.Parallel()
	f, payment, _ := bought(t)
	f.there.FailRefunds(1)
	f.refunds(t, payment, `{"reason": "x"}`, http.StatusCreated)
	f.settled(t)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.refunds WHERE status = 'failed'"))
	require.Zero(t, f.ledger(t, "refund"))
	f.refunds(t, payment, `{"reason": "once more"}`, http.StatusCreated)
	f.settled(t)
	require.Equal(t, -100_00, f.ledger(t, "refund"))
	f.balanced(t)
}

// refundsAtPaystack is somebody who gives money back in Paystack's dashboard.
func (f *fixture) refundsAtPaystack(t *testing.T, reference string, amount int64) {
	t.Helper()
	_, err := f.client.Refund(t.Context(), paystack.RefundRequest{Transaction: reference, Amount: amount})
	require.NoError(t, err)
}

func TestARefundThatWasMadeInTheDashboard(t *testing.T) {
	t.Parallel()
	f, payment, reference := bought(t)
	f.there.Webhooks().RepeatNext(6)
	f.there.Webhooks().Shuffle(7)
	f.refundsAtPaystack(t, reference, 40_00)
	f.settled(t)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.refunds WHERE amount = 4000 AND status = 'processed' AND requested_by IS NULL"))
	require.Equal(t, -40_00, f.ledger(t, "refund"))
	require.Equal(t, 40_00, f.ledger(t, "credit"))
	f.refunds(t, payment, `{"amount": "60.01", "reason": "x"}`, http.StatusBadRequest)
	f.balanced(t)
}

// Somebody pays twice for a period: all of the second payment goes back by itself. What the first paid for stays.
func TestWhatWasPaidTwiceGoesBack(t *testing.T) {
	t.Parallel()
	f, payment, reference := bought(t)
	f.exec(t, `INSERT INTO public.payments (tenant_id, subscription_id, price_id, purpose, reference, amount, currency, email, period_start, period_end, next_check_at, created_at, updated_at)
SELECT tenant_id, subscription_id, price_id, 'retry', 'tt-twice', amount, currency, email, period_start, period_end, created_at, created_at, updated_at
FROM public.payments WHERE id = $1`, payment)
	sub, err := f.client.Verify(t.Context(), reference)
	require.NoError(t, err)
	_, err = f.client.Charge(t.Context(), paystack.Charge{
		Email: sub.Customer.Email, Amount: 100_00, Currency: "GHS", AuthorizationCode: sub.Authorization.Code, Reference: "tt-twice",
	})
	require.NoError(t, err)
	f.settled(t)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.payments WHERE reference = 'tt-twice' AND status = 'refunded' AND refunded = 10000"))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.refunds WHERE amount = 10000 AND status = 'processed'"))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.billing_findings WHERE kind = 'paid_twice'"))
	require.Zero(t, f.ledger(t, "credit"), "nothing was granted for it that could be taken back")
	require.Equal(t, "active", f.subscription(t, "one")["status"])
	f.balanced(t)
}

// What is paid wrongly waits for somebody who looks at it.
func TestAWrongPaymentIsNotRefundedByItself(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.operator(t)
	f.restaurant(t, "one")
	asked := f.subscribes(t, "one", monthInGHS)
	f.exec(t, "UPDATE public.payments SET amount = 9999")
	f.pays(t, asked["payment_url"].(string), goodCard)
	f.settled(t)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.payments WHERE status = 'parked'"))
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.refunds"))
	f.refunds(t, 1, `{"reason": "it was not theirs to pay"}`, http.StatusCreated)
	f.settled(t)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.payments WHERE status = 'refunded'"))
	require.Zero(t, f.ledger(t, "credit"))
	f.balanced(t)
}

// A restaurant that was deleted gets its money back as well.
func TestTheMoneyOfADeletedRestaurantGoesBack(t *testing.T) {
	t.Parallel()
	f, payment, _ := bought(t)
	f.exec(t, "UPDATE public.tenants SET deleted_at = $1", now)
	f.refunds(t, payment, `{"reason": "they left"}`, http.StatusCreated)
	f.settled(t)
	require.Equal(t, -100_00, f.ledger(t, "refund"))
	f.balanced(t)
}
