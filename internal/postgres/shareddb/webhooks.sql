-- InsertWebhook stores a delivery once. No row comes back when it was stored before. While another transaction stores the same
-- one, it waits for the end of that.
-- name: InsertWebhook :one
INSERT INTO public.webhook_inbox (source, external_id, event_type, payload, received_at)
VALUES (sqlc.arg(source), sqlc.arg(external_id), sqlc.arg(event_type), sqlc.arg(payload), sqlc.arg(received_at))
ON CONFLICT ON CONSTRAINT webhook_inbox_source_external_id_key DO NOTHING
RETURNING id;

-- InsertWebhooks stores deliveries once, a row an element of the arrays, and gives the ids of those that are new and to be processed. Those
-- that nobody handles are done with at once.
-- name: InsertWebhooks :many
WITH stored AS (
    INSERT INTO public.webhook_inbox (source, external_id, event_type, payload, status, attempts, received_at, processed_at)
    SELECT d.source, d.external_id, d.event_type, d.payload, CASE WHEN d.ignored THEN 'ignored' ELSE 'pending' END, d.ignored::integer,
        sqlc.arg(received_at)::timestamptz, CASE WHEN d.ignored THEN sqlc.arg(received_at)::timestamptz END
    FROM (
        SELECT unnest(sqlc.arg(sources)::text[]) AS source, unnest(sqlc.arg(external_ids)::text[]) AS external_id,
            unnest(sqlc.arg(event_types)::text[]) AS event_type, unnest(sqlc.arg(payloads)::bytea[]) AS payload,
            unnest(sqlc.arg(ignored)::boolean[]) AS ignored
    ) AS d
    ON CONFLICT ON CONSTRAINT webhook_inbox_source_external_id_key DO NOTHING
    RETURNING id, status
)
SELECT id
FROM stored
WHERE status = 'pending'
ORDER BY id;

-- name: LockWebhookByExternalID :one
SELECT id, source, external_id, event_type, payload, status, attempts, last_error, result, tenant_id, received_at, processed_at
FROM public.webhook_inbox
WHERE source = $1 AND external_id = $2
FOR UPDATE;

-- name: LockWebhook :one
SELECT id, source, external_id, event_type, payload, status, attempts, last_error, result, tenant_id, received_at, processed_at
FROM public.webhook_inbox
WHERE id = $1
FOR UPDATE;

-- name: FinishWebhook :exec
UPDATE public.webhook_inbox
SET status = sqlc.arg(status), result = sqlc.narg(result), tenant_id = sqlc.narg(tenant_id), attempts = attempts + 1, last_error = '',
    processed_at = sqlc.arg(processed_at)::timestamptz
WHERE id = sqlc.arg(id);

-- FailWebhook leaves a parked delivery parked: nothing but ReopenWebhook gives it a job again.
-- name: FailWebhook :exec
UPDATE public.webhook_inbox
SET status = CASE status WHEN 'parked' THEN status ELSE sqlc.arg(status)::text END, attempts = attempts + 1, last_error = sqlc.arg(last_error)
WHERE id = sqlc.arg(id) AND status NOT IN ('processed', 'ignored');

-- name: ReopenWebhook :exec
UPDATE public.webhook_inbox SET status = 'pending' WHERE id = $1;

-- LockWebhookObject gives what was last said of an object, '' when nothing was, and holds it until the transaction ends.
-- name: LockWebhookObject :one
INSERT INTO public.webhook_inbox (source, external_id, event_type, payload, status, received_at)
VALUES (sqlc.arg(source), sqlc.arg(object), 'object', '', 'ignored', sqlc.arg(now))
ON CONFLICT ON CONSTRAINT webhook_inbox_source_external_id_key DO UPDATE SET event_type = excluded.event_type
RETURNING payload;

-- name: WebhookObject :one
SELECT payload FROM public.webhook_inbox WHERE source = sqlc.arg(source) AND external_id = sqlc.arg(object);

-- name: SetWebhookObject :exec
UPDATE public.webhook_inbox SET payload = sqlc.arg(payload), processed_at = sqlc.arg(now)::timestamptz
WHERE source = sqlc.arg(source) AND external_id = sqlc.arg(object);

-- WebhooksBefore reads deliveries newest first, those before an id if there is one. A filter that is NULL keeps everything, and is gone
-- from the plan when the statement is planned for its values. Versions of objects lie beside the deliveries and are none.
-- name: WebhooksBefore :many
SELECT id, source, external_id, event_type, status, attempts, last_error, tenant_id, received_at, processed_at
FROM public.webhook_inbox
WHERE source NOT LIKE '%/objects'
    AND (sqlc.narg(status)::text IS NULL OR status = sqlc.narg(status)::text)
    AND (sqlc.narg(source)::text IS NULL OR source = sqlc.narg(source)::text)
    AND (sqlc.narg(event_type)::text IS NULL OR event_type = sqlc.narg(event_type)::text)
    AND (sqlc.narg(tenant)::bigint IS NULL OR tenant_id = sqlc.narg(tenant)::bigint)
    AND (sqlc.narg(before_id)::bigint IS NULL OR id < sqlc.narg(before_id)::bigint)
ORDER BY id DESC
LIMIT sqlc.arg(page_limit)::bigint;

-- WebhooksAfter reads the deliveries after an id, oldest first: the page before it, upside down.
-- name: WebhooksAfter :many
SELECT id, source, external_id, event_type, status, attempts, last_error, tenant_id, received_at, processed_at
FROM public.webhook_inbox
WHERE source NOT LIKE '%/objects'
    AND (sqlc.narg(status)::text IS NULL OR status = sqlc.narg(status)::text)
    AND (sqlc.narg(source)::text IS NULL OR source = sqlc.narg(source)::text)
    AND (sqlc.narg(event_type)::text IS NULL OR event_type = sqlc.narg(event_type)::text)
    AND (sqlc.narg(tenant)::bigint IS NULL OR tenant_id = sqlc.narg(tenant)::bigint)
    AND id > sqlc.arg(after_id)::bigint
ORDER BY id
LIMIT sqlc.arg(page_limit)::bigint;

-- name: Webhook :one
SELECT id, source, external_id, event_type, payload, status, attempts, last_error, result, tenant_id, received_at, processed_at
FROM public.webhook_inbox
WHERE id = $1 AND source NOT LIKE '%/objects';

-- name: LockDelivery :one
SELECT id, source, external_id, event_type, status, attempts, last_error, tenant_id, received_at, processed_at
FROM public.webhook_inbox
WHERE id = $1 AND source NOT LIKE '%/objects'
FOR UPDATE;
