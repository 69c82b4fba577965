-- PlatformRestaurants counts those that signed up in a stretch of time, those that reported anything on its days, and all there are.
-- name: PlatformRestaurants :one
SELECT
    (SELECT count(*) FROM public.tenants t WHERE t.created_on >= sqlc.arg(since)::timestamptz AND t.created_on < sqlc.arg(until)::timestamptz) AS sign_ups,
    (
        SELECT count(*) FROM public.tenants t
        WHERE EXISTS (
            SELECT 1 FROM public.event_days d
            WHERE d.tenant_id = t.id AND d.day >= sqlc.arg(first_day)::date AND d.day < sqlc.arg(after_day)::date
        )
    ) AS active,
    (SELECT count(*) FROM public.tenants t WHERE t.deleted_at IS NULL) AS present;

-- PlatformSignUps counts the restaurants that signed up, by day of UTC.
-- name: PlatformSignUps :many
SELECT (t.created_on AT TIME ZONE 'UTC')::date AS day, count(*) AS sign_ups
FROM public.tenants t
WHERE t.created_on >= sqlc.arg(since)::timestamptz AND t.created_on < sqlc.arg(until)::timestamptz
GROUP BY 1
ORDER BY 1;

-- PlatformTrials counts the trials that ended in a stretch of time, and those of restaurants that have paid for a period, before or after it.
-- name: PlatformTrials :one
SELECT count(*) AS ended,
    count(*) FILTER (WHERE EXISTS (SELECT 1 FROM public.payments p WHERE p.tenant_id = t.id AND p.status = 'success')) AS converted
FROM public.tenants t
WHERE t.trial_end_date >= sqlc.arg(since)::timestamptz AND t.trial_end_date < sqlc.arg(until)::timestamptz;

-- PlatformRevenue is what the subscriptions that are paid for come to in a month, as they stand, by currency. What is frozen is not charged.
-- name: PlatformRevenue :many
SELECT p.currency, count(*) AS subscriptions,
    round(sum(CASE p.billing_interval WHEN 'annually' THEN p.amount / 12.0 ELSE p.amount END))::bigint AS minor_units
FROM public.subscriptions s
JOIN public.plan_prices p ON p.id = s.price_id
WHERE s.status IN ('active', 'past_due') AND s.frozen_at IS NULL
GROUP BY p.currency
ORDER BY p.currency;

-- PlatformChurn counts the subscriptions that were paid for when a stretch of time began, and those of them that ended in it: cancelled, or
-- given up after the period that was paid for last.
-- name: PlatformChurn :one
SELECT count(*) AS at_start, count(*) FILTER (WHERE s.ended_at < sqlc.arg(until)::timestamptz) AS ended
FROM (
    SELECT created_at, CASE status WHEN 'cancelled' THEN cancelled_at WHEN 'unpaid' THEN current_period_end END AS ended_at
    FROM public.subscriptions
    WHERE price_id IS NOT NULL
) AS s
WHERE s.created_at < sqlc.arg(since)::timestamptz AND (s.ended_at IS NULL OR s.ended_at >= sqlc.arg(since)::timestamptz);

-- PlatformTools is what each tool reported on some days, of how many restaurants; id 0 is the staff. Restaurants are looked at one by one,
-- since the days of one lie together.
-- name: PlatformTools :many
SELECT used.tool_id, coalesce(l.slug, '')::text AS slug, coalesce(l.name, '')::text AS name, count(*) AS restaurants,
    sum(used.events)::bigint AS events, sum(used.amount)::text AS amount
FROM public.tenants t
CROSS JOIN LATERAL (
    SELECT d.tool_id, sum(d.events) AS events, sum(d.amount) AS amount
    FROM public.event_days d
    WHERE d.tenant_id = t.id AND d.day >= sqlc.arg(first_day)::date AND d.day < sqlc.arg(after_day)::date
    GROUP BY d.tool_id
) AS used
LEFT JOIN public.tools l ON l.id = used.tool_id
GROUP BY used.tool_id, l.slug, l.name
ORDER BY events DESC, used.tool_id;
