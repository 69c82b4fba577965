-- SeedStaff writes the default roles and the owner's row of staff in one statement. Roles is an array of objects; an owner of 0 is
-- nobody yet.
-- name: SeedStaff :exec
WITH seeded AS (
    INSERT INTO roles (name, description, permissions, is_owner, is_default)
    SELECT r.role ->> 'name', r.role ->> 'description', r.role -> 'permissions', (r.role ->> 'is_owner')::boolean, true
    FROM jsonb_array_elements(sqlc.arg(roles)::jsonb) WITH ORDINALITY AS r (role, position)
    ORDER BY r.position
    RETURNING id, is_owner
)
INSERT INTO staff_members (user_id, role_id, hired_date)
SELECT sqlc.arg(owner)::bigint, s.id, sqlc.arg(hired_date)::date
FROM seeded s
WHERE s.is_owner AND sqlc.arg(owner)::bigint <> 0;

-- MemberOfUser is what the door to a restaurant needs to know of somebody.
-- name: MemberOfUser :one
SELECT m.id, m.is_active, r.id AS role_id, r.name AS role_name, r.permissions, r.is_owner
FROM staff_members m
JOIN roles r ON r.id = m.role_id
WHERE m.user_id = sqlc.arg(user_id)::bigint;

-- name: ListRoles :many
SELECT id, name, description, permissions, count(*) OVER () AS total
FROM roles
ORDER BY id
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: CountRoles :one
SELECT count(*) FROM roles;

-- name: RoleByID :one
SELECT id, name, description, permissions FROM roles WHERE id = sqlc.arg(id)::bigint;

-- name: ListMembers :many
SELECT m.id, m.user_id, u.username, u.email, u.first_name, u.last_name, m.role_id, r.name AS role_name, r.description AS role_description,
    r.permissions AS role_permissions, m.is_active, m.hired_date, m.employee_id, m.department, m.salary_minor, count(*) OVER () AS total
FROM staff_members m
JOIN roles r ON r.id = m.role_id
JOIN public.users u ON u.id = m.user_id
ORDER BY m.id
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: CountMembers :one
SELECT count(*) FROM staff_members;

-- name: MemberByID :one
SELECT m.id, m.user_id, u.username, u.email, u.first_name, u.last_name, m.role_id, r.name AS role_name, r.description AS role_description,
    r.permissions AS role_permissions, m.is_active, m.hired_date, m.employee_id, m.department, m.salary_minor
FROM staff_members m
JOIN roles r ON r.id = m.role_id
JOIN public.users u ON u.id = m.user_id
WHERE m.id = sqlc.arg(id)::bigint;

-- name: LockMember :one
SELECT m.id, m.user_id, m.is_active, r.name AS role_name, r.is_owner, r.is_default
FROM staff_members m
JOIN roles r ON r.id = m.role_id
WHERE m.id = sqlc.arg(id)::bigint
FOR UPDATE OF m;

-- name: LockMemberOfUser :one
SELECT m.id, m.user_id, m.is_active, r.name AS role_name, r.is_owner, r.is_default
FROM staff_members m
JOIN roles r ON r.id = m.role_id
WHERE m.user_id = sqlc.arg(user_id)::bigint
FOR UPDATE OF m;

-- name: SetMemberActive :exec
UPDATE staff_members SET is_active = sqlc.arg(is_active)::boolean, updated_at = sqlc.arg(now)::timestamptz WHERE id = sqlc.arg(id)::bigint;

-- name: SetMemberRole :execrows
UPDATE staff_members m
SET role_id = r.id, updated_at = sqlc.arg(now)::timestamptz
FROM roles r
WHERE m.id = sqlc.arg(id)::bigint AND r.name = sqlc.arg(role_name)::text;
