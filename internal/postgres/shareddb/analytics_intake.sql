-- HoldRestaurants keeps the rebuilding of these restaurants' counts away until the transaction ends: what it counts and what is being added
-- would otherwise miss each other.
-- name: HoldRestaurants :exec
SELECT pg_catalog.pg_advisory_xact_lock_shared(1854, (r.tenant_id % 2147483647)::int)
FROM (SELECT unnest(sqlc.arg(tenants)::bigint[]) AS tenant_id) AS r;

-- TakeRestaurant waits for all that are adding to the restaurant's counts, and keeps them away until the transaction ends.
-- name: TakeRestaurant :exec
SELECT pg_catalog.pg_advisory_xact_lock(1854, (sqlc.arg(tenant_id)::bigint % 2147483647)::int);

-- RestaurantZones gives the time zones of restaurants, in a statement after the one that holds them: a zone that was changed before the
-- counts were last rebuilt is seen.
-- name: RestaurantZones :many
SELECT id, timezone FROM public.tenants WHERE id = ANY(sqlc.arg(tenants)::bigint[]) ORDER BY id;

-- NextEventIDs gives the first ids of blocks of a thousand.
-- name: NextEventIDs :many
SELECT pg_catalog.nextval('public.event_ids')::bigint AS first_id FROM pg_catalog.generate_series(1, sqlc.arg(blocks)::int);

-- ClaimEventKeys tells which events are new: those whose reporters have not reported their keys before, by the ids that they were to have.
-- name: ClaimEventKeys :many
INSERT INTO public.event_keys (tenant_id, tool_id, event_key, occurred_at, event_id)
SELECT k.tenant_id, k.tool_id, k.event_key, k.occurred_at, k.event_id
FROM (
    SELECT unnest(sqlc.arg(tenants)::bigint[]) AS tenant_id, unnest(sqlc.arg(tools)::bigint[]) AS tool_id,
        unnest(sqlc.arg(event_keys)::uuid[]) AS event_key, unnest(sqlc.arg(occurred_at)::timestamptz[]) AS occurred_at,
        unnest(sqlc.arg(event_ids)::bigint[]) AS event_id
) AS k
ON CONFLICT (tenant_id, tool_id, event_key) DO NOTHING
RETURNING event_id;

-- EventByKey is the event that a reporter's key stands for.
-- name: EventByKey :one
SELECT e.id, e.event_type, e.user_id, e.data, e.ip_address, e.occurred_at, e.received_at, e.tool_id
FROM public.event_keys k
JOIN public.events e ON e.tenant_id = k.tenant_id AND e.occurred_at = k.occurred_at AND e.id = k.event_id
WHERE k.tenant_id = sqlc.arg(tenant_id)::bigint AND k.tool_id = sqlc.arg(tool_id)::bigint AND k.event_key = sqlc.arg(event_key)::uuid;

-- Amounts come in ten-thousandths: an array of whole numbers is exact, and cheaper than one of numerics.

-- name: AddToHours :exec
INSERT INTO public.event_hours AS h (tenant_id, hour, day, event_type, tool_id, events, amount)
SELECT e.tenant_id, e.hour, e.day, e.event_type, e.tool_id, e.events, e.amount::numeric / 10000
FROM (
    SELECT unnest(sqlc.arg(tenants)::bigint[]) AS tenant_id, unnest(sqlc.arg(hours)::timestamptz[]) AS hour,
        unnest(sqlc.arg(days)::date[]) AS day, unnest(sqlc.arg(event_types)::text[]) AS event_type,
        unnest(sqlc.arg(tools)::bigint[]) AS tool_id, unnest(sqlc.arg(events)::bigint[]) AS events,
        unnest(sqlc.arg(amounts)::bigint[]) AS amount
) AS e
ON CONFLICT (tenant_id, hour, day, event_type, tool_id) DO UPDATE
SET events = h.events + excluded.events, amount = h.amount + excluded.amount;

-- name: AddToDays :exec
INSERT INTO public.event_days AS d (tenant_id, day, event_type, tool_id, events, amount)
SELECT e.tenant_id, e.day, e.event_type, e.tool_id, e.events, e.amount::numeric / 10000
FROM (
    SELECT unnest(sqlc.arg(tenants)::bigint[]) AS tenant_id, unnest(sqlc.arg(days)::date[]) AS day,
        unnest(sqlc.arg(event_types)::text[]) AS event_type, unnest(sqlc.arg(tools)::bigint[]) AS tool_id,
        unnest(sqlc.arg(events)::bigint[]) AS events, unnest(sqlc.arg(amounts)::bigint[]) AS amount
) AS e
ON CONFLICT (tenant_id, day, event_type, tool_id) DO UPDATE
SET events = d.events + excluded.events, amount = d.amount + excluded.amount;

-- name: AddUsers :exec
INSERT INTO public.event_users (tenant_id, day, hour, event_type, tool_id, user_id)
SELECT e.tenant_id, e.day, e.hour, e.event_type, e.tool_id, e.user_id
FROM (
    SELECT unnest(sqlc.arg(tenants)::bigint[]) AS tenant_id, unnest(sqlc.arg(days)::date[]) AS day,
        unnest(sqlc.arg(hours)::timestamptz[]) AS hour, unnest(sqlc.arg(event_types)::text[]) AS event_type,
        unnest(sqlc.arg(tools)::bigint[]) AS tool_id, unnest(sqlc.arg(users)::bigint[]) AS user_id
) AS e
ON CONFLICT (tenant_id, day, hour, event_type, tool_id, user_id) DO NOTHING;

-- Erasing goes in batches, the oldest first, and tells how many rows went.

-- name: EraseEvents :execrows
DELETE FROM public.events
WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND occurred_at < sqlc.arg(until)::timestamptz
    AND (occurred_at, id) IN (
        SELECT o.occurred_at, o.id
        FROM public.events o
        WHERE o.tenant_id = sqlc.arg(tenant_id)::bigint AND o.occurred_at < sqlc.arg(until)::timestamptz
        ORDER BY o.occurred_at, o.id
        LIMIT sqlc.arg(most)::bigint
    );

-- name: EraseEventKeys :execrows
DELETE FROM public.event_keys
WHERE tenant_id = sqlc.arg(tenant_id)::bigint
    AND (tool_id, event_key) IN (
        SELECT o.tool_id, o.event_key
        FROM public.event_keys o
        WHERE o.tenant_id = sqlc.arg(tenant_id)::bigint AND o.occurred_at < sqlc.arg(until)::timestamptz
        LIMIT sqlc.arg(most)::bigint
    );

-- name: EraseHours :exec
DELETE FROM public.event_hours WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND day >= sqlc.arg(since)::date AND day < sqlc.arg(until)::date;

-- name: EraseDays :exec
DELETE FROM public.event_days WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND day >= sqlc.arg(since)::date AND day < sqlc.arg(until)::date;

-- name: EraseUsers :exec
DELETE FROM public.event_users WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND day >= sqlc.arg(since)::date AND day < sqlc.arg(until)::date;

-- name: EraseMetrics :exec
DELETE FROM public.metrics WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND day < sqlc.arg(until)::date;

-- name: EventTypes :many
SELECT tool_id, name, description, data_schema, amount_field, created_at, updated_at
FROM public.event_types
WHERE tool_id = ANY(sqlc.arg(tools)::bigint[])
ORDER BY tool_id, name;

-- name: ToolsWithEventTypes :many
SELECT DISTINCT tool_id FROM public.event_types ORDER BY tool_id;

-- LockEventTypes makes changes of a tool's types take turns.
-- name: LockEventTypes :exec
SELECT id FROM public.tools WHERE id = sqlc.arg(tool_id)::bigint FOR NO KEY UPDATE;

-- name: PutEventType :exec
INSERT INTO public.event_types (tool_id, name, description, data_schema, amount_field, created_at, updated_at)
VALUES (
    sqlc.arg(tool_id), sqlc.arg(name), sqlc.arg(description), sqlc.narg(data_schema), sqlc.narg(amount_field), sqlc.arg(created_at),
    sqlc.arg(updated_at)
)
ON CONFLICT (tool_id, name) DO UPDATE
SET description = excluded.description, data_schema = excluded.data_schema, amount_field = excluded.amount_field, updated_at = excluded.updated_at;

-- name: DeleteEventType :exec
DELETE FROM public.event_types WHERE tool_id = sqlc.arg(tool_id) AND name = sqlc.arg(name);

-- CountedDays gives the first and the last day on which the restaurant may have counts or events, in any time zone.
-- name: CountedDays :one
SELECT coalesce(least(
        (SELECT min(e.occurred_at) FROM public.events e WHERE e.tenant_id = sqlc.arg(tenant_id)::bigint),
        (SELECT least(min(h.hour), min(h.day)::timestamptz) FROM public.event_hours h WHERE h.tenant_id = sqlc.arg(tenant_id)::bigint),
        (SELECT min(d.day)::timestamptz FROM public.event_days d WHERE d.tenant_id = sqlc.arg(tenant_id)::bigint),
        (SELECT min(u.day)::timestamptz FROM public.event_users u WHERE u.tenant_id = sqlc.arg(tenant_id)::bigint)
    ), 'epoch')::timestamptz AS first,
    coalesce(greatest(
        (SELECT max(e.occurred_at) FROM public.events e WHERE e.tenant_id = sqlc.arg(tenant_id)::bigint),
        (SELECT greatest(max(h.hour), max(h.day)::timestamptz) FROM public.event_hours h WHERE h.tenant_id = sqlc.arg(tenant_id)::bigint),
        (SELECT max(d.day)::timestamptz FROM public.event_days d WHERE d.tenant_id = sqlc.arg(tenant_id)::bigint),
        (SELECT max(u.day)::timestamptz FROM public.event_users u WHERE u.tenant_id = sqlc.arg(tenant_id)::bigint)
    ), 'epoch')::timestamptz AS last;

-- EventsToCount are those between two moments, in pages by keyset. amount is in ten-thousandths.
-- name: EventsToCount :many
SELECT occurred_at, id, event_type, tool_id, user_id, coalesce((amount * 10000)::bigint, 0)::bigint AS amount
FROM public.events
WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND occurred_at >= sqlc.arg(since)::timestamptz AND occurred_at < sqlc.arg(until)::timestamptz
    AND (occurred_at, id) > (sqlc.arg(after)::timestamptz, sqlc.arg(after_id)::bigint)
ORDER BY occurred_at, id
LIMIT sqlc.arg(page_limit)::bigint;
