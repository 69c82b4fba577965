-- ListToolAccess lists grants and refusals of members. Each condition that is NULL is none.
-- name: ListToolAccess :many
SELECT a.id, a.member_id, m.user_id, a.is_granted, a.granted_at, i.tool_id, c.name, c.slug, c.description,
    coalesce(nullif(i.url, ''), c.url)::text AS url, c.icon, (i.is_active AND c.is_active)::boolean AS tool_is_active, i.metadata,
    count(*) OVER () AS total
FROM tool_access a
JOIN staff_members m ON m.id = a.member_id
JOIN installed_tools i ON i.tool_id = a.tool_id
JOIN public.tools c ON c.id = a.tool_id
WHERE (sqlc.narg(member_id)::bigint IS NULL OR a.member_id = sqlc.narg(member_id)::bigint)
    AND (sqlc.narg(user_id)::bigint IS NULL OR m.user_id = sqlc.narg(user_id)::bigint)
    AND (sqlc.narg(tool_id)::bigint IS NULL OR a.tool_id = sqlc.narg(tool_id)::bigint)
ORDER BY a.id
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: CountToolAccess :one
SELECT count(*)
FROM tool_access a
JOIN staff_members m ON m.id = a.member_id
JOIN public.tools c ON c.id = a.tool_id
WHERE (sqlc.narg(member_id)::bigint IS NULL OR a.member_id = sqlc.narg(member_id)::bigint)
    AND (sqlc.narg(user_id)::bigint IS NULL OR m.user_id = sqlc.narg(user_id)::bigint)
    AND (sqlc.narg(tool_id)::bigint IS NULL OR a.tool_id = sqlc.narg(tool_id)::bigint);

-- name: ToolAccessByID :one
SELECT a.id, a.member_id, m.user_id, a.is_granted, a.granted_at, i.tool_id, c.name, c.slug, c.description,
    coalesce(nullif(i.url, ''), c.url)::text AS url, c.icon, (i.is_active AND c.is_active)::boolean AS tool_is_active, i.metadata
FROM tool_access a
JOIN staff_members m ON m.id = a.member_id
JOIN installed_tools i ON i.tool_id = a.tool_id
JOIN public.tools c ON c.id = a.tool_id
WHERE a.id = sqlc.arg(id)::bigint;

-- GrantsOfMember is what was granted to and refused a member themselves.
-- name: GrantsOfMember :many
SELECT tool_id, is_granted FROM tool_access WHERE member_id = sqlc.arg(member_id)::bigint ORDER BY tool_id;

-- name: ToolsOfRole :many
SELECT tool_id FROM role_tools WHERE role_id = sqlc.arg(role_id)::bigint ORDER BY tool_id;

-- Grantees are the members that grants are about, named by their own ids or their users'.
-- name: Grantees :many
SELECT m.id, m.user_id, r.is_owner
FROM staff_members m
JOIN roles r ON r.id = m.role_id
WHERE m.id = ANY (sqlc.arg(members)::bigint[]) OR m.user_id = ANY (sqlc.arg(users)::bigint[])
ORDER BY m.id;

-- name: KnownRoles :many
SELECT id FROM roles WHERE id = ANY (sqlc.arg(ids)::bigint[]) ORDER BY id;

-- GrantTools writes grants and refusals, and gives those that changed something. In order, so that two of them never wait for each other.
-- name: GrantTools :many
INSERT INTO tool_access (member_id, tool_id, is_granted, granted_at, granted_by)
SELECT unnest(sqlc.arg(members)::bigint[]), unnest(sqlc.arg(tools)::bigint[]), unnest(sqlc.arg(granted)::boolean[]),
    sqlc.arg(now)::timestamptz, sqlc.narg(granted_by)::bigint
ORDER BY 1, 2
ON CONFLICT ON CONSTRAINT tool_access_member_id_tool_id_key DO UPDATE
SET is_granted = excluded.is_granted, granted_at = excluded.granted_at, granted_by = excluded.granted_by
WHERE tool_access.is_granted <> excluded.is_granted
RETURNING id, member_id, tool_id, is_granted;

-- name: ToolAccessID :one
SELECT id FROM tool_access WHERE member_id = sqlc.arg(member_id)::bigint AND tool_id = sqlc.arg(tool_id)::bigint;

-- name: DeleteToolAccess :execrows
DELETE FROM tool_access WHERE id = sqlc.arg(id)::bigint;

-- name: ListRoleTools :many
SELECT x.role_id, r.name AS role_name, x.granted_at, i.tool_id, c.name, c.slug, c.description,
    coalesce(nullif(i.url, ''), c.url)::text AS url, c.icon, (i.is_active AND c.is_active)::boolean AS tool_is_active, i.metadata,
    count(*) OVER () AS total
FROM role_tools x
JOIN roles r ON r.id = x.role_id
JOIN installed_tools i ON i.tool_id = x.tool_id
JOIN public.tools c ON c.id = x.tool_id
WHERE (sqlc.narg(role_id)::bigint IS NULL OR x.role_id = sqlc.narg(role_id)::bigint)
    AND (sqlc.narg(tool_id)::bigint IS NULL OR x.tool_id = sqlc.narg(tool_id)::bigint)
ORDER BY x.role_id, x.tool_id
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: CountRoleTools :one
SELECT count(*)
FROM role_tools x
JOIN public.tools c ON c.id = x.tool_id
WHERE (sqlc.narg(role_id)::bigint IS NULL OR x.role_id = sqlc.narg(role_id)::bigint)
    AND (sqlc.narg(tool_id)::bigint IS NULL OR x.tool_id = sqlc.narg(tool_id)::bigint);

-- GrantRoleTools gives the pairs that are new.
-- name: GrantRoleTools :many
INSERT INTO role_tools (role_id, tool_id, granted_at, granted_by)
SELECT unnest(sqlc.arg(roles)::bigint[]), unnest(sqlc.arg(tools)::bigint[]), sqlc.arg(now)::timestamptz, sqlc.narg(granted_by)::bigint
ORDER BY 1, 2
ON CONFLICT ON CONSTRAINT role_tools_pkey DO NOTHING
RETURNING role_id, tool_id;

-- RevokeRoleTools gives the pairs that were there.
-- name: RevokeRoleTools :many
DELETE FROM role_tools
WHERE (role_id, tool_id) IN (SELECT unnest(sqlc.arg(roles)::bigint[]), unnest(sqlc.arg(tools)::bigint[]))
RETURNING role_id, tool_id;

-- AccessMatrix says of a page of members, in the order of their ids, how each tool of the restaurant stands to them. Patterns are for ILIKE; all
-- of them must match, and none is no search; no role is all roles.
-- name: AccessMatrix :many
WITH page AS (
    SELECT m.id, m.role_id, r.name AS role_name, m.is_active, u.email, u.username, u.first_name, u.last_name, count(*) OVER () AS total
    FROM staff_members m
    JOIN roles r ON r.id = m.role_id
    JOIN public.users u ON u.id = m.user_id
    WHERE (sqlc.narg(role_id)::bigint IS NULL OR m.role_id = sqlc.narg(role_id)::bigint)
        AND (cardinality(sqlc.arg(patterns)::text[]) = 0
        OR (u.first_name || ' ' || u.last_name || chr(10) || u.email || chr(10) || u.username || chr(10) || coalesce(m.employee_id, ''))
            ILIKE ALL (sqlc.arg(patterns)::text[]))
    ORDER BY m.id
    LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint
)
SELECT p.id, p.role_id, p.role_name, p.is_active, p.email, p.username, p.first_name, p.last_name, p.total, i.tool_id, a.id AS access_id, a.is_granted,
    (x.role_id IS NOT NULL)::boolean AS by_role
FROM page p
LEFT JOIN installed_tools i ON true
LEFT JOIN tool_access a ON a.member_id = p.id AND a.tool_id = i.tool_id
LEFT JOIN role_tools x ON x.role_id = p.role_id AND x.tool_id = i.tool_id
ORDER BY p.id, i.tool_id;
