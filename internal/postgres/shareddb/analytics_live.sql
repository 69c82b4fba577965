-- EventsAt reads events that are known by where they lie, the oldest first.
-- name: EventsAt :many
SELECT e.id, e.event_type, e.user_id, e.data, e.ip_address, e.occurred_at, e.received_at, e.tool_id
FROM (SELECT unnest(sqlc.arg(occurred_at)::timestamptz[]) AS occurred_at, unnest(sqlc.arg(ids)::bigint[]) AS id) AS m
JOIN public.events e ON e.tenant_id = sqlc.arg(tenant_id) AND e.occurred_at = m.occurred_at AND e.id = m.id
ORDER BY e.occurred_at, e.id;

-- LastEvents reads the newest events after a position, the newest first.
-- name: LastEvents :many
SELECT id, event_type, user_id, data, ip_address, occurred_at, received_at, tool_id
FROM public.events
WHERE tenant_id = sqlc.arg(tenant_id) AND (occurred_at, id) > (sqlc.arg(after_time)::timestamptz, sqlc.arg(after_id)::bigint)
    AND occurred_at >= sqlc.arg(after_time)::timestamptz
ORDER BY occurred_at DESC, id DESC
LIMIT sqlc.arg(most)::bigint;

-- CountsOfDay is what a restaurant's day has come to so far, by type.
-- name: CountsOfDay :many
SELECT event_type, sum(events)::bigint AS events, sum(amount)::text AS amount
FROM public.event_days
WHERE tenant_id = sqlc.arg(tenant_id) AND day = sqlc.arg(day)
GROUP BY event_type
ORDER BY event_type;
