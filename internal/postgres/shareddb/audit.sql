-- name: InsertAudit :exec
INSERT INTO public.audit_log (occurred_at, tenant_id, actor_user_id, actor_kind, action, target_type, target_id, changes, request_id, ip_address)
VALUES (
    sqlc.arg(occurred_at), sqlc.narg(tenant_id), sqlc.narg(actor_user_id), sqlc.arg(actor_kind), sqlc.arg(action), sqlc.arg(target_type),
    sqlc.arg(target_id), sqlc.arg(changes), sqlc.arg(request_id), sqlc.arg(ip_address)
);
