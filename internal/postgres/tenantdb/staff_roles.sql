-- LockStaff lets one change of the staff by a person happen at a time in a restaurant, so that what it was allowed by still holds
-- when it is done. Every restaurant has an owner's role, and nobody else has a reason to lock it.
-- name: LockStaff :one
SELECT id FROM roles WHERE is_owner ORDER BY id LIMIT 1 FOR NO KEY UPDATE;

-- name: ListRoles :many
SELECT r.id, r.name, r.description, r.permissions, r.is_owner, r.is_default,
    (SELECT count(*) FROM staff_members m WHERE m.role_id = r.id)::bigint AS member_count, count(*) OVER () AS total
FROM roles r
ORDER BY r.id
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: CountRoles :one
SELECT count(*) FROM roles;

-- name: RoleByID :one
SELECT r.id, r.name, r.description, r.permissions, r.is_owner, r.is_default,
    (SELECT count(*) FROM staff_members m WHERE m.role_id = r.id)::bigint AS member_count
FROM roles r
WHERE r.id = sqlc.arg(id)::bigint;

-- LockRole keeps members from getting the role until the transaction ends. How many have it is counted after: what this statement
-- would count is what was there before it waited.
-- name: LockRole :one
SELECT id, name, description, permissions, is_owner, is_default FROM roles WHERE id = sqlc.arg(id)::bigint FOR UPDATE;

-- name: CountMembersOfRole :one
SELECT count(*) FROM staff_members WHERE role_id = sqlc.arg(role_id)::bigint;

-- name: InsertRole :one
INSERT INTO roles (name, folded_name, description, permissions, created_at, updated_at)
VALUES (
    sqlc.arg(name), sqlc.arg(folded_name)::text, sqlc.arg(description), sqlc.arg(permissions), sqlc.arg(now)::timestamptz, sqlc.arg(now)::timestamptz
)
RETURNING id;

-- name: UpdateRole :exec
UPDATE roles
SET name = sqlc.arg(name), folded_name = sqlc.arg(folded_name)::text, description = sqlc.arg(description), permissions = sqlc.arg(permissions),
    updated_at = sqlc.arg(now)::timestamptz
WHERE id = sqlc.arg(id)::bigint;

-- name: DeleteRole :exec
DELETE FROM roles WHERE id = sqlc.arg(id)::bigint;

-- name: MoveMembers :many
UPDATE staff_members
SET role_id = sqlc.arg(to_role)::bigint, updated_at = sqlc.arg(now)::timestamptz
WHERE role_id = sqlc.arg(from_role)::bigint
RETURNING id, user_id;

-- name: DefaultRole :one
SELECT id, name FROM roles WHERE default_key = sqlc.arg(default_key)::text;

-- AddDefaultRole brings a role back that every restaurant begins with. It does nothing when it is there, or its name is taken.
-- name: AddDefaultRole :execrows
INSERT INTO roles (name, folded_name, description, permissions, is_default, default_key, created_at, updated_at)
VALUES (
    sqlc.arg(name), sqlc.arg(folded_name)::text, sqlc.arg(description), sqlc.arg(permissions), true, sqlc.arg(default_key)::text,
    sqlc.arg(now)::timestamptz, sqlc.arg(now)::timestamptz
)
ON CONFLICT DO NOTHING;
