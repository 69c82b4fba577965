package subscriptions_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/paystack"
)

// graceAllowed is how long after what was paid for the tools may be open: the seven days, and what it takes until a day's run has seen it,
// or Paystack, who may be away for a day or two, has said so.
const graceAllowed = 7*day + 3*day

// read is what the day brought to every restaurant.
func (s *simulation) read(t *testing.T) {
	t.Helper()
	rows, err := s.db.SharedQuery().Query(t.Context(), `SELECT t.subscription_status, coalesce(s.status, ''), coalesce(s.paystack_authorization_code, ''),
coalesce(s.paystack_subscription_code, ''), coalesce(s.current_period_end, 'epoch'), coalesce(s.cancel_at_period_end, false),
coalesce((SELECT max(p.period_end) FROM public.payments p WHERE p.tenant_id = t.id AND p.status = 'success'), 'epoch')
FROM public.tenants t
LEFT JOIN public.subscriptions s ON s.id = (SELECT max(newest.id) FROM public.subscriptions newest WHERE newest.tenant_id = t.id)
ORDER BY t.id`)
	require.NoError(t, err)
	defer rows.Close()
	for _, p := range s.places {
		require.True(t, rows.Next())
		require.NoError(t, rows.Scan(&p.tenant.SubscriptionStatus, &p.status, &p.card, &p.there, &p.ends, &p.leaving, &p.paidTo))
	}
	require.NoError(t, rows.Err())
}

// check fails when a restaurant's tools are open unpaid beyond the grace, or closed although it has paid.
func (s *simulation) check(t *testing.T, today int) {
	t.Helper()
	at := s.clock.Now()
	for _, p := range s.places {
		open := s.Entitlements.Open(&p.tenant)
		trial := p.status == "" && at.Before(p.tenant.TrialEnd)
		if open && !trial {
			require.Less(t, at, p.paidTo.Add(graceAllowed), "day %d: %s is open and has paid until %s (%s)", today, p.tenant.Slug, p.paidTo, p.status)
		}
		if p.status == "active" && at.Before(p.ends) {
			require.True(t, open, "day %d: %s is closed and has paid until %s", today, p.tenant.Slug, p.ends)
			require.False(t, p.ends.After(p.paidTo), "day %d: %s has a period until %s and has paid until %s", today, p.tenant.Slug, p.ends, p.paidTo)
		}
	}
}

// audit compares what we wrote down with what Paystack did, once all faults are over.
func (s *simulation) audit(t *testing.T) {
	t.Helper()
	s.auditCharges(t)
	s.auditPeriods(t)
	s.auditSubscriptions(t)
	require.Empty(t, s.texts(t, "SELECT kind || args FROM river.river_job"), "jobs that fail for ever")
	require.Empty(t, s.texts(t, "SELECT event_type FROM public.webhook_inbox WHERE status NOT IN ('processed', 'ignored')"))
}

// auditCharges fails unless every charge of Paystack's is in the ledger once, to the subunit, or was reported.
func (s *simulation) auditCharges(t *testing.T) {
	t.Helper()
	charged := s.texts(t, "SELECT p.reference || ' ' || l.currency || ' ' || l.amount FROM public.ledger_entries l JOIN public.payments p ON p.id = l.payment_id WHERE l.kind = 'charge'")
	unknown := map[string]bool{}
	for _, reference := range s.texts(t, "SELECT reference FROM public.billing_findings WHERE kind = 'unknown_payment'") {
		unknown[reference] = true
	}
	var there []string
	for _, paid := range s.there.Transactions() {
		if paid.Status == paystack.TransactionSuccess && !unknown[paid.Reference] {
			there = append(there, paid.Reference+" "+minorUnits(paid.Currency, paid.Amount))
		}
	}
	require.ElementsMatch(t, there, charged)
	s.did["charges"], s.did["unknown"] = len(charged), len(unknown)
	require.Empty(t, s.texts(t, "SELECT reference FROM public.payments p WHERE (status = 'parked') <> EXISTS (SELECT 1 FROM public.billing_findings f WHERE f.reference = p.reference)"),
		"what grants nothing is reported, and nothing else")
	require.Empty(t, s.texts(t, `SELECT t.slug FROM public.tenants t WHERE
	(SELECT coalesce(sum(amount), 0) FROM public.ledger_entries l WHERE l.tenant_id = t.id) <>
	(SELECT coalesce(sum(paid_amount), 0) FROM public.payments p WHERE p.tenant_id = t.id AND p.status = 'parked')`), "what was parked is to the restaurant's credit, and nothing else")
	for kind, n := range map[string]string{"twice": "paid_twice", "wrong": "wrong_payment"} {
		s.did["findings, "+kind] = s.count(t, "SELECT count(*) FROM public.billing_findings WHERE kind = $1", n)
	}
	if len(unknown) == 0 {
		s.balanced(t)
	}
}

func minorUnits(currency string, minor int64) string {
	return currency + " " + strconv.FormatInt(minor, 10)
}

// auditPeriods fails when a time was paid for twice: only a move to another plan cuts a period short, with its rest credited.
func (s *simulation) auditPeriods(t *testing.T) {
	t.Helper()
	require.Empty(t, s.texts(t, `SELECT concat_ws(' ', tenant_id, reference, purpose, period_start, period_end) FROM (
	SELECT p.tenant_id, p.reference, p.purpose, p.period_start, p.period_end, p.credit, lag(p.period_end) OVER (PARTITION BY p.subscription_id ORDER BY p.period_start) AS before
	FROM public.payments p WHERE p.status = 'success') p
WHERE p.period_start < p.before AND p.credit = 0`))
	require.Empty(t, s.texts(t, "SELECT reference FROM public.payments WHERE status = 'success' AND (period_end <= period_start OR period_end > period_start + interval '367 days')"))
	require.Empty(t, s.texts(t, `SELECT reference FROM public.payments p JOIN public.plan_prices c ON c.id = p.price_id
WHERE status = 'success' AND (paid_amount + credit <> c.amount OR paid_currency <> c.currency)`), "everybody pays what it costs")
}

// auditSubscriptions fails when Paystack has a subscription that charges somebody and that we do not know.
func (s *simulation) auditSubscriptions(t *testing.T) {
	t.Helper()
	known := map[string]bool{}
	for _, code := range s.texts(t, "SELECT paystack_subscription_code FROM public.subscriptions WHERE paystack_subscription_code IS NOT NULL AND status IN ('active', 'past_due')") {
		known[code] = true
	}
	filter := paystack.SubscriptionFilter{}
	for {
		list, err := s.Paystack.Subscriptions(t.Context(), filter)
		require.NoError(t, err)
		for _, there := range list.Items {
			alive := there.Status == paystack.SubscriptionActive || there.Status == paystack.SubscriptionAttention
			require.False(t, alive && !known[there.Code], "%s of %s charges on %s for nobody", there.Code, there.Customer.Email, there.NextPaymentDate.Format(time.DateOnly))
		}
		if filter.Page = list.Next; !list.More {
			return
		}
	}
}
