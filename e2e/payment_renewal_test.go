package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/paystack"
)

// The program is killed at every step of what happens after the first payment: Paystack charges for the next month, fails to charge for
// the one after it, and we try that again.
func TestKillAtEveryStepOfARenewal(t *testing.T) {
	t.Parallel()
	k := newKillWorld(t)
	k.killAtEveryStep(t, k.renewals, []string{
		"call GET /transaction/verify/", "call POST /transaction/charge_authorization", "commit subscriptions", "commit webhook_inbox",
	})
}

// renewals is a restaurant that has paid for a plan, and what comes of it in two months, with the server killed once at a step.
func (k *killWorld) renewals(t *testing.T, email string, at *killStep) outcome {
	t.Helper()
	owner := signUp(t, k.server, email)
	reference := k.subscribe(t, owner)
	k.untilIdle(t)
	first, ok := k.paystack.Transaction(reference)
	require.True(t, ok)

	k.steps.arm(at, func() { _ = k.server.child.Kill() })
	k.aMonthOn(t, owner)
	k.untilPaid(t, owner, 2)
	k.untilIdle(t)
	require.NoError(t, k.paystack.SetCard(first.AuthorizationCode, paystack.OutcomeInsufficientFunds))
	k.aMonthOn(t, owner)
	k.untilDue(t, owner, "that the payment is late", func() bool { return k.status(t, owner) == "past_due" })
	k.untilIdle(t)
	require.NoError(t, k.paystack.SetCard(first.AuthorizationCode, ""))
	k.aDayLater(t, owner)
	k.untilPaid(t, owner, 3)
	k.untilSynced(t, owner, killPlan)
	k.untilIdle(t)
	k.steps.disarm()
	left := k.outcome(t, owner, reference)
	k.leave(t, owner)
	return left
}

// aMonthOn makes a subscription so old that the time it was paid for has just ended, and has Paystack charge for the next. It ends on the 28th
// at the latest, as Paystack has it.
func (k *killWorld) aMonthOn(t *testing.T, owner *person) {
	t.Helper()
	var code string
	var end time.Time
	require.NoError(t, k.db.QueryRow(t.Context(), `WITH paid AS (
			UPDATE public.payments SET period_start = period_start - interval '1 month', period_end = period_end - interval '1 month' WHERE tenant_id = $1
		)
		UPDATE public.subscriptions
		SET current_period_start = d.over - interval '1 month', anchor = d.over - interval '1 month', current_period_end = d.over,
			next_action_at = d.over + interval '1 hour'
		FROM (SELECT least(date_trunc('second', now()) - interval '1 minute', date_trunc('month', now()) + interval '27 days 23 hours') AS over) AS d
		WHERE tenant_id = $1 RETURNING paystack_subscription_code, current_period_end`, owner.TenantID).Scan(&code, &end))
	require.NoError(t, k.paystack.MoveDue(code, end))
	_, err := k.paystack.Bill(t.Context())
	require.NoError(t, err)
}

// aDayLater makes the payment so late that it is to be tried again.
func (k *killWorld) aDayLater(t *testing.T, owner *person) {
	t.Helper()
	_, err := k.db.Exec(t.Context(), `UPDATE public.subscriptions SET past_due_since = now() - interval '25 hours', next_action_at = now() - interval '1 hour'
		WHERE tenant_id = $1`, owner.TenantID)
	require.NoError(t, err)
}

func (k *killWorld) status(t *testing.T, owner *person) (status string) {
	t.Helper()
	require.NoError(t, k.db.QueryRow(t.Context(), "SELECT status FROM public.subscriptions WHERE tenant_id = $1", owner.TenantID).Scan(&status))
	return status
}

// untilPaid waits for so many payments.
func (k *killWorld) untilPaid(t *testing.T, owner *person, times int) {
	t.Helper()
	k.untilDue(t, owner, "that a month is paid", func() bool {
		return k.status(t, owner) == "active" &&
			count(t, k.db, "SELECT count(*) FROM public.payments WHERE tenant_id = $1 AND status = 'success'", owner.TenantID) == times
	})
}

// untilDue is until, with the run that looks at what is due as often as it takes, rather than once a minute. After a kill an hour passes, in
// which Paystack's webhook has not come: then we ask, and a charge that had begun is made.
func (k *killWorld) untilDue(t *testing.T, owner *person, what string, done func() bool) {
	t.Helper()
	k.until(t, what, func() bool {
		if k.steps.fired() {
			_, err := k.db.Exec(t.Context(), `UPDATE public.subscriptions s SET next_action_at = now() - interval '1 minute'
				WHERE tenant_id = $1 AND current_period_end < now() AND (status = 'active' OR EXISTS (
					SELECT FROM public.payments p WHERE p.subscription_id = s.id AND p.status = 'pending'))`, owner.TenantID)
			require.NoError(t, err)
		}
		_, err := k.db.Exec(t.Context(), `INSERT INTO river.river_job (kind, args, max_attempts, queue, state)
			SELECT 'billing_due', '{}', 1, 'default', 'available'
			WHERE NOT EXISTS (SELECT FROM river.river_job WHERE kind = 'billing_due' AND state NOT IN ('completed', 'discarded', 'cancelled'))`)
		require.NoError(t, err)
		return done()
	})
}

// leave ends the subscription.
func (k *killWorld) leave(t *testing.T, owner *person) {
	t.Helper()
	k.insist(t, owner, http.MethodPost, "/api/subscriptions/subscription/cancel/", map[string]any{"now": true}, http.StatusOK)
	k.untilIdle(t)
}
