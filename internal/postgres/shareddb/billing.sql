-- name: InsertPayment :one
INSERT INTO public.payments (
    tenant_id, subscription_id, price_id, purpose, reference, amount, currency, credit, status, email, callback_url, period_start, period_end,
    requested_by, next_check_at, created_at, updated_at
)
VALUES (
    sqlc.arg(tenant_id), sqlc.narg(subscription_id), sqlc.arg(price_id), sqlc.arg(purpose), sqlc.arg(reference), sqlc.arg(amount),
    sqlc.arg(currency), sqlc.arg(credit), sqlc.arg(status), sqlc.arg(email), sqlc.arg(callback_url), sqlc.narg(period_start),
    sqlc.narg(period_end), sqlc.narg(requested_by), sqlc.narg(next_check_at), sqlc.arg(now), sqlc.arg(now)
)
RETURNING id;

-- SetCheckout notes where a payment is made.
-- name: SetCheckout :exec
UPDATE public.payments
SET payment_url = sqlc.arg(payment_url), access_code = sqlc.arg(access_code), updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id) AND status = 'pending';

-- OpenCheckout is the payment that a restaurant was sent to and has not made yet.
-- name: OpenCheckout :one
SELECT sqlc.embed(p)
FROM public.payments p
WHERE p.tenant_id = sqlc.arg(tenant_id) AND p.price_id = sqlc.arg(price_id) AND p.purpose = sqlc.arg(purpose) AND p.status = 'pending'
    AND p.callback_url = sqlc.arg(callback_url) AND p.created_at > sqlc.arg(since)::timestamptz
ORDER BY p.id DESC
LIMIT 1;

-- name: PaymentByReference :one
SELECT sqlc.embed(p) FROM public.payments p WHERE p.reference = $1;

-- name: LockPayment :one
SELECT sqlc.embed(p) FROM public.payments p WHERE p.reference = $1 FOR UPDATE;

-- PaymentOf finds a restaurant's payment, or anybody's when no restaurant is given.
-- name: PaymentOf :one
SELECT sqlc.embed(p) FROM public.payments p
WHERE p.id = sqlc.arg(id) AND (sqlc.narg(tenant_id)::bigint IS NULL OR p.tenant_id = sqlc.narg(tenant_id)::bigint);

-- PaidPeriod reports whether a period of a subscription was paid for.
-- name: PaidPeriod :one
SELECT EXISTS (
    SELECT 1 FROM public.payments
    WHERE subscription_id = sqlc.arg(subscription_id)::bigint AND period_start = sqlc.arg(period_start)::timestamptz AND status = 'success'
);

-- UpdatePayment writes what became of a payment.
-- name: UpdatePayment :exec
UPDATE public.payments
SET subscription_id = sqlc.narg(subscription_id), status = sqlc.arg(status), period_start = sqlc.narg(period_start),
    period_end = sqlc.narg(period_end), paid_amount = sqlc.narg(paid_amount), paid_currency = sqlc.narg(paid_currency),
    paid_at = sqlc.narg(paid_at), payment_method = sqlc.arg(payment_method), paystack_id = sqlc.narg(paystack_id),
    paystack_customer_code = sqlc.narg(paystack_customer_code), failure = sqlc.arg(failure), refunded = sqlc.arg(refunded),
    checks = sqlc.arg(checks), next_check_at = sqlc.narg(next_check_at), updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id);

-- DuePayments are those of which Paystack is to be asked, the longest due first.
-- name: DuePayments :many
SELECT id, reference, next_check_at::timestamptz AS due_at
FROM public.payments
WHERE next_check_at <= sqlc.arg(now)::timestamptz
    AND (next_check_at, id) > (sqlc.arg(after_time)::timestamptz, sqlc.arg(after_id)::bigint)
ORDER BY next_check_at, id
LIMIT sqlc.arg(page_limit);

-- ListPayments is a restaurant's history, or everybody's when no restaurant is given, the newest first.
-- name: ListPayments :many
SELECT sqlc.embed(p), count(*) OVER () AS total
FROM public.payments p
WHERE (sqlc.narg(tenant_id)::bigint IS NULL OR p.tenant_id = sqlc.narg(tenant_id)::bigint)
    AND (sqlc.narg(status)::text IS NULL OR p.status = sqlc.narg(status)::text)
    AND (sqlc.narg(currency)::text IS NULL OR p.currency = sqlc.narg(currency)::text)
    AND (sqlc.narg(from_time)::timestamptz IS NULL OR p.created_at >= sqlc.narg(from_time)::timestamptz)
    AND (sqlc.narg(to_time)::timestamptz IS NULL OR p.created_at < sqlc.narg(to_time)::timestamptz)
ORDER BY p.id DESC
LIMIT sqlc.arg(page_limit) OFFSET sqlc.arg(page_offset);

-- AddLedgerEntry writes a fact once, however often it is heard of.
-- name: AddLedgerEntry :execrows
INSERT INTO public.ledger_entries (tenant_id, entry_key, kind, currency, amount, payment_id, subscription_id, note, occurred_at, created_at)
VALUES (
    sqlc.arg(tenant_id), sqlc.arg(entry_key), sqlc.arg(kind), sqlc.arg(currency), sqlc.arg(amount), sqlc.narg(payment_id),
    sqlc.narg(subscription_id), sqlc.arg(note), sqlc.arg(occurred_at), sqlc.arg(now)
)
ON CONFLICT ON CONSTRAINT ledger_entries_entry_key_key DO NOTHING;

-- LedgerCharges is the money of charges that came and the part of it that went back, of some references.
-- name: LedgerCharges :many
SELECT p.reference, l.currency, l.kind, sum(l.amount)::bigint AS amount
FROM public.ledger_entries l
JOIN public.payments p ON p.id = l.payment_id
WHERE p.reference = ANY (sqlc.arg(refs)::text[]) AND l.kind IN ('charge', 'refund', 'chargeback')
GROUP BY p.reference, l.currency, l.kind
ORDER BY p.reference, l.currency, l.kind;

-- LedgerChargesBetween are the references of charges in a stretch of time, for those that Paystack does not list.
-- name: LedgerChargesBetween :many
SELECT p.reference, l.amount, l.currency
FROM public.ledger_entries l
JOIN public.payments p ON p.id = l.payment_id
WHERE l.kind = 'charge' AND l.occurred_at >= sqlc.arg(from_time)::timestamptz AND l.occurred_at < sqlc.arg(to_time)::timestamptz
ORDER BY l.occurred_at, l.id;

-- PaymentByPaystackID finds the payment that Paystack has under a number.
-- name: PaymentByPaystackID :one
SELECT sqlc.embed(p) FROM public.payments p WHERE p.paystack_id = sqlc.arg(paystack_id)::bigint ORDER BY p.id LIMIT 1;

-- ChargedBack reports whether a payment is disputed, or a bank has taken it back.
-- name: ChargedBack :one
SELECT (EXISTS (SELECT 1 FROM public.disputes d WHERE d.payment_id = sqlc.arg(payment_id)::bigint AND d.resolved_at IS NULL)
    OR EXISTS (SELECT 1 FROM public.ledger_entries l WHERE l.payment_id = sqlc.arg(payment_id)::bigint AND l.kind = 'chargeback'))::boolean AS charged_back;

-- name: InsertRefund :one
INSERT INTO public.refunds (tenant_id, payment_id, amount, currency, reason, requested_by, next_check_at, created_at, updated_at)
VALUES (
    sqlc.arg(tenant_id), sqlc.arg(payment_id), sqlc.arg(amount), sqlc.arg(currency), sqlc.arg(reason), sqlc.narg(requested_by),
    sqlc.arg(next_check_at)::timestamptz, sqlc.arg(created_at), sqlc.arg(now)
)
RETURNING id;

-- name: RefundByID :one
SELECT sqlc.embed(r) FROM public.refunds r WHERE r.id = $1;

-- RefundsOfPayment are all of a payment's, the oldest first.
-- name: RefundsOfPayment :many
SELECT sqlc.embed(r) FROM public.refunds r WHERE r.payment_id = $1 ORDER BY r.id;

-- DueRefunds are those that have been open for a while, the longest due first.
-- name: DueRefunds :many
SELECT id, next_check_at::timestamptz AS due_at
FROM public.refunds
WHERE next_check_at <= sqlc.arg(now)::timestamptz
    AND (next_check_at, id) > (sqlc.arg(after_time)::timestamptz, sqlc.arg(after_id)::bigint)
ORDER BY next_check_at, id
LIMIT sqlc.arg(page_limit);

-- ClaimRefund is for who asks Paystack to make a refund: of several that try, one does. It fails for all when somebody has asked since.
-- name: ClaimRefund :execrows
UPDATE public.refunds
SET asked_at = sqlc.arg(now)::timestamptz, next_check_at = sqlc.arg(next_check_at)::timestamptz, updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id) AND status = 'pending' AND paystack_id IS NULL
    AND asked_at IS NOT DISTINCT FROM sqlc.narg(asked_before)::timestamptz;

-- name: UpdateRefund :exec
UPDATE public.refunds
SET status = sqlc.arg(status), paystack_id = sqlc.narg(paystack_id), failure = sqlc.arg(failure), updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id);

-- PlanRefundChecks has those of a payment that are open and that Paystack knows looked at later, and those that are over never.
-- name: PlanRefundChecks :exec
UPDATE public.refunds
SET next_check_at = CASE WHEN status IN ('pending', 'processing', 'needs_attention') THEN sqlc.arg(next_check_at)::timestamptz END
WHERE payment_id = sqlc.arg(payment_id) AND (paystack_id IS NOT NULL OR status = 'failed');

-- name: DisputeByID :one
SELECT sqlc.embed(d), p.reference FROM public.disputes d JOIN public.payments p ON p.id = d.payment_id WHERE d.id = $1;

-- SaveDispute writes what Paystack says of a dispute, unless it was settled already.
-- name: SaveDispute :execrows
INSERT INTO public.disputes (
    id, tenant_id, payment_id, status, resolution, amount, currency, due_at, opened_at, resolved_at, frozen_at, updated_at
)
VALUES (
    sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(payment_id), sqlc.arg(status), sqlc.arg(resolution), sqlc.arg(amount), sqlc.arg(currency),
    sqlc.narg(due_at), sqlc.arg(opened_at), sqlc.narg(resolved_at), sqlc.narg(frozen_at), sqlc.arg(now)
)
ON CONFLICT ON CONSTRAINT disputes_pkey DO UPDATE
SET status = excluded.status, resolution = excluded.resolution, amount = excluded.amount, due_at = excluded.due_at,
    resolved_at = excluded.resolved_at, updated_at = excluded.updated_at
WHERE public.disputes.resolved_at IS NULL;

-- MayThaw reports whether it was a dispute that froze a restaurant's subscription at a moment, and none of its disputes is open any more.
-- name: MayThaw :one
SELECT (coalesce(bool_or(frozen_at = sqlc.arg(frozen_at)::timestamptz), false) AND coalesce(bool_and(resolved_at IS NOT NULL), true))::boolean AS may
FROM public.disputes
WHERE tenant_id = sqlc.arg(tenant_id);

-- name: OpenDisputes :many
SELECT id FROM public.disputes WHERE resolved_at IS NULL ORDER BY id;

-- name: ListDisputes :many
SELECT sqlc.embed(d), p.reference, count(*) OVER () AS total
FROM public.disputes d
JOIN public.payments p ON p.id = d.payment_id
WHERE sqlc.narg(tenant_id)::bigint IS NULL OR d.tenant_id = sqlc.narg(tenant_id)::bigint
ORDER BY d.id DESC
LIMIT sqlc.arg(page_limit) OFFSET sqlc.arg(page_offset);

-- LedgerOf is a restaurant's ledger, or everybody's when no restaurant is given, the newest first.
-- name: LedgerOf :many
SELECT sqlc.embed(l), count(*) OVER () AS total
FROM public.ledger_entries l
WHERE sqlc.narg(tenant_id)::bigint IS NULL OR l.tenant_id = sqlc.narg(tenant_id)::bigint
ORDER BY l.id DESC
LIMIT sqlc.arg(page_limit) OFFSET sqlc.arg(page_offset);

-- name: LedgerEntryByKey :one
SELECT sqlc.embed(l) FROM public.ledger_entries l WHERE l.entry_key = $1;

-- AddFinding reports a difference once.
-- name: AddFinding :execrows
INSERT INTO public.billing_findings (tenant_id, kind, reference, detail, found_at)
VALUES (sqlc.narg(tenant_id), sqlc.arg(kind), sqlc.arg(reference), sqlc.arg(detail), sqlc.arg(now))
ON CONFLICT ON CONSTRAINT billing_findings_kind_reference_key DO NOTHING;

-- ListFindings are those that wait for an operator, those that do not any more, or all of them, the newest first.
-- name: ListFindings :many
SELECT sqlc.embed(f), count(*) OVER () AS total
FROM public.billing_findings f
WHERE sqlc.narg(resolved)::boolean IS NULL OR (f.resolved_at IS NOT NULL) = sqlc.narg(resolved)::boolean
ORDER BY f.id DESC
LIMIT sqlc.arg(page_limit) OFFSET sqlc.arg(page_offset);

-- FindingsSince are those that were found at a moment or later.
-- name: FindingsSince :many
SELECT sqlc.embed(f) FROM public.billing_findings f WHERE f.found_at >= sqlc.arg(since)::timestamptz ORDER BY f.id;

-- name: LockFinding :one
SELECT sqlc.embed(f) FROM public.billing_findings f WHERE f.id = $1 FOR UPDATE;

-- name: ResolveFinding :exec
UPDATE public.billing_findings SET resolved_at = sqlc.arg(now)::timestamptz WHERE id = sqlc.arg(id);

-- PostponeCheck has Paystack asked later what became of a payment.
-- name: PostponeCheck :exec
UPDATE public.payments
SET checks = sqlc.arg(checks), next_check_at = sqlc.narg(next_check_at), updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id) AND status NOT IN ('success', 'parked', 'refunded');
