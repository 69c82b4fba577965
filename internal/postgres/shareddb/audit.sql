-- name: InsertAudit :exec
INSERT INTO public.audit_log (
    occurred_at, tenant_id, actor_user_id, actor_kind, actor_name, actor_email, action, target_type, target_id, target_label, changes,
    request_id, ip_address, user_agent, visit_id
) VALUES (
    sqlc.arg(occurred_at), sqlc.narg(tenant_id), sqlc.narg(actor_user_id), sqlc.arg(actor_kind), sqlc.arg(actor_name),
    sqlc.arg(actor_email), sqlc.arg(action), sqlc.arg(target_type), sqlc.arg(target_id), sqlc.arg(target_label), sqlc.arg(changes),
    sqlc.arg(request_id), sqlc.arg(ip_address), sqlc.arg(user_agent), sqlc.narg(visit_id)
);

-- AuditEntry reads one entry of a restaurant, or with scope 0 of those that belong to none.
-- name: AuditEntry :one
SELECT id, occurred_at, actor_user_id, actor_kind, actor_name, actor_email, action, target_type, target_id, target_label, changes,
    request_id, ip_address, user_agent, visit_id
FROM public.audit_log
WHERE id = sqlc.arg(id) AND coalesce(tenant_id, 0) = sqlc.arg(scope)::bigint;

-- AuditBefore reads entries newest first, those before a position if there is one. A filter that is NULL keeps everything, and is
-- gone from the plan when the statement is planned for its values.
-- name: AuditBefore :many
SELECT id, occurred_at, actor_user_id, actor_kind, actor_name, actor_email, action, target_type, target_id, target_label, changes,
    request_id, ip_address, user_agent, visit_id
FROM public.audit_log
WHERE coalesce(tenant_id, 0) = sqlc.arg(scope)::bigint
    AND (sqlc.narg(action)::text IS NULL OR action = sqlc.narg(action)::text)
    AND (sqlc.narg(actor)::bigint IS NULL OR actor_user_id = sqlc.narg(actor)::bigint)
    AND (sqlc.narg(target_type)::text IS NULL OR target_type = sqlc.narg(target_type)::text)
    AND (sqlc.narg(target_id)::text IS NULL OR target_id = sqlc.narg(target_id)::text)
    AND (sqlc.narg(since)::timestamptz IS NULL OR occurred_at >= sqlc.narg(since)::timestamptz)
    AND (sqlc.narg(until)::timestamptz IS NULL OR occurred_at < sqlc.narg(until)::timestamptz)
    AND (
        sqlc.narg(before_time)::timestamptz IS NULL
        OR (occurred_at, id) < (sqlc.narg(before_time)::timestamptz, sqlc.narg(before_id)::bigint)
    )
ORDER BY occurred_at DESC, id DESC
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- AuditAfter reads the entries after a position, oldest first: the page before it, upside down.
-- name: AuditAfter :many
SELECT id, occurred_at, actor_user_id, actor_kind, actor_name, actor_email, action, target_type, target_id, target_label, changes,
    request_id, ip_address, user_agent, visit_id
FROM public.audit_log
WHERE coalesce(tenant_id, 0) = sqlc.arg(scope)::bigint
    AND (sqlc.narg(action)::text IS NULL OR action = sqlc.narg(action)::text)
    AND (sqlc.narg(actor)::bigint IS NULL OR actor_user_id = sqlc.narg(actor)::bigint)
    AND (sqlc.narg(target_type)::text IS NULL OR target_type = sqlc.narg(target_type)::text)
    AND (sqlc.narg(target_id)::text IS NULL OR target_id = sqlc.narg(target_id)::text)
    AND (sqlc.narg(until)::timestamptz IS NULL OR occurred_at < sqlc.narg(until)::timestamptz)
    AND (occurred_at, id) > (sqlc.arg(after_time)::timestamptz, sqlc.arg(after_id)::bigint)
ORDER BY occurred_at, id
LIMIT sqlc.arg(page_limit)::bigint;
