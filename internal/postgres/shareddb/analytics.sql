-- MembersAmong gives those of the users who work or have worked in the restaurant.
-- name: MembersAmong :many
SELECT user_id
FROM public.memberships
WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND user_id = ANY(sqlc.arg(users)::bigint[])
ORDER BY user_id;

-- Each list comes in two, so that each has the one plan that suits it.

-- name: ListEvents :many
SELECT id, event_type, user_id, data, ip_address, occurred_at, received_at, tool_id
FROM public.events
WHERE tenant_id = sqlc.arg(tenant_id)::bigint
    AND occurred_at >= sqlc.arg(since)::timestamptz AND occurred_at < sqlc.arg(until)::timestamptz
ORDER BY occurred_at DESC, id DESC
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: ListEventsOfType :many
SELECT id, event_type, user_id, data, ip_address, occurred_at, received_at, tool_id
FROM public.events
WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND event_type = sqlc.arg(event_type)::text
    AND occurred_at >= sqlc.arg(since)::timestamptz AND occurred_at < sqlc.arg(until)::timestamptz
ORDER BY occurred_at DESC, id DESC
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: CountEvents :one
SELECT count(*)
FROM public.events
WHERE tenant_id = sqlc.arg(tenant_id)::bigint
    AND occurred_at >= sqlc.arg(since)::timestamptz AND occurred_at < sqlc.arg(until)::timestamptz;

-- name: CountEventsOfType :one
SELECT count(*)
FROM public.events
WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND event_type = sqlc.arg(event_type)::text
    AND occurred_at >= sqlc.arg(since)::timestamptz AND occurred_at < sqlc.arg(until)::timestamptz;
