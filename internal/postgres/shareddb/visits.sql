-- name: InsertVisit :one
INSERT INTO public.visits (tenant_id, user_id, reason, started_at, expires_at)
VALUES (sqlc.arg(tenant_id), sqlc.arg(user_id), sqlc.arg(reason), sqlc.arg(started_at), sqlc.arg(expires_at))
RETURNING id;

-- VisitUnderWay is a person's visit to a restaurant, if it is under way.
-- name: VisitUnderWay :one
SELECT id, tenant_id, user_id, reason, started_at, expires_at, ended_at
FROM public.visits
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND user_id = sqlc.arg(user_id) AND ended_at IS NULL
    AND expires_at > sqlc.arg(now)::timestamptz;

-- name: LockVisit :one
SELECT id, tenant_id, user_id, reason, started_at, expires_at, ended_at
FROM public.visits
WHERE id = $1
FOR UPDATE;

-- name: EndVisit :exec
UPDATE public.visits SET ended_at = sqlc.arg(ended_at)::timestamptz WHERE id = sqlc.arg(id);

-- name: ExpiredVisits :many
SELECT id FROM public.visits WHERE ended_at IS NULL AND expires_at <= sqlc.arg(now)::timestamptz ORDER BY expires_at, id LIMIT sqlc.arg(page_limit);

-- ListVisits lists visits, the newest first; of one restaurant, unless tenant_id is NULL.
-- name: ListVisits :many
SELECT v.id, v.tenant_id, v.user_id, v.reason, v.started_at, v.expires_at, v.ended_at, count(*) OVER () AS total,
    t.name AS tenant_name, u.email, u.username, u.first_name, u.last_name
FROM public.visits v
LEFT JOIN public.tenants t ON t.id = v.tenant_id
LEFT JOIN public.users u ON u.id = v.user_id
WHERE sqlc.narg(tenant_id)::bigint IS NULL OR v.tenant_id = sqlc.narg(tenant_id)::bigint
ORDER BY v.id DESC
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;
