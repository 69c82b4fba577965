package paystack_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/paystack"
)

func TestNextPayment(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ interval, at, next string }{
		{"hourly", "2030-12-31T23:10:05Z", "2031-01-01T00:10:05Z"},
		{"daily", "2032-02-28T10:00:00Z", "2032-02-29T10:00:00Z"},
		{"weekly", "2030-12-28T10:00:00Z", "2031-01-04T10:00:00Z"},
		{"monthly", "2030-01-15T10:00:00Z", "2030-02-15T10:00:00Z"},
		{"monthly", "2030-01-28T10:00:00Z", "2030-02-28T10:00:00Z"},
		{"monthly", "2030-01-29T10:00:00Z", "2030-02-28T10:00:00Z"},
		{"monthly", "2030-01-30T10:00:00Z", "2030-02-28T10:00:00Z"},
		{"monthly", "2030-01-31T10:00:00Z", "2030-02-28T10:00:00Z"},
		{"monthly", "2030-03-31T10:00:00Z", "2030-04-28T10:00:00Z"},
		{"monthly", "2032-01-29T10:00:00Z", "2032-02-28T10:00:00Z"},
		{"monthly", "2030-12-31T10:00:00Z", "2031-01-28T10:00:00Z"},
		{"quarterly", "2030-11-30T10:00:00Z", "2031-02-28T10:00:00Z"},
		{"quarterly", "2030-01-15T10:00:00Z", "2030-04-15T10:00:00Z"},
		{"biannually", "2030-08-31T10:00:00Z", "2031-02-28T10:00:00Z"},
		{"annually", "2030-10-31T10:00:00Z", "2031-10-31T10:00:00Z"},
		{"annually", "2032-02-29T10:00:00Z", "2033-02-28T10:00:00Z"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		require.NoError(t, err)
		require.Equal(t, c.next, paystack.NextPayment(at, c.interval).Format(time.RFC3339), "%s after %s", c.interval, c.at)
	}
	require.Zero(t, paystack.NextPayment(begin, "fortnightly"))
	require.Equal(t, 0, paystack.NextPayment(begin.Add(time.Microsecond), "daily").Nanosecond())
}

func TestPayingForAPlanBeginsASubscription(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s, now := clocked(t, r.to)
	plan := newPlan(t, s, "monthly")
	code := subscribed(t, s, plan, "first", goodCard)
	require.Equal(t, []string{"charge.success", "subscription.create"}, r.told(t, s))

	first := data(t, s, "charge.success")
	require.EqualValues(t, 250000, first["amount"], "the plan's amount, whatever was sent")
	require.Equal(t, plan, first["plan"].(object)["plan_code"])
	require.EqualValues(t, 0, first["metadata"])
	created := data(t, s, "subscription.create")
	require.Equal(t, code, created["subscription_code"])
	require.NotContains(t, created, "id")
	require.NotContains(t, created, "email_token")
	require.Equal(t, "2030-04-04T10:30:00.000Z", created["next_payment_date"])
	require.Equal(t, "30 10 4 * *", created["cron_expression"])
	require.Equal(t, created["createdAt"], created["created_at"])

	require.Zero(t, later(t, s, now, 28*day-time.Second))
	require.Empty(t, r.told(t, s))
	require.Zero(t, later(t, s, now, time.Second))
	require.Equal(t, []string{"invoice.create"}, r.told(t, s), "three days before")
	announced := data(t, s, "invoice.create")
	require.Equal(t, "pending", announced["status"])
	require.Equal(t, object{}, announced["transaction"])
	require.Equal(t, announced["invoice_code"], announced["subscription"].(object)["open_invoice"])

	require.Equal(t, 1, later(t, s, now, 4*day), "a day late")
	require.Equal(t, []string{"charge.success", "invoice.update"}, r.told(t, s))
	renewal := data(t, s, "charge.success")
	require.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, renewal["reference"])
	require.Equal(t, object{"invoice_action": "create"}, renewal["metadata"])
	require.Equal(t, plan, renewal["plan"].(object)["plan_code"])
	require.Equal(t, "2030-04-04T10:30:00.000Z", renewal["paid_at"], "the time it was due")
	require.Nil(t, renewal["log"])
	updated := data(t, s, "invoice.update")
	require.Equal(t, announced["invoice_code"], updated["invoice_code"])
	require.Equal(t, true, updated["paid"])
	require.Equal(t, renewal["reference"], updated["transaction"].(object)["reference"])
	require.Equal(t, "2030-05-04T10:30:00.000Z", updated["subscription"].(object)["next_payment_date"])
	require.Nil(t, updated["subscription"].(object)["open_invoice"])
}

func TestManyPeriodsAreBilledInOrder(t *testing.T) {
	t.Parallel()
	s, now := clocked(t)
	a := subscribed(t, s, newPlan(t, s, "monthly"), "a", goodCard)
	now.Advance(day)
	b := subscribed(t, s, newPlan(t, s, "weekly"), "b", goodCard)
	require.Equal(t, 24+104, later(t, s, now, 730*day))
	all := s.Transactions()
	require.Len(t, all, 2+24+104)
	by := map[string]int{}
	for i, transaction := range all[1:] {
		require.False(t, transaction.PaidAt.Before(all[i].PaidAt), "in the order of their times")
		by[transaction.SubscriptionCode]++
	}
	require.Equal(t, 24, by[a])
	require.Equal(t, 105, by[b])
	require.Zero(t, later(t, s, now, 0))
}

func TestFailedRenewal(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s, now := clocked(t, r.to)
	code := subscribed(t, s, newPlan(t, s, "monthly"), "first", laterCard)
	r.told(t, s)
	require.Equal(t, 1, later(t, s, now, 31*day))
	require.Equal(t, []string{"invoice.create", "invoice.payment_failed"}, r.told(t, s), "there is no charge.failed")
	failed := data(t, s, "invoice.payment_failed")
	require.Equal(t, "pending", failed["status"])
	require.Equal(t, object{}, failed["transaction"])
	require.Nil(t, failed["paid_at"])
	sub := get(t, s, "/subscription/"+code)
	require.Equal(t, "attention", sub["status"])
	require.Equal(t, "2030-05-04T10:30:00.000Z", sub["next_payment_date"], "no retry before")
	require.Equal(t, failed["invoice_code"], sub["open_invoice"])
	require.Equal(t, "failed", sub["most_recent_invoice"].(object)["status"])
	last := s.Transactions()[1]
	require.Equal(t, paystack.TransactionFailed, last.Status)
	require.Equal(t, "Declined", verify(t, s, last.Reference)["gateway_response"])

	require.NoError(t, s.SetCard(sub["authorization"].(object)["authorization_code"].(string), paystack.OutcomeSuccess))
	require.Equal(t, 1, later(t, s, now, 30*day))
	require.Equal(t, []string{"invoice.create", "charge.success", "invoice.update"}, r.told(t, s))
	sub = get(t, s, "/subscription/"+code)
	require.Equal(t, "active", sub["status"])
	require.Nil(t, sub["open_invoice"])
	require.Len(t, sub["invoices"], 2)
}
