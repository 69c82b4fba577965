-- What is read of a restaurant's events. Counts and sums come from the tables of hours, days and users, whose keys begin with the restaurant
-- and the time, so each statement is one range of one index. An empty list of types or tools is all of them. Where the hours and days of a
-- restaurant's clocks lie is worked out in Go; here a day is only ever put into its week or month.

-- name: CountOnDays :one
SELECT coalesce(sum(d.events), 0)::bigint AS events
FROM public.event_days d
WHERE d.tenant_id = sqlc.arg(tenant_id)::bigint AND d.day >= sqlc.arg(since)::date AND d.day < sqlc.arg(until)::date
    AND (sqlc.arg(event_type)::text = '' OR d.event_type = sqlc.arg(event_type)::text);

-- name: CountBetween :one
SELECT count(*)
FROM public.events e
WHERE e.tenant_id = sqlc.arg(tenant_id)::bigint
    AND e.occurred_at >= sqlc.arg(since)::timestamptz AND e.occurred_at < sqlc.arg(until)::timestamptz;

-- name: CountOfTypeBetween :one
SELECT count(*)
FROM public.events e
WHERE e.tenant_id = sqlc.arg(tenant_id)::bigint AND e.event_type = sqlc.arg(event_type)::text
    AND e.occurred_at >= sqlc.arg(since)::timestamptz AND e.occurred_at < sqlc.arg(until)::timestamptz;

-- Each page of events comes in four, so that each has the one plan that suits it: of all types or of one, down from a position or up. The
-- bound on the time alone repeats what the position says, because PostgreSQL leaves partitions out by it. Going down, pages may be far from the
-- position: what lies between is skipped in the index, and only a page's own events are read.

-- name: EventsBefore :many
SELECT e.id, e.event_type, e.user_id, e.data, e.ip_address, e.occurred_at, e.received_at, e.tool_id
FROM (
    SELECT k.occurred_at, k.id
    FROM public.events k
    WHERE k.tenant_id = sqlc.arg(tenant_id)::bigint
        AND k.occurred_at >= sqlc.arg(since)::timestamptz AND k.occurred_at <= sqlc.arg(before_time)::timestamptz
        AND (k.occurred_at, k.id) < (sqlc.arg(before_time)::timestamptz, sqlc.arg(before_id)::bigint)
    ORDER BY k.occurred_at DESC, k.id DESC
    LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint
) AS page
JOIN public.events e ON e.tenant_id = sqlc.arg(tenant_id)::bigint AND e.occurred_at = page.occurred_at AND e.id = page.id
ORDER BY e.occurred_at DESC, e.id DESC;

-- name: EventsOfTypeBefore :many
SELECT e.id, e.event_type, e.user_id, e.data, e.ip_address, e.occurred_at, e.received_at, e.tool_id
FROM (
    SELECT k.occurred_at, k.id
    FROM public.events k
    WHERE k.tenant_id = sqlc.arg(tenant_id)::bigint AND k.event_type = sqlc.arg(event_type)::text
        AND k.occurred_at >= sqlc.arg(since)::timestamptz AND k.occurred_at <= sqlc.arg(before_time)::timestamptz
        AND (k.occurred_at, k.id) < (sqlc.arg(before_time)::timestamptz, sqlc.arg(before_id)::bigint)
    ORDER BY k.occurred_at DESC, k.id DESC
    LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint
) AS page
JOIN public.events e ON e.tenant_id = sqlc.arg(tenant_id)::bigint AND e.occurred_at = page.occurred_at AND e.id = page.id
ORDER BY e.occurred_at DESC, e.id DESC;

-- name: EventsAfter :many
SELECT e.id, e.event_type, e.user_id, e.data, e.ip_address, e.occurred_at, e.received_at, e.tool_id
FROM public.events e
WHERE e.tenant_id = sqlc.arg(tenant_id)::bigint AND e.occurred_at < sqlc.arg(until)::timestamptz
    AND e.occurred_at >= sqlc.arg(after_time)::timestamptz
    AND (e.occurred_at, e.id) > (sqlc.arg(after_time)::timestamptz, sqlc.arg(after_id)::bigint)
ORDER BY e.occurred_at, e.id
LIMIT sqlc.arg(page_limit)::bigint;

-- name: EventsOfTypeAfter :many
SELECT e.id, e.event_type, e.user_id, e.data, e.ip_address, e.occurred_at, e.received_at, e.tool_id
FROM public.events e
WHERE e.tenant_id = sqlc.arg(tenant_id)::bigint AND e.event_type = sqlc.arg(event_type)::text
    AND e.occurred_at < sqlc.arg(until)::timestamptz AND e.occurred_at >= sqlc.arg(after_time)::timestamptz
    AND (e.occurred_at, e.id) > (sqlc.arg(after_time)::timestamptz, sqlc.arg(after_id)::bigint)
ORDER BY e.occurred_at, e.id
LIMIT sqlc.arg(page_limit)::bigint;

-- EventsByType gives the types of a period with how many events there were in it, since another day, and on a third.
-- name: EventsByType :many
SELECT d.event_type, sum(d.events)::bigint AS events, coalesce(sum(d.events) FILTER (WHERE d.day >= sqlc.arg(week)::date), 0)::bigint AS in_week,
    coalesce(sum(d.events) FILTER (WHERE d.day = sqlc.arg(today)::date), 0)::bigint AS on_day
FROM public.event_days d
WHERE d.tenant_id = sqlc.arg(tenant_id)::bigint AND d.day >= sqlc.arg(since)::date AND d.day <= sqlc.arg(today)::date
GROUP BY d.event_type
ORDER BY events DESC, d.event_type;

-- The next six are charts: by days, by hours, and in all; of events and of people. slot is how many of the slots' starts are not after the
-- day or hour: the number of its own, from 1; of people, -1 is all slots together, since they cannot be added up. split is 'type', 'tool' or ''. Sums are text, as a number of any size is.

-- name: EventsPerDay :many
SELECT width_bucket(d.day, sqlc.arg(starts)::date[])::int AS slot,
    (CASE sqlc.arg(split)::text WHEN 'type' THEN d.event_type WHEN 'tool' THEN d.tool_id::text ELSE '' END)::text AS part,
    sum(d.events)::bigint AS events, sum(d.amount)::text AS amount
FROM public.event_days d
WHERE d.tenant_id = sqlc.arg(tenant_id)::bigint AND d.day >= sqlc.arg(since)::date AND d.day < sqlc.arg(until)::date
    AND (cardinality(sqlc.arg(types)::text[]) = 0 OR d.event_type = ANY(sqlc.arg(types)::text[]))
    AND (cardinality(sqlc.arg(tools)::bigint[]) = 0 OR d.tool_id = ANY(sqlc.arg(tools)::bigint[]))
GROUP BY 1, 2;

-- name: EventsPerHour :many
SELECT width_bucket(h.hour, sqlc.arg(starts)::timestamptz[])::int AS slot,
    (CASE sqlc.arg(split)::text WHEN 'type' THEN h.event_type WHEN 'tool' THEN h.tool_id::text ELSE '' END)::text AS part,
    sum(h.events)::bigint AS events, sum(h.amount)::text AS amount
FROM public.event_hours h
WHERE h.tenant_id = sqlc.arg(tenant_id)::bigint AND h.hour >= sqlc.arg(from_hour)::timestamptz AND h.hour < sqlc.arg(to_hour)::timestamptz
    AND h.day >= sqlc.arg(since)::date AND h.day < sqlc.arg(until)::date
    AND (cardinality(sqlc.arg(types)::text[]) = 0 OR h.event_type = ANY(sqlc.arg(types)::text[]))
    AND (cardinality(sqlc.arg(tools)::bigint[]) = 0 OR h.tool_id = ANY(sqlc.arg(tools)::bigint[]))
GROUP BY 1, 2;

-- EventsPerHourOfWeek puts together the hours of one day of the week that are at one time of UTC's day and between the same two changes of the
-- restaurant's clocks: to these clocks they are the same hour, which any of them tells.
-- name: EventsPerHourOfWeek :many
SELECT min(h.hour)::timestamptz AS an_hour, min(h.day)::date AS a_day, sum(h.events)::bigint AS events, sum(h.amount)::text AS amount
FROM public.event_hours h
WHERE h.tenant_id = sqlc.arg(tenant_id)::bigint AND h.hour >= sqlc.arg(from_hour)::timestamptz AND h.hour < sqlc.arg(to_hour)::timestamptz
    AND h.day >= sqlc.arg(since)::date AND h.day < sqlc.arg(until)::date
    AND (cardinality(sqlc.arg(types)::text[]) = 0 OR h.event_type = ANY(sqlc.arg(types)::text[]))
    AND (cardinality(sqlc.arg(tools)::bigint[]) = 0 OR h.tool_id = ANY(sqlc.arg(tools)::bigint[]))
GROUP BY width_bucket(h.hour, sqlc.arg(changes)::timestamptz[]), (h.day - date '2000-01-03') % 7,
    extract(epoch FROM h.hour)::bigint % 86400;

-- name: EventsPerPart :many
SELECT (CASE sqlc.arg(split)::text WHEN 'type' THEN d.event_type WHEN 'tool' THEN d.tool_id::text ELSE '' END)::text AS part,
    sum(d.events)::bigint AS events, sum(d.amount)::text AS amount
FROM public.event_days d
WHERE d.tenant_id = sqlc.arg(tenant_id)::bigint AND d.day >= sqlc.arg(since)::date AND d.day < sqlc.arg(until)::date
    AND (cardinality(sqlc.arg(types)::text[]) = 0 OR d.event_type = ANY(sqlc.arg(types)::text[]))
    AND (cardinality(sqlc.arg(tools)::bigint[]) = 0 OR d.tool_id = ANY(sqlc.arg(tools)::bigint[]))
GROUP BY 1;

-- name: UsersPerDay :many
SELECT (CASE WHEN grouping(p.slot) = 1 THEN -1 ELSE p.slot END)::int AS slot, p.part, count(DISTINCT p.user_id) AS users
FROM (
    SELECT width_bucket(u.day, sqlc.arg(starts)::date[])::int AS slot,
        (CASE sqlc.arg(split)::text WHEN 'type' THEN u.event_type WHEN 'tool' THEN u.tool_id::text ELSE '' END)::text AS part, u.user_id
    FROM public.event_users u
    WHERE u.tenant_id = sqlc.arg(tenant_id)::bigint AND u.day >= sqlc.arg(since)::date AND u.day < sqlc.arg(until)::date
        AND (cardinality(sqlc.arg(types)::text[]) = 0 OR u.event_type = ANY(sqlc.arg(types)::text[]))
        AND (cardinality(sqlc.arg(tools)::bigint[]) = 0 OR u.tool_id = ANY(sqlc.arg(tools)::bigint[]))
) AS p
GROUP BY GROUPING SETS ((p.part, p.slot), (p.part));

-- name: UsersPerHour :many
SELECT (CASE WHEN grouping(p.slot) = 1 THEN -1 ELSE p.slot END)::int AS slot, p.part, count(DISTINCT p.user_id) AS users
FROM (
    SELECT width_bucket(u.hour, sqlc.arg(starts)::timestamptz[])::int AS slot,
        (CASE sqlc.arg(split)::text WHEN 'type' THEN u.event_type WHEN 'tool' THEN u.tool_id::text ELSE '' END)::text AS part, u.user_id
    FROM public.event_users u
    WHERE u.tenant_id = sqlc.arg(tenant_id)::bigint AND u.day >= sqlc.arg(since)::date AND u.day < sqlc.arg(until)::date
        AND (cardinality(sqlc.arg(types)::text[]) = 0 OR u.event_type = ANY(sqlc.arg(types)::text[]))
        AND (cardinality(sqlc.arg(tools)::bigint[]) = 0 OR u.tool_id = ANY(sqlc.arg(tools)::bigint[]))
) AS p
GROUP BY GROUPING SETS ((p.part, p.slot), (p.part));

-- name: UsersPerPart :many
SELECT p.part, count(*) AS users
FROM (
    SELECT DISTINCT
        (CASE sqlc.arg(split)::text WHEN 'type' THEN u.event_type WHEN 'tool' THEN u.tool_id::text ELSE '' END)::text AS part, u.user_id
    FROM public.event_users u
    WHERE u.tenant_id = sqlc.arg(tenant_id)::bigint AND u.day >= sqlc.arg(since)::date AND u.day < sqlc.arg(until)::date
        AND (cardinality(sqlc.arg(types)::text[]) = 0 OR u.event_type = ANY(sqlc.arg(types)::text[]))
        AND (cardinality(sqlc.arg(tools)::bigint[]) = 0 OR u.tool_id = ANY(sqlc.arg(tools)::bigint[]))
) AS p
GROUP BY p.part;

-- The next four look at events themselves, at so many of the newest: of all types together, or of each. Those with data give what a JSON path
-- leads to in it, as a list; the path is parsed once, not for each row. Those without find all in an index.

-- name: NewestEvents :many
SELECT e.occurred_at, e.id, e.event_type, e.tool_id, e.user_id, coalesce(e.amount, 0)::text AS amount
FROM public.events e
WHERE e.tenant_id = sqlc.arg(tenant_id)::bigint
    AND e.occurred_at >= sqlc.arg(since)::timestamptz AND e.occurred_at < sqlc.arg(until)::timestamptz
ORDER BY e.occurred_at DESC, e.id DESC
LIMIT sqlc.arg(most)::bigint;

-- name: NewestEventsOfTypes :many
SELECT e.occurred_at, e.id, e.event_type, e.tool_id, e.user_id, e.amount
FROM (SELECT unnest(sqlc.arg(types)::text[]) AS event_type) AS t
CROSS JOIN LATERAL (
    SELECT n.occurred_at, n.id, n.event_type, n.tool_id, n.user_id, coalesce(n.amount, 0)::text AS amount
    FROM public.events n
    WHERE n.tenant_id = sqlc.arg(tenant_id)::bigint AND n.event_type = t.event_type
        AND n.occurred_at >= sqlc.arg(since)::timestamptz AND n.occurred_at < sqlc.arg(until)::timestamptz
    ORDER BY n.occurred_at DESC, n.id DESC
    LIMIT sqlc.arg(most)::bigint
) AS e
ORDER BY e.occurred_at DESC, e.id DESC;

-- name: NewestEventsData :many
SELECT e.occurred_at, e.id, e.event_type, e.tool_id, e.user_id, coalesce(e.amount, 0)::text AS amount,
    jsonb_path_query_array(e.data, (SELECT sqlc.arg(path)::text::jsonpath), '{}', true) AS found
FROM public.events e
WHERE e.tenant_id = sqlc.arg(tenant_id)::bigint
    AND e.occurred_at >= sqlc.arg(since)::timestamptz AND e.occurred_at < sqlc.arg(until)::timestamptz
ORDER BY e.occurred_at DESC, e.id DESC
LIMIT sqlc.arg(most)::bigint;

-- name: NewestEventsDataOfTypes :many
SELECT e.occurred_at, e.id, e.event_type, e.tool_id, e.user_id, e.amount, e.found
FROM (SELECT unnest(sqlc.arg(types)::text[]) AS event_type) AS t
CROSS JOIN LATERAL (
    SELECT n.occurred_at, n.id, n.event_type, n.tool_id, n.user_id, coalesce(n.amount, 0)::text AS amount,
        jsonb_path_query_array(n.data, (SELECT sqlc.arg(path)::text::jsonpath), '{}', true) AS found
    FROM public.events n
    WHERE n.tenant_id = sqlc.arg(tenant_id)::bigint AND n.event_type = t.event_type
        AND n.occurred_at >= sqlc.arg(since)::timestamptz AND n.occurred_at < sqlc.arg(until)::timestamptz
    ORDER BY n.occurred_at DESC, n.id DESC
    LIMIT sqlc.arg(most)::bigint
) AS e
ORDER BY e.occurred_at DESC, e.id DESC;

-- name: RecentMetrics :many
SELECT m.id, m.name, m.value::text AS value, m.metric_type, m.day, m.tool_id
FROM public.metrics m
WHERE m.tenant_id = sqlc.arg(tenant_id)::bigint AND m.day <= sqlc.arg(today)::date
ORDER BY m.day DESC, m.name, m.tool_id
LIMIT sqlc.arg(most)::bigint;

-- PutMetric keeps what a tool says of a day, instead of what it said before. It gives no row when the tool has said enough of the day.
-- name: PutMetric :one
INSERT INTO public.metrics AS m (tenant_id, day, name, tool_id, metric_type, value, updated_at)
SELECT sqlc.arg(tenant_id)::bigint, sqlc.arg(day)::date, sqlc.arg(name)::text, sqlc.arg(tool_id)::bigint, sqlc.arg(metric_type)::text,
    sqlc.arg(value)::text::numeric, sqlc.arg(now)::timestamptz
WHERE (
    SELECT count(*)
    FROM public.metrics o
    WHERE o.tenant_id = sqlc.arg(tenant_id)::bigint AND o.day = sqlc.arg(day)::date AND o.tool_id = sqlc.arg(tool_id)::bigint
        AND o.name <> sqlc.arg(name)::text
) < sqlc.arg(most)::bigint
ON CONFLICT (tenant_id, day, name, tool_id) DO UPDATE
SET metric_type = excluded.metric_type, value = excluded.value, updated_at = excluded.updated_at
RETURNING m.id;

-- CountMetrics works out the platform's own numbers for restaurants, of each day since one that has events, and writes those that are new
-- or have become others. The rest is not even tried: a row that an upsert meets is locked, which is a write.
-- name: CountMetrics :execrows
INSERT INTO public.metrics AS m (tenant_id, day, name, tool_id, metric_type, value, updated_at)
SELECT c.tenant_id, c.day, c.name, 0, c.metric_type, c.value, sqlc.arg(now)::timestamptz
FROM (
    SELECT d.tenant_id, d.day, n.name, n.metric_type, (CASE n.name
        WHEN 'orders' THEN d.orders WHEN 'revenue' THEN d.revenue WHEN 'menu_views' THEN d.menu_views
        ELSE (SELECT count(DISTINCT u.user_id) FROM public.event_users u WHERE u.tenant_id = d.tenant_id AND u.day = d.day)
    END) AS value
    FROM (
        SELECT e.tenant_id, e.day, coalesce(sum(e.events) FILTER (WHERE e.event_type = 'order'), 0) AS orders,
            coalesce(sum(e.amount) FILTER (WHERE e.event_type = 'order'), 0) AS revenue,
            coalesce(sum(e.events) FILTER (WHERE e.event_type = 'menu_view'), 0) AS menu_views
        FROM (SELECT unnest(sqlc.arg(tenants)::bigint[]) AS tenant_id, unnest(sqlc.arg(since)::date[]) AS since) AS t
        JOIN public.event_days e ON e.tenant_id = t.tenant_id AND e.day >= t.since
        GROUP BY e.tenant_id, e.day
    ) AS d
    CROSS JOIN (
        VALUES ('orders', 'counter'), ('revenue', 'amount'), ('active_staff', 'gauge'), ('menu_views', 'counter')
    ) AS n (name, metric_type)
) AS c
WHERE NOT EXISTS (
    SELECT 1
    FROM public.metrics o
    WHERE o.tenant_id = c.tenant_id AND o.day = c.day AND o.name = c.name AND o.tool_id = 0 AND o.value = c.value
)
ON CONFLICT (tenant_id, day, name, tool_id) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at;

-- ForgetMetrics drops the platform's own numbers of days that have no events any more, as after a change of the restaurant's time zone.
-- name: ForgetMetrics :execrows
DELETE FROM public.metrics m
USING (SELECT unnest(sqlc.arg(tenants)::bigint[]) AS tenant_id, unnest(sqlc.arg(since)::date[]) AS since) AS t
WHERE m.tenant_id = t.tenant_id AND m.tool_id = 0 AND m.day >= t.since
    AND NOT EXISTS (SELECT 1 FROM public.event_days e WHERE e.tenant_id = m.tenant_id AND e.day = m.day);

-- ZonesOfRestaurants gives restaurants in the order of their ids, those after one of them.
-- name: ZonesOfRestaurants :many
SELECT id, timezone
FROM public.tenants
WHERE deleted_at IS NULL AND id > sqlc.arg(after_id)::bigint
ORDER BY id
LIMIT sqlc.arg(most)::bigint;
