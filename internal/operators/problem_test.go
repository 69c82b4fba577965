package operators_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const problemsPath = "/api/admin/problems/"

// problems are the codes of what is wrong, in order, with how much of it there is.
func (f *fixture) problems(t *testing.T) (ok bool, codes []string, counts map[string]float64) {
	t.Helper()
	body := f.ask(t, "ops", http.MethodGet, problemsPath, "", http.StatusOK)
	require.Equal(t, "2026-03-01", body["checked_at"].(string)[:10])
	counts = map[string]float64{}
	for _, row := range body["problems"].([]any) {
		p := row.(map[string]any)
		require.NotEmpty(t, p["title"], p["code"])
		require.NotEmpty(t, p["detail"], p["code"])
		codes = append(codes, p["severity"].(string)+" "+p["code"].(string))
		counts[p["code"].(string)] = p["count"].(float64)
	}
	return body["ok"].(bool), codes, counts
}

func TestNothingIsWrong(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ok, codes, _ := f.problems(t)
	require.True(t, ok)
	require.Empty(t, codes)
	f.ask(t, "owner", http.MethodGet, problemsPath, "", http.StatusForbidden)
}

func TestWhatIsWrong(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.behindBy(t, "a", "b")
	for _, sql := range []string{
		"INSERT INTO public.migration_failures (tenant_id, version, error, failed_at) SELECT id, 1, 'x', now() FROM public.tenants WHERE slug = 'a'",
		"INSERT INTO public.migration_runs (version, state, finished_at) VALUES (1, 'done', now()), (1, 'failed', now())",
		`INSERT INTO public.webhook_inbox (source, external_id, event_type, payload, status, received_at)
SELECT s, n::text, 'x', ''::bytea, CASE WHEN n < 3 THEN 'failed' ELSE 'parked' END, now() FROM generate_series(1, 3) n, (VALUES ('clerk'), ('clerk/objects')) v (s)
UNION ALL SELECT 'clerk', 'p', 'x', ''::bytea, 'processed', now()`,
		"INSERT INTO public.billing_findings (kind, reference, found_at, resolved_at) VALUES ('x', '1', now(), NULL), ('x', '2', now(), now())",
		`INSERT INTO public.payments (id, tenant_id, price_id, purpose, reference, amount, currency, email, created_at, updated_at)
VALUES (1, 1, 1, 'checkout', '1', 1, 'GHS', 'x', now(), current_timestamp)`,
		`INSERT INTO public.disputes (id, tenant_id, payment_id, status, amount, currency, opened_at, updated_at, resolved_at)
VALUES (1, 1, 1, 'x', 1, 'GHS', now(), current_timestamp, NULL), (2, 1, 1, 'x', 1, 'GHS', now(), current_timestamp, now())`,
		`INSERT INTO public.subscriptions (tenant_id, plan_id, status, current_period_start, created_at, updated_at)
VALUES (1, 1, 'past_due', now(), current_timestamp, now()), (2, 1, 'unpaid', now(), current_timestamp, now()),
    (3, 1, 'active', now(), current_timestamp, now())`,
		`INSERT INTO river.river_job (args, kind, max_attempts, state, attempt, scheduled_at, finalized_at, queue)
VALUES ('{}', 'x', 25, 'discarded', 25, now(), current_timestamp, 'default'), ('{}', 'x', 25, 'retryable', 4, now(), NULL, 'default'),
    ('{}', 'x', 25, 'retryable', 5, now(), NULL, 'default'), ('{}', 'x', 25, 'available', 0, now() - interval '5 minutes', NULL, 'default'),
    ('{}', 'x', 25, 'available', 0, now(), NULL, 'default')`,
	} {
		f.exec(t, sql)
	}
	f.caches.deaf, f.caches.redisAway = true, true
	f.partitions.missing = []time.Time{now}
	ok, codes, counts := f.problems(t)
	require.False(t, ok)
	require.ElementsMatch(t, []string{"critical tenants_behind", "critical migrations_failed"}, codes[:2])
	require.ElementsMatch(t, []string{"info subscriptions_past_due", "info subscriptions_unpaid"}, codes[len(codes)-2:])
	require.Equal(t, map[string]float64{
		"tenants_behind": 2, "migrations_failed": 1, "migration_run_failed": 1, "webhooks_failed": 2, "webhooks_parked": 1, "findings_open": 1,
		"disputes_open": 1, "subscriptions_past_due": 1, "subscriptions_unpaid": 1, "jobs_discarded": 1, "jobs_failing": 1, "queue_slow": 2,
		"not_listening": 1, "redis_away": 1, "partitions_missing": 1,
	}, counts)
	f.exec(t, "UPDATE river.river_job SET scheduled_at = now() - interval '11 minutes', priority = 4 WHERE state = 'available'")
	_, codes, _ = f.problems(t)
	require.Contains(t, codes, "critical queue_stalled")
}

func TestWhoPaysLateIsNoTroubleOfOurs(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO public.subscriptions (tenant_id, plan_id, status, current_period_start, created_at, updated_at)
VALUES (1, 1, 'past_due', now(), current_timestamp, now())`)
	ok, codes, _ := f.problems(t)
	require.True(t, ok)
	require.Len(t, codes, 1)
}

func TestKeysThatWantAttention(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "UPDATE public.signing_keys SET created_at = created_at - interval '366 days' WHERE algorithm = 'RS256'")
	_, codes, _ := f.problems(t)
	require.Equal(t, []string{"info signing_key_old"}, codes)
	f.exec(t, "UPDATE public.signing_keys SET sealed_private_key = '\\x00' WHERE algorithm = 'EdDSA'")
	_, codes, _ = f.problems(t)
	require.Equal(t, []string{"critical signing_key_unreadable", "info signing_key_old"}, codes)
}

func TestACheckThatFailsIsAProblem(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.partitions.err = errors.New("broken")
	ok, codes, _ := f.problems(t)
	require.False(t, ok)
	require.Equal(t, []string{"warning check_failed"}, codes)
	f.partitions.err, f.partitions.hangs = nil, true
	_, codes, _ = f.problems(t)
	require.Equal(t, []string{"warning check_failed"}, codes, "nobody waits for one that hangs")
	f.partitions.hangs = false
	f.exec(t, "ALTER TABLE public.webhook_inbox RENAME TO elsewhere")
	_, codes, _ = f.problems(t)
	require.Equal(t, []string{"warning check_failed"}, codes)
}
