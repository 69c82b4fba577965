-- EventsToExport is a part of a file of events, the oldest first. Read by position rather than by offset or with a cursor: between two parts
-- no connection is held, and what is added meanwhile shifts nothing. after_time is asked for twice: partitions
-- are left out by a column, not by a pair of them. data is text, which nobody parses on its way to a file.
-- name: EventsToExport :many
SELECT id, event_type, user_id, data::text AS data, ip_address, occurred_at, received_at, tool_id, coalesce(amount::text, '')::text AS amount
FROM public.events
WHERE tenant_id = sqlc.arg(tenant_id) AND (occurred_at, id) > (sqlc.arg(after_time)::timestamptz, sqlc.arg(after_id)::bigint)
    AND occurred_at >= sqlc.arg(after_time)::timestamptz AND occurred_at < sqlc.arg(until)::timestamptz
ORDER BY occurred_at, id
LIMIT sqlc.arg(most)::bigint;

-- EventsOfTypeToExport is EventsToExport of one type.
-- name: EventsOfTypeToExport :many
SELECT id, event_type, user_id, data::text AS data, ip_address, occurred_at, received_at, tool_id, coalesce(amount::text, '')::text AS amount
FROM public.events
WHERE tenant_id = sqlc.arg(tenant_id) AND event_type = sqlc.arg(event_type)
    AND (occurred_at, id) > (sqlc.arg(after_time)::timestamptz, sqlc.arg(after_id)::bigint)
    AND occurred_at >= sqlc.arg(after_time)::timestamptz AND occurred_at < sqlc.arg(until)::timestamptz
ORDER BY occurred_at, id
LIMIT sqlc.arg(most)::bigint;
