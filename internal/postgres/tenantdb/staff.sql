-- SeedStaff writes the default roles and the owner's row in one statement.
-- name: SeedRole :one
INSERT INTO roles (name, description, permissions, is_owner, is_default)
VALUES (sqlc.arg(name), sqlc.arg(description), sqlc.arg(permissions), sqlc.arg(is_owner), true)
ON CONFLICT ON CONSTRAINT roles_name_key DO UPDATE SET is_default = true
RETURNING id;

-- name: InsertMember :one
INSERT INTO staff_members (user_id, role_id, is_active, hired_date, employee_id, department, salary_minor)
VALUES (sqlc.arg(user_id), sqlc.arg(role_id), sqlc.arg(is_active), sqlc.arg(hired_date), sqlc.narg(employee_id), sqlc.arg(department), sqlc.narg(salary_minor))
RETURNING id;

-- MemberOfUser is what the door to a restaurant needs to know of somebody.
-- name: MemberOfUser :one
SELECT m.id, m.is_active, r.id AS role_id, r.name AS role_name, r.permissions, r.is_owner
FROM staff_members m
JOIN roles r ON r.id = m.role_id
WHERE m.user_id = $1;

-- name: ListRoles :many
SELECT id, name, description, permissions, is_owner, is_default, count(*) OVER () AS total
FROM roles
ORDER BY id
LIMIT sqlc.arg(page_limit) OFFSET sqlc.arg(page_offset);

-- name: CountRoles :one
SELECT count(*) FROM roles;

-- name: RoleByID :one
SELECT id, name, description, permissions, is_owner, is_default FROM roles WHERE id = $1;

-- name: ListMembers :many
SELECT m.id, m.user_id, u.username, u.email, u.first_name, u.last_name, m.role_id, r.name AS role_name, r.description AS role_description,
    r.permissions AS role_permissions, m.is_active, m.hired_date, m.employee_id, m.department, m.salary_minor, count(*) OVER () AS total
FROM staff_members m
JOIN roles r ON r.id = m.role_id
JOIN public.users u ON u.id = m.user_id
ORDER BY m.id
LIMIT sqlc.arg(page_limit) OFFSET sqlc.arg(page_offset);

-- name: CountMembers :one
SELECT count(*) FROM staff_members;

-- name: MemberByID :one
SELECT m.id, m.user_id, u.username, u.email, u.first_name, u.last_name, m.role_id, r.name AS role_name, r.description AS role_description,
    r.permissions AS role_permissions, m.is_active, m.hired_date, m.employee_id, m.department, m.salary_minor
FROM staff_members m
JOIN roles r ON r.id = m.role_id
JOIN public.users u ON u.id = m.user_id
WHERE m.id = $1;

-- name: SetMemberActive :execrows
UPDATE staff_members SET is_active = sqlc.arg(is_active), updated_at = sqlc.arg(now) WHERE user_id = sqlc.arg(user_id) AND is_active <> sqlc.arg(is_active);
