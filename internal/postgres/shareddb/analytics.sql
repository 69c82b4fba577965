-- name: InsertEvent :one
INSERT INTO public.analytics_events (tenant_id, occurred_at, event_type, data, tool_id, user_id, ip_address, received_at)
VALUES (
    sqlc.arg(tenant_id), sqlc.arg(occurred_at), sqlc.arg(event_type), sqlc.arg(data), sqlc.arg(tool_id), sqlc.narg(user_id),
    sqlc.narg(ip_address), sqlc.arg(received_at)
)
RETURNING id;

-- InsertEvents stores a batch, a row an element of the arrays, and tells how many rows are new: what the reporter has reported before
-- stays as it was. An event_key of '' and a user_id of 0 are none.
-- name: InsertEvents :execrows
INSERT INTO public.analytics_events (tenant_id, occurred_at, event_type, data, tool_id, event_key, user_id, ip_address, received_at)
SELECT sqlc.arg(tenant_id)::bigint, e.occurred_at, e.event_type, e.data::jsonb, sqlc.arg(tool_id)::bigint, nullif(e.event_key, '')::uuid,
    nullif(e.user_id, 0), sqlc.narg(ip_address)::inet, sqlc.arg(received_at)::timestamptz
FROM (
    SELECT unnest(sqlc.arg(occurred_at)::timestamptz[]) AS occurred_at, unnest(sqlc.arg(event_types)::text[]) AS event_type,
        unnest(sqlc.arg(data)::text[]) AS data, unnest(sqlc.arg(event_keys)::text[]) AS event_key,
        unnest(sqlc.arg(users)::bigint[]) AS user_id
) AS e
ON CONFLICT (tenant_id, tool_id, event_key) WHERE event_key IS NOT NULL DO NOTHING;

-- MembersAmong gives those of the users who work or have worked in the restaurant.
-- name: MembersAmong :many
SELECT user_id
FROM public.memberships
WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND user_id = ANY(sqlc.arg(users)::bigint[])
ORDER BY user_id;

-- Each list comes in two, so that each has the one plan that suits it.

-- name: ListEvents :many
SELECT id, event_type, user_id, data, ip_address, occurred_at, received_at, tool_id
FROM public.analytics_events
WHERE tenant_id = sqlc.arg(tenant_id)::bigint
    AND occurred_at >= sqlc.arg(since)::timestamptz AND occurred_at < sqlc.arg(until)::timestamptz
ORDER BY occurred_at DESC, id DESC
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: ListEventsOfType :many
SELECT id, event_type, user_id, data, ip_address, occurred_at, received_at, tool_id
FROM public.analytics_events
WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND event_type = sqlc.arg(event_type)::text
    AND occurred_at >= sqlc.arg(since)::timestamptz AND occurred_at < sqlc.arg(until)::timestamptz
ORDER BY occurred_at DESC, id DESC
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: CountEvents :one
SELECT count(*)
FROM public.analytics_events
WHERE tenant_id = sqlc.arg(tenant_id)::bigint
    AND occurred_at >= sqlc.arg(since)::timestamptz AND occurred_at < sqlc.arg(until)::timestamptz;

-- name: CountEventsOfType :one
SELECT count(*)
FROM public.analytics_events
WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND event_type = sqlc.arg(event_type)::text
    AND occurred_at >= sqlc.arg(since)::timestamptz AND occurred_at < sqlc.arg(until)::timestamptz;

-- EraseEvents deletes some of a restaurant's events, the oldest first, and tells how many.
-- name: EraseEvents :execrows
DELETE FROM public.analytics_events
WHERE tenant_id = sqlc.arg(tenant_id)::bigint
    AND (occurred_at, id) IN (
        SELECT o.occurred_at, o.id
        FROM public.analytics_events o
        WHERE o.tenant_id = sqlc.arg(tenant_id)::bigint
        ORDER BY o.occurred_at, o.id
        LIMIT sqlc.arg(most)::bigint
    );
