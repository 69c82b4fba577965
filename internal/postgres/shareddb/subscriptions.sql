-- name: Plans :many
SELECT id, plan_type, version, name, description, price_ghs, price_ngn, price_usd, includes_pos, includes_menu, includes_cms, max_staff, max_tables,
    max_menu_items, features_list, is_featured, is_active, created_at, updated_at, event_retention_days
FROM public.plans
ORDER BY price_usd, id;

-- PlanPrices are what all plans cost.
-- name: PlanPrices :many
SELECT id, plan_id, currency, billing_interval, amount, paystack_plan_code
FROM public.plan_prices
ORDER BY plan_id, id;

-- LockPlans lets nobody else add a version meanwhile: versions of a plan are numbered without a gap.
-- name: LockPlans :exec
LOCK TABLE public.plans IN SHARE ROW EXCLUSIVE MODE;

-- InsertPlan adds the next version of a plan, on sale or not.
-- name: InsertPlan :one
INSERT INTO public.plans (
    plan_type, version, name, description, price_ghs, price_ngn, price_usd, includes_pos, includes_menu, includes_cms, max_staff, max_tables,
    max_menu_items, event_retention_days, features_list, is_featured, is_active, created_at, updated_at
)
SELECT
    sqlc.arg(plan_type), coalesce(max(p.version), 0) + 1, sqlc.arg(name), sqlc.arg(description), sqlc.arg(price_ghs), sqlc.arg(price_ngn),
    sqlc.arg(price_usd), sqlc.arg(includes_pos), sqlc.arg(includes_menu), sqlc.arg(includes_cms), sqlc.arg(max_staff), sqlc.arg(max_tables),
    sqlc.arg(max_menu_items), sqlc.arg(event_retention_days), sqlc.arg(features_list), sqlc.arg(is_featured), sqlc.arg(is_active),
    sqlc.arg(now), sqlc.arg(now)
FROM public.plans p
WHERE p.plan_type = sqlc.arg(plan_type)
RETURNING id;

-- name: InsertPlanPrice :one
INSERT INTO public.plan_prices (plan_id, currency, billing_interval, amount)
VALUES (sqlc.arg(plan_id), sqlc.arg(currency), sqlc.arg(billing_interval), sqlc.arg(amount))
RETURNING id;

-- RetirePlan takes a version off sale. Who subscribed to it keeps it.
-- name: RetirePlan :exec
UPDATE public.plans SET is_active = false, updated_at = sqlc.arg(now) WHERE id = sqlc.arg(id) AND is_active;

-- DescribePlan changes what is said of a plan, and nothing that was agreed to.
-- name: DescribePlan :exec
UPDATE public.plans
SET name = sqlc.arg(name), description = sqlc.arg(description), features_list = sqlc.arg(features_list), is_featured = sqlc.arg(is_featured),
    is_active = sqlc.arg(is_active), updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id);

-- name: SetPaystackPlanCode :exec
UPDATE public.plan_prices SET paystack_plan_code = sqlc.arg(code)::text WHERE id = sqlc.arg(id) AND paystack_plan_code IS NULL;

-- LatestSubscription is the one that counts. Whoever changes it holds the lock of the restaurant's row.
-- name: LatestSubscription :one
SELECT sqlc.embed(s), sqlc.embed(p), c.currency, c.billing_interval, c.amount, c.paystack_plan_code AS price_code
FROM public.subscriptions s
JOIN public.plans p ON p.id = s.plan_id
LEFT JOIN public.plan_prices c ON c.id = s.price_id
WHERE s.tenant_id = $1
ORDER BY s.id DESC
LIMIT 1;

-- SubscriptionByID finds a restaurant's subscription, or anybody's when no restaurant is given.
-- name: SubscriptionByID :one
SELECT sqlc.embed(s), sqlc.embed(p), c.currency, c.billing_interval, c.amount, c.paystack_plan_code AS price_code
FROM public.subscriptions s
JOIN public.plans p ON p.id = s.plan_id
LEFT JOIN public.plan_prices c ON c.id = s.price_id
WHERE s.id = sqlc.arg(id) AND (sqlc.narg(tenant_id)::bigint IS NULL OR s.tenant_id = sqlc.narg(tenant_id)::bigint);

-- ListSubscriptions gives a restaurant's subscriptions, or everybody's when no restaurant is given, the newest first.
-- name: ListSubscriptions :many
SELECT sqlc.embed(s), sqlc.embed(p), c.currency, c.billing_interval, c.amount, c.paystack_plan_code AS price_code, count(*) OVER () AS total
FROM public.subscriptions s
JOIN public.plans p ON p.id = s.plan_id
LEFT JOIN public.plan_prices c ON c.id = s.price_id
WHERE sqlc.narg(tenant_id)::bigint IS NULL OR s.tenant_id = sqlc.narg(tenant_id)::bigint
ORDER BY s.id DESC
LIMIT sqlc.arg(page_limit) OFFSET sqlc.arg(page_offset);

-- name: CountSubscriptions :one
SELECT count(*) FROM public.subscriptions WHERE sqlc.narg(tenant_id)::bigint IS NULL OR tenant_id = sqlc.narg(tenant_id)::bigint;

-- name: InsertSubscription :one
INSERT INTO public.subscriptions (
    tenant_id, plan_id, price_id, status, current_period_start, current_period_end, anchor, next_action_at, billing_email, paystack_customer_code,
    paystack_authorization_code, card_brand, card_last4, card_expires_at, created_at, updated_at
)
VALUES (
    sqlc.arg(tenant_id), sqlc.arg(plan_id), sqlc.narg(price_id), sqlc.arg(status), sqlc.arg(current_period_start), sqlc.narg(current_period_end),
    sqlc.narg(anchor), sqlc.narg(next_action_at), sqlc.arg(billing_email), sqlc.narg(paystack_customer_code),
    sqlc.narg(paystack_authorization_code), sqlc.arg(card_brand), sqlc.arg(card_last4), sqlc.narg(card_expires_at), sqlc.arg(now), sqlc.arg(now)
)
RETURNING id;

-- UpdateSubscription writes all that may change. Whoever calls it holds the lock of the restaurant's row.
-- name: UpdateSubscription :exec
UPDATE public.subscriptions
SET plan_id = sqlc.arg(plan_id), price_id = sqlc.narg(price_id), next_price_id = sqlc.narg(next_price_id), status = sqlc.arg(status),
    current_period_start = sqlc.arg(current_period_start), current_period_end = sqlc.narg(current_period_end), anchor = sqlc.narg(anchor),
    cancel_at_period_end = sqlc.arg(cancel_at_period_end), cancelled_at = sqlc.narg(cancelled_at), past_due_since = sqlc.narg(past_due_since),
    retries = sqlc.arg(retries), frozen_at = sqlc.narg(frozen_at), next_action_at = sqlc.narg(next_action_at),
    billing_email = sqlc.arg(billing_email), paystack_customer_code = sqlc.narg(paystack_customer_code),
    paystack_authorization_code = sqlc.narg(paystack_authorization_code), card_brand = sqlc.arg(card_brand), card_last4 = sqlc.arg(card_last4),
    card_expires_at = sqlc.narg(card_expires_at), updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id);

-- SetPaystackSubscription notes what Paystack has for a subscription. It is the job's that brings the two in step, alone.
-- name: SetPaystackSubscription :execrows
UPDATE public.subscriptions
SET paystack_subscription_code = sqlc.narg(code), paystack_email_token = sqlc.narg(email_token), paystack_plan_code = sqlc.narg(plan_code)
WHERE id = sqlc.arg(id) AND coalesce(paystack_subscription_code, '') = sqlc.arg(was)::text;

-- DueSubscriptions are those that want to be looked at, the longest due first.
-- name: DueSubscriptions :many
SELECT id, tenant_id, next_action_at::timestamptz AS due_at
FROM public.subscriptions
WHERE next_action_at <= sqlc.arg(now)::timestamptz
    AND (next_action_at, id) > (sqlc.arg(after_time)::timestamptz, sqlc.arg(after_id)::bigint)
ORDER BY next_action_at, id
LIMIT sqlc.arg(page_limit);

-- SubscriptionsOfCustomer are those that a renewal of Paystack's can be for, the newest first.
-- name: SubscriptionsOfCustomer :many
SELECT id, tenant_id, paystack_plan_code
FROM public.subscriptions
WHERE paystack_customer_code = sqlc.arg(customer_code)::text
ORDER BY id DESC
LIMIT 100;

-- name: SubscriptionByPaystackCode :one
SELECT id, tenant_id FROM public.subscriptions WHERE paystack_subscription_code = sqlc.arg(code)::text;

-- EndingTrials are trials that end before a time, the earliest first.
-- name: EndingTrials :many
SELECT id, trial_end_date::timestamptz AS trial_end
FROM public.tenants
WHERE subscription_status = 'trial' AND deleted_at IS NULL AND trial_end_date <= sqlc.arg(before)::timestamptz
    AND (trial_end_date, id) > (sqlc.arg(after_time)::timestamptz, sqlc.arg(after_id)::bigint)
ORDER BY trial_end_date, id
LIMIT sqlc.arg(page_limit);

-- InsertNotice records what a restaurant is told, once.
-- name: InsertNotice :execrows
INSERT INTO public.subscription_notices (tenant_id, kind, subject, created_at)
VALUES (sqlc.arg(tenant_id), sqlc.arg(kind), sqlc.arg(subject), sqlc.arg(now))
ON CONFLICT ON CONSTRAINT subscription_notices_tenant_id_kind_subject_key DO NOTHING;

-- name: ListNotices :many
SELECT id, kind, subject, created_at, count(*) OVER () AS total
FROM public.subscription_notices
WHERE tenant_id = sqlc.arg(tenant_id)
ORDER BY id DESC
LIMIT sqlc.arg(page_limit) OFFSET sqlc.arg(page_offset);

-- PostponeAction has a subscription looked at later.
-- name: PostponeAction :exec
UPDATE public.subscriptions SET next_action_at = sqlc.arg(next_action_at)::timestamptz WHERE id = sqlc.arg(id) AND next_action_at IS NOT NULL;

-- name: CountNotices :one
SELECT count(*) FROM public.subscription_notices WHERE tenant_id = $1;
