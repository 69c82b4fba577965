package paystack_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

func TestRefundInParts(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := paystacktest.New(t, r.to)
	paid(t, s, "order", goodCard)
	r.told(t, s)
	made := ok(t, s, "POST", "/refund", `{"transaction":"order","amount":"20000","customer_note":"sorry","currency":"NGN"}`).(object)
	require.Equal(t, "pending", made["status"])
	require.Equal(t, "order", made["transaction"].(object)["reference"])
	require.Equal(t, "sorry", made["customer_note"])
	require.Contains(t, made["merchant_note"], "order")
	require.Equal(t, []string{"refund.pending", "refund.processing", "refund.processed"}, r.told(t, s))
	require.Equal(t, "success", verify(t, s, "order")["status"], "some of it is left")
	event := data(t, s, "refund.processed")
	require.Equal(t, "20000", event["amount"], "a string")
	require.Equal(t, "order", event["transaction_reference"])
	require.NotEmpty(t, event["refund_reference"])
	require.Nil(t, data(t, s, "refund.pending")["refund_reference"])
	require.NotContains(t, event, "id")

	refused(t, s, "POST", "/refund", `{"transaction":"order","amount":30001}`, 400, "30000")
	id := fmt.Sprintf("%.0f", verify(t, s, "order")["id"])
	rest := ok(t, s, "POST", "/refund", `{"transaction":`+id+`}`).(object)
	require.EqualValues(t, 30000, rest["amount"], "what was left")
	require.Equal(t, "reversed", verify(t, s, "order")["status"])
	refused(t, s, "POST", "/refund", `{"transaction":"order"}`, 400, "fully reversed")

	list := ok(t, s, "GET", "/refund?transaction="+id, "").([]any)
	require.Len(t, list, 2)
	require.Equal(t, rest["id"], list[0].(object)["id"])
	require.EqualValues(t, 1, list[0].(object)["fully_deducted"])
	require.Contains(t, list[0], "created_at")
	require.Empty(t, ok(t, s, "GET", "/refund?currency=GHS", ""))
	one := get(t, s, fmt.Sprintf("/refund/%.0f", made["id"]))
	require.Equal(t, "processed", one["status"])
	require.Equal(t, true, one["fully_deducted"])
	require.Contains(t, one, "createdAt")
	require.NotNil(t, one["refunded_at"])
	var total int64
	for _, refund := range s.Refunds() {
		total += refund.Amount
	}
	require.EqualValues(t, 50000, total)
}

func TestRefundsTakeTime(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s, now := clocked(t, r.to, func(c *paystack.Config) { c.RefundStep = time.Hour })
	paid(t, s, "order", goodCard)
	ok(t, s, "POST", "/refund", `{"transaction":"order"}`)
	r.told(t, s)
	later(t, s, now, time.Hour)
	require.Equal(t, []string{"refund.processing"}, r.told(t, s))
	require.Equal(t, "success", verify(t, s, "order")["status"])
	refused(t, s, "POST", "/refund", `{"transaction":"order"}`, 400, "fully reversed")
	later(t, s, now, 5*time.Hour)
	require.Equal(t, []string{"refund.processed"}, r.told(t, s))
	require.Equal(t, begin.Add(2*time.Hour), s.Refunds()[0].UpdatedAt, "the time it was due")
	require.Equal(t, "reversed", verify(t, s, "order")["status"])
}

func TestReversedOnlyOnceEveryRefundIsOver(t *testing.T) {
	t.Parallel()
	s, now := clocked(t, func(c *paystack.Config) { c.RefundStep = time.Hour })
	paid(t, s, "order", goodCard)
	ok(t, s, "POST", "/refund", `{"transaction":"order","amount":20000}`)
	now.Advance(30 * time.Minute)
	ok(t, s, "POST", "/refund", `{"transaction":"order"}`)
	later(t, s, now, 90*time.Minute)
	require.Equal(t, paystack.RefundProcessed, s.Refunds()[0].Status)
	require.Equal(t, "success", verify(t, s, "order")["status"], "the other one is under way")
	later(t, s, now, time.Hour)
	require.Equal(t, "reversed", verify(t, s, "order")["status"])
}

func TestFailedRefund(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := paystacktest.New(t, r.to)
	paid(t, s, "order", goodCard)
	r.told(t, s)
	s.FailRefunds(1)
	ok(t, s, "POST", "/refund", `{"transaction":"order"}`)
	require.Equal(t, []string{"refund.pending", "refund.processing", "refund.failed"}, r.told(t, s))
	require.EqualValues(t, 50000, data(t, s, "refund.failed")["amount"], "a number in this one")
	require.Equal(t, "success", verify(t, s, "order")["status"])
	ok(t, s, "POST", "/refund", `{"transaction":"order"}`)
	require.Equal(t, "reversed", verify(t, s, "order")["status"], "the money can be sent again")
}

func TestRefundRefuses(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	initialize(t, s, `{"email":"ada@example.com","amount":1,"reference":"open"}`)
	paid(t, s, "order", goodCard)
	refused(t, s, "POST", "/refund", `{"transaction":"open"}`, 400, "not been paid")
	refused(t, s, "POST", "/refund", `{"transaction":"nothing"}`, 404, "not found")
	refused(t, s, "POST", "/refund", `{"transaction":"order","currency":"GHS"}`, 400, "currency")
	refused(t, s, "POST", "/refund", `{"transaction":"order","amount":0}`, 400, "Invalid Amount")
	refused(t, s, "GET", "/refund/1", "", 404, "not found")
	refused(t, s, "GET", "/refund?from=x", "", 400, "from")
	refused(t, s, "GET", "/refund?perPage=x", "", 400, "perPage")
	require.Empty(t, s.Refunds())
}

func TestDisputes(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := paystacktest.New(t, r.to)
	paid(t, s, "order", goodCard)
	id, err := s.OpenDispute("order")
	require.NoError(t, err)
	require.NoError(t, s.RemindOfDispute(id))
	path := fmt.Sprintf("/dispute/%d", id)
	require.Equal(t, "awaiting-merchant-feedback", get(t, s, path)["status"])
	refused(t, s, "PUT", path+"/resolve", `{"resolution":"perhaps"}`, 400, "resolution")
	refused(t, s, "PUT", path+"/resolve", `{"resolution":"declined","refund_amount":50001}`, 400, "greater")
	refused(t, s, "PUT", path+"/resolve", `{"resolution":"declined","refund_amount":"x"}`, 400, "refund_amount")
	resolved := ok(t, s, "PUT", path+"/resolve", `{"resolution":"merchant-accepted","message":"ok","refund_amount":1000}`).(object)
	require.Equal(t, "resolved", resolved["status"])
	require.EqualValues(t, 1000, resolved["refund_amount"])
	refused(t, s, "PUT", path+"/resolve", `{"resolution":"declined"}`, 400, "already")
	require.Equal(t, []string{"charge.success", "charge.dispute.create", "charge.dispute.remind", "charge.dispute.resolve"}, r.told(t, s))
	event := data(t, s, "charge.dispute.create")
	require.Equal(t, "order", event["transaction"].(object)["reference"])
	require.Contains(t, event, "created_at")
	require.NotContains(t, event, "createdAt")
	require.Equal(t, "4081", event["last4"])
	require.Len(t, ok(t, s, "GET", "/dispute?status=resolved", ""), 1)
	require.Empty(t, ok(t, s, "GET", "/dispute?transaction=1", ""))

	require.Error(t, s.RemindOfDispute(id), "it is over")
	_, err = s.OpenDispute("nothing")
	require.Error(t, err)
	refused(t, s, "GET", "/dispute/1", "", 404, "not found")
	refused(t, s, "PUT", "/dispute/1/resolve", "", 404, "not found")
	refused(t, s, "GET", "/dispute?from=x", "", 400, "from")
	refused(t, s, "GET", "/dispute?perPage=x", "", 400, "perPage")
}
