-- OperatorTenants lists restaurants for operators. Each condition that is NULL is none, but that deleted restaurants have to be asked for, by
-- their health or their id. Only the rows of the page are looked up elsewhere.
-- name: OperatorTenants :many
WITH known AS (
    SELECT t.id, t.name, t.created_on,
        CASE
            WHEN t.deleted_at IS NOT NULL THEN 'deleted'
            WHEN t.suspended_at IS NOT NULL THEN 'suspended'
            WHEN t.schema_version < sqlc.arg(newest_version)::int THEN 'behind'
            WHEN t.subscription_status = 'active' OR t.subscription_status = 'trial' AND t.trial_end_date > sqlc.arg(now)::timestamptz THEN 'ok'
            ELSE 'closed'
        END AS health
    FROM public.tenants t
    WHERE (sqlc.narg(id)::bigint IS NULL OR t.id = sqlc.narg(id)::bigint)
        AND (sqlc.narg(subscription_status)::text IS NULL OR t.subscription_status = sqlc.narg(subscription_status)::text)
        AND (
            sqlc.narg(pattern)::text IS NULL
            OR t.name ILIKE sqlc.narg(pattern)::text OR t.slug ILIKE sqlc.narg(pattern)::text OR t.schema_name ILIKE sqlc.narg(pattern)::text
            OR t.contact_email ILIKE sqlc.narg(pattern)::text
            OR t.owner_user_id IN (SELECT u.id FROM public.users u WHERE lower(u.email) LIKE lower(sqlc.narg(beginning)::text))
        )
),
found AS (
    SELECT k.id, k.health, count(*) OVER () AS total
    FROM known k
    WHERE CASE
        WHEN sqlc.narg(health)::text IS NOT NULL THEN k.health = sqlc.narg(health)::text
        ELSE sqlc.narg(id)::bigint IS NOT NULL OR k.health <> 'deleted'
    END
    ORDER BY
        CASE WHEN sqlc.arg(ordering)::text = 'name' THEN lower(k.name) END,
        CASE WHEN sqlc.arg(ordering)::text = '-name' THEN lower(k.name) END DESC,
        CASE WHEN sqlc.arg(ordering)::text = 'created_on' THEN k.created_on END,
        CASE WHEN sqlc.arg(ordering)::text = '-created_on' THEN k.created_on END DESC,
        k.id DESC
    LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint
)
SELECT t.id, t.schema_name, t.slug, t.name, t.description, t.created_on, t.is_active, t.subscription_status, t.trial_end_date, t.contact_email,
    t.contact_phone, t.business_type, t.currency, t.timezone, t.clerk_organization_id, t.address, t.phone, t.website, t.logo, t.settings,
    t.owner_user_id, t.schema_version, t.deleted_at, t.suspended_at, t.suspended_reason,
    found.health::text AS health, found.total,
    u.email AS owner_email, u.first_name AS owner_first_name, u.last_name AS owner_last_name, u.username AS owner_username,
    p.id AS plan_id, p.name AS plan_name, p.plan_type,
    (SELECT count(*) FROM public.memberships m WHERE m.tenant_id = t.id AND m.is_active) AS members,
    ARRAY(SELECT e.hour FROM public.event_hours e WHERE e.tenant_id = t.id ORDER BY e.hour DESC LIMIT 1)::timestamptz[] AS last_event
FROM found
JOIN public.tenants t ON t.id = found.id
LEFT JOIN public.users u ON u.id = t.owner_user_id
LEFT JOIN public.subscriptions s ON s.id = (SELECT max(x.id) FROM public.subscriptions x WHERE x.tenant_id = t.id)
LEFT JOIN public.plans p ON p.id = s.plan_id
ORDER BY
    CASE WHEN sqlc.arg(ordering)::text = 'name' THEN lower(t.name) END,
    CASE WHEN sqlc.arg(ordering)::text = '-name' THEN lower(t.name) END DESC,
    CASE WHEN sqlc.arg(ordering)::text = 'created_on' THEN t.created_on END,
    CASE WHEN sqlc.arg(ordering)::text = '-created_on' THEN t.created_on END DESC,
    t.id DESC;

-- OperatorUsers lists people for operators, the newest first. Each condition that is NULL is none.
-- name: OperatorUsers :many
SELECT u.id, u.clerk_user_id, u.username, u.email, u.first_name, u.last_name, u.is_verified, u.is_superuser, u.is_active, u.created_at,
    u.deleted_at, u.invited_at
FROM public.users u
WHERE (sqlc.narg(id)::bigint IS NULL OR u.id = sqlc.narg(id)::bigint)
    AND (sqlc.narg(is_superuser)::boolean IS NULL OR u.is_superuser = sqlc.narg(is_superuser)::boolean)
    AND (
        sqlc.narg(beginning)::text IS NULL
        OR lower(u.email) LIKE lower(sqlc.narg(beginning)::text) OR lower(u.username) LIKE lower(sqlc.narg(beginning)::text)
        OR lower(u.first_name || ' ' || u.last_name) LIKE lower(sqlc.narg(beginning)::text)
        OR lower(u.last_name) LIKE lower(sqlc.narg(beginning)::text) OR u.clerk_user_id = sqlc.narg(clerk_user_id)::text
    )
ORDER BY u.id DESC
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: CountOperatorUsers :one
SELECT count(*)
FROM public.users u
WHERE (sqlc.narg(is_superuser)::boolean IS NULL OR u.is_superuser = sqlc.narg(is_superuser)::boolean)
    AND (
        sqlc.narg(beginning)::text IS NULL
        OR lower(u.email) LIKE lower(sqlc.narg(beginning)::text) OR lower(u.username) LIKE lower(sqlc.narg(beginning)::text)
        OR lower(u.first_name || ' ' || u.last_name) LIKE lower(sqlc.narg(beginning)::text)
        OR lower(u.last_name) LIKE lower(sqlc.narg(beginning)::text) OR u.clerk_user_id = sqlc.narg(clerk_user_id)::text
    );

-- RestaurantsOfPeople are those that people work in or own, the first few of each with the number of all.
-- name: RestaurantsOfPeople :many
SELECT p.user_id, p.tenant_id, p.name, p.is_owner, p.is_active, p.total
FROM (
    SELECT w.user_id, t.id AS tenant_id, t.name, coalesce(t.owner_user_id = w.user_id, false)::boolean AS is_owner, w.is_active,
        count(*) OVER (PARTITION BY w.user_id) AS total, row_number() OVER (PARTITION BY w.user_id ORDER BY t.id) AS place
    FROM (
        SELECT m.user_id, m.tenant_id, m.is_active FROM public.memberships m WHERE m.user_id = ANY (sqlc.arg(users)::bigint[])
        UNION ALL
        SELECT o.owner_user_id::bigint, o.id, true
        FROM public.tenants o
        WHERE o.owner_user_id = ANY (sqlc.arg(users)::bigint[])
            AND NOT EXISTS (SELECT 1 FROM public.memberships m WHERE m.tenant_id = o.id AND m.user_id = o.owner_user_id)
    ) w
    JOIN public.tenants t ON t.id = w.tenant_id
    WHERE t.deleted_at IS NULL
) p
WHERE p.place <= sqlc.arg(most)::bigint
ORDER BY p.user_id, p.tenant_id;

-- OperatorSubscriptions lists everybody's subscriptions, the newest first. Each condition that is NULL is none.
-- name: OperatorSubscriptions :many
WITH found AS (
    SELECT s.id, count(*) OVER () AS total
    FROM public.subscriptions s
    JOIN public.plans p ON p.id = s.plan_id
    WHERE (sqlc.narg(id)::bigint IS NULL OR s.id = sqlc.narg(id)::bigint)
        AND (sqlc.narg(tenant_id)::bigint IS NULL OR s.tenant_id = sqlc.narg(tenant_id)::bigint)
        AND (sqlc.narg(status)::text IS NULL OR s.status = sqlc.narg(status)::text)
        AND (sqlc.narg(plan_type)::text IS NULL OR p.plan_type = sqlc.narg(plan_type)::text)
    ORDER BY s.id DESC
    LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint
)
SELECT sqlc.embed(s), sqlc.embed(p), c.currency, c.billing_interval, c.amount, c.paystack_plan_code AS price_code, found.total,
    t.name AS tenant_name, t.slug AS tenant_slug
FROM found
JOIN public.subscriptions s ON s.id = found.id
JOIN public.plans p ON p.id = s.plan_id
LEFT JOIN public.plan_prices c ON c.id = s.price_id
LEFT JOIN public.tenants t ON t.id = s.tenant_id
ORDER BY s.id DESC;

-- WebhookTrouble is how many deliveries nobody has dealt with, by status, and since when.
-- name: WebhookTrouble :many
SELECT status, count(*) AS deliveries, min(received_at)::timestamptz AS since
FROM public.webhook_inbox
WHERE status IN ('failed', 'parked') AND source NOT LIKE '%/objects'
GROUP BY status
ORDER BY status;

-- BillingTrouble is how much waits for somebody, by what it is, and since when.
-- name: BillingTrouble :many
SELECT 'findings'::text AS what, count(*) AS many, min(found_at)::timestamptz AS since
FROM public.billing_findings
WHERE resolved_at IS NULL
HAVING count(*) > 0
UNION ALL
SELECT 'disputes', count(*), min(opened_at) FROM public.disputes WHERE resolved_at IS NULL HAVING count(*) > 0
UNION ALL
SELECT status, count(*), min(coalesce(past_due_since, updated_at)) FROM public.subscriptions WHERE status IN ('past_due', 'unpaid') GROUP BY status
ORDER BY 1;

-- name: CountBehind :one
SELECT count(*) FROM public.tenants WHERE schema_version < sqlc.arg(newest_version)::int AND deleted_at IS NULL;
