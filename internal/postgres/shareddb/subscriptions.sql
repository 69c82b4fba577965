-- name: Plans :many
SELECT id, plan_type, version, name, description, price_ghs, price_ngn, price_usd, includes_pos, includes_menu, includes_cms, max_staff, max_tables,
    max_menu_items, features_list, is_featured, is_active, created_at, updated_at
FROM public.plans
ORDER BY price_usd, id;

-- AddPlan puts a plan on sale unless a version of it is there, on sale or not: what an operator changed stays.
-- name: AddPlan :execrows
INSERT INTO public.plans (
    plan_type, name, description, price_ghs, price_ngn, price_usd, includes_pos, includes_menu, includes_cms, max_staff, max_tables,
    max_menu_items, features_list, is_featured, created_at, updated_at
)
SELECT
    sqlc.arg(plan_type), sqlc.arg(name), sqlc.arg(description), sqlc.arg(price_ghs), sqlc.arg(price_ngn), sqlc.arg(price_usd),
    sqlc.arg(includes_pos), sqlc.arg(includes_menu), sqlc.arg(includes_cms), sqlc.arg(max_staff), sqlc.arg(max_tables),
    sqlc.arg(max_menu_items), sqlc.arg(features_list), sqlc.arg(is_featured), sqlc.arg(now), sqlc.arg(now)
WHERE NOT EXISTS (SELECT 1 FROM public.plans p WHERE p.plan_type = sqlc.arg(plan_type))
ON CONFLICT DO NOTHING;

-- LatestSubscription is the one that counts. Whoever changes it holds the lock of the restaurant's row.
-- name: LatestSubscription :one
SELECT sqlc.embed(s), sqlc.embed(p)
FROM public.subscriptions s
JOIN public.plans p ON p.id = s.plan_id
WHERE s.tenant_id = $1
ORDER BY s.id DESC
LIMIT 1;

-- SubscriptionByID finds a restaurant's subscription, or anybody's when no restaurant is given.
-- name: SubscriptionByID :one
SELECT sqlc.embed(s), sqlc.embed(p)
FROM public.subscriptions s
JOIN public.plans p ON p.id = s.plan_id
WHERE s.id = sqlc.arg(id) AND (sqlc.narg(tenant_id)::bigint IS NULL OR s.tenant_id = sqlc.narg(tenant_id)::bigint);

-- ListSubscriptions gives a restaurant's subscriptions, or everybody's when no restaurant is given, the newest first.
-- name: ListSubscriptions :many
SELECT sqlc.embed(s), sqlc.embed(p), count(*) OVER () AS total
FROM public.subscriptions s
JOIN public.plans p ON p.id = s.plan_id
WHERE sqlc.narg(tenant_id)::bigint IS NULL OR s.tenant_id = sqlc.narg(tenant_id)::bigint
ORDER BY s.id DESC
LIMIT sqlc.arg(page_limit) OFFSET sqlc.arg(page_offset);

-- name: CountSubscriptions :one
SELECT count(*) FROM public.subscriptions WHERE sqlc.narg(tenant_id)::bigint IS NULL OR tenant_id = sqlc.narg(tenant_id)::bigint;

-- name: InsertSubscription :exec
INSERT INTO public.subscriptions (tenant_id, plan_id, status, current_period_start, created_at, updated_at)
VALUES (sqlc.arg(tenant_id), sqlc.arg(plan_id), sqlc.arg(status), sqlc.arg(now), sqlc.arg(now), sqlc.arg(now));

-- name: UpdateSubscription :exec
UPDATE public.subscriptions
SET plan_id = sqlc.arg(plan_id), status = sqlc.arg(status), cancel_at_period_end = sqlc.arg(cancel_at_period_end),
    cancelled_at = sqlc.narg(cancelled_at), updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id);
