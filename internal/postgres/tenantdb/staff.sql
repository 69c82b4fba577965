-- SeedStaff writes the default roles and the owner's row of staff in one statement. Roles is an array of objects; an owner of 0 is
-- nobody yet.
-- name: SeedStaff :exec
WITH seeded AS (
    INSERT INTO roles (name, folded_name, description, permissions, is_owner, is_default, default_key)
    SELECT r.role ->> 'name', r.role ->> 'folded_name', r.role ->> 'description', r.role -> 'permissions', (r.role ->> 'is_owner')::boolean, true,
        r.role ->> 'key'
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

-- ListMembers is the page that is asked for most: everybody, by id. It reads no more rows than it shows, but for the count.
-- name: ListMembers :many
SELECT m.id, m.user_id, u.username, u.email, u.first_name, u.last_name, m.role_id, r.name AS role_name, r.description AS role_description,
    r.permissions AS role_permissions, m.is_active, m.hired_date, m.employee_id, m.department, m.salary_minor,
    (SELECT count(*) FROM staff_members)::bigint AS total
FROM staff_members m
JOIN roles r ON r.id = m.role_id
JOIN public.users u ON u.id = m.user_id
ORDER BY m.id
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- FilterMembers is a page of those who have a role or are active, in an order that the restaurant's own tables know. A parameter
-- that is null filters nothing. People are looked up for the page alone.
-- name: FilterMembers :many
WITH matching AS (
    SELECT m.id, count(*) OVER () AS total
    FROM staff_members m
    JOIN roles r ON r.id = m.role_id
    WHERE (sqlc.narg(role_id)::bigint IS NULL OR m.role_id = sqlc.narg(role_id)::bigint)
        AND (sqlc.narg(role_name)::text IS NULL OR coalesce(r.folded_name, lower(r.name)) = sqlc.narg(role_name)::text)
        AND (sqlc.narg(is_active)::boolean IS NULL OR m.is_active = sqlc.narg(is_active)::boolean)
    ORDER BY
        CASE WHEN sqlc.arg(ordering)::text = 'role' THEN lower(r.name) END,
        CASE WHEN sqlc.arg(ordering)::text = '-role' THEN lower(r.name) END DESC,
        CASE WHEN sqlc.arg(ordering)::text = 'department' THEN lower(m.department) END,
        CASE WHEN sqlc.arg(ordering)::text = '-department' THEN lower(m.department) END DESC,
        CASE WHEN sqlc.arg(ordering)::text = 'employee_id' THEN m.employee_id END NULLS LAST,
        CASE WHEN sqlc.arg(ordering)::text = '-employee_id' THEN m.employee_id END DESC NULLS LAST,
        CASE WHEN sqlc.arg(ordering)::text = 'hired_date' THEN m.hired_date END,
        CASE WHEN sqlc.arg(ordering)::text = '-hired_date' THEN m.hired_date END DESC,
        CASE WHEN sqlc.arg(ordering)::text = '-id' THEN m.id END DESC,
        m.id
    LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint
), page AS (
    SELECT id, total, row_number() OVER () AS position FROM matching
)
SELECT m.id, m.user_id, u.username, u.email, u.first_name, u.last_name, m.role_id, r.name AS role_name, r.description AS role_description,
    r.permissions AS role_permissions, m.is_active, m.hired_date, m.employee_id, m.department, m.salary_minor,
    p.total
FROM page p
JOIN staff_members m ON m.id = p.id
JOIN roles r ON r.id = m.role_id
JOIN public.users u ON u.id = m.user_id
ORDER BY p.position;

-- SearchMembers is FilterMembers for what needs to know who the people are: a search, and an order by their names. Patterns are for
-- ILIKE; all of them must match, and none is no search.
-- name: SearchMembers :many
WITH matching AS (
    SELECT m.id, count(*) OVER () AS total
    FROM staff_members m
    JOIN roles r ON r.id = m.role_id
    JOIN public.users u ON u.id = m.user_id
    WHERE (sqlc.narg(role_id)::bigint IS NULL OR m.role_id = sqlc.narg(role_id)::bigint)
        AND (sqlc.narg(role_name)::text IS NULL OR coalesce(r.folded_name, lower(r.name)) = sqlc.narg(role_name)::text)
        AND (sqlc.narg(is_active)::boolean IS NULL OR m.is_active = sqlc.narg(is_active)::boolean)
        AND (
            cardinality(sqlc.arg(patterns)::text[]) = 0
            OR (u.first_name || ' ' || u.last_name || chr(10) || u.email || chr(10) || u.username || chr(10) || coalesce(m.employee_id, ''))
                ILIKE ALL (sqlc.arg(patterns)::text[])
        )
    ORDER BY
        CASE WHEN sqlc.arg(ordering)::text = 'name' THEN lower(coalesce(nullif(btrim(u.first_name || ' ' || u.last_name), ''), u.username)) END,
        CASE WHEN sqlc.arg(ordering)::text = '-name' THEN lower(coalesce(nullif(btrim(u.first_name || ' ' || u.last_name), ''), u.username)) END DESC,
        CASE WHEN sqlc.arg(ordering)::text = 'email' THEN lower(u.email) END,
        CASE WHEN sqlc.arg(ordering)::text = '-email' THEN lower(u.email) END DESC,
        CASE WHEN sqlc.arg(ordering)::text = 'username' THEN lower(u.username) END,
        CASE WHEN sqlc.arg(ordering)::text = '-username' THEN lower(u.username) END DESC,
        CASE WHEN sqlc.arg(ordering)::text = 'role' THEN lower(r.name) END,
        CASE WHEN sqlc.arg(ordering)::text = '-role' THEN lower(r.name) END DESC,
        CASE WHEN sqlc.arg(ordering)::text = 'department' THEN lower(m.department) END,
        CASE WHEN sqlc.arg(ordering)::text = '-department' THEN lower(m.department) END DESC,
        CASE WHEN sqlc.arg(ordering)::text = 'employee_id' THEN m.employee_id END NULLS LAST,
        CASE WHEN sqlc.arg(ordering)::text = '-employee_id' THEN m.employee_id END DESC NULLS LAST,
        CASE WHEN sqlc.arg(ordering)::text = 'hired_date' THEN m.hired_date END,
        CASE WHEN sqlc.arg(ordering)::text = '-hired_date' THEN m.hired_date END DESC,
        CASE WHEN sqlc.arg(ordering)::text = '-id' THEN m.id END DESC,
        m.id
    LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint
), page AS (
    SELECT id, total, row_number() OVER () AS position FROM matching
)
SELECT m.id, m.user_id, u.username, u.email, u.first_name, u.last_name, m.role_id, r.name AS role_name, r.description AS role_description,
    r.permissions AS role_permissions, m.is_active, m.hired_date, m.employee_id, m.department, m.salary_minor,
    p.total
FROM page p
JOIN staff_members m ON m.id = p.id
JOIN roles r ON r.id = m.role_id
JOIN public.users u ON u.id = m.user_id
ORDER BY p.position;

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
SELECT m.id, m.user_id, m.is_active, m.hired_date, m.employee_id, m.department, m.salary_minor, m.role_id, r.name AS role_name,
    r.permissions AS role_permissions, r.is_owner, coalesce(r.default_key, '')::text AS default_key
FROM staff_members m
JOIN roles r ON r.id = m.role_id
WHERE m.id = sqlc.arg(id)::bigint
FOR UPDATE OF m;

-- name: LockMemberOfUser :one
SELECT m.id, m.user_id, m.is_active, m.hired_date, m.employee_id, m.department, m.salary_minor, m.role_id, r.name AS role_name,
    r.permissions AS role_permissions, r.is_owner, coalesce(r.default_key, '')::text AS default_key
FROM staff_members m
JOIN roles r ON r.id = m.role_id
WHERE m.user_id = sqlc.arg(user_id)::bigint
FOR UPDATE OF m;

-- name: SetMemberActive :exec
UPDATE staff_members SET is_active = sqlc.arg(is_active)::boolean, updated_at = sqlc.arg(now)::timestamptz WHERE id = sqlc.arg(id)::bigint;

-- name: SetMemberRole :exec
UPDATE staff_members SET role_id = sqlc.arg(role_id)::bigint, updated_at = sqlc.arg(now)::timestamptz WHERE id = sqlc.arg(id)::bigint;

-- name: UpdateMember :exec
UPDATE staff_members
SET department = sqlc.arg(department), salary_minor = sqlc.narg(salary_minor), hired_date = sqlc.arg(hired_date)::date,
    employee_id = sqlc.narg(employee_id), updated_at = sqlc.arg(now)::timestamptz
WHERE id = sqlc.arg(id)::bigint;

-- name: DeleteMember :exec
DELETE FROM staff_members WHERE id = sqlc.arg(id)::bigint;
