-- name: UpsertMembership :exec
INSERT INTO public.memberships (user_id, tenant_id, is_active)
VALUES (sqlc.arg(user_id), sqlc.arg(tenant_id), sqlc.arg(is_active))
ON CONFLICT ON CONSTRAINT memberships_pkey DO UPDATE SET is_active = excluded.is_active;

-- name: DeleteMembership :exec
DELETE FROM public.memberships WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- TenantIDsOfUser lists the restaurants a person actively works in: the first two are enough to know whether there is one.
-- name: TenantIDsOfUser :many
SELECT m.tenant_id
FROM public.memberships m
JOIN public.tenants t ON t.id = m.tenant_id
WHERE m.user_id = $1 AND m.is_active AND t.deleted_at IS NULL
ORDER BY m.tenant_id
LIMIT $2;

-- WorkplacesOfUser lists where a person actively works, a page at a time.
-- name: WorkplacesOfUser :many
SELECT t.id, t.schema_name
FROM public.memberships m
JOIN public.tenants t ON t.id = m.tenant_id
WHERE m.user_id = sqlc.arg(user_id) AND m.is_active AND t.deleted_at IS NULL AND t.id > sqlc.arg(after)
ORDER BY t.id
LIMIT sqlc.arg(page_limit);

-- name: IsActiveMember :one
SELECT EXISTS (SELECT 1 FROM public.memberships WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id) AND is_active);
