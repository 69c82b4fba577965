-- name: InstallDefaultTools :exec
INSERT INTO installed_tools (tool_id, url)
SELECT t.id, '' FROM public.tools t WHERE t.is_default AND t.is_active
ON CONFLICT ON CONSTRAINT installed_tools_pkey DO NOTHING;

-- GrantAllTools gives a member every tool that is installed.
-- name: GrantAllTools :exec
INSERT INTO tool_access (member_id, tool_id)
SELECT m.id, t.tool_id FROM staff_members m CROSS JOIN installed_tools t WHERE m.user_id = $1
ON CONFLICT ON CONSTRAINT tool_access_member_id_tool_id_key DO NOTHING;

-- name: ListInstalledTools :many
SELECT i.tool_id, c.name, c.slug, c.description, coalesce(nullif(i.url, ''), c.url)::text AS url, c.icon,
    (i.is_active AND c.is_active)::boolean AS is_active, i.metadata, count(*) OVER () AS total
FROM installed_tools i
JOIN public.tools c ON c.id = i.tool_id
ORDER BY i.tool_id
LIMIT sqlc.arg(page_limit) OFFSET sqlc.arg(page_offset);

-- name: InstalledTool :one
SELECT i.tool_id, c.name, c.slug, c.description, coalesce(nullif(i.url, ''), c.url)::text AS url, c.icon,
    (i.is_active AND c.is_active)::boolean AS is_active, i.metadata
FROM installed_tools i
JOIN public.tools c ON c.id = i.tool_id
WHERE i.tool_id = $1;

-- name: ListToolAccess :many
SELECT a.id, m.user_id, a.is_granted, a.granted_at, i.tool_id, c.name, c.slug, c.description, coalesce(nullif(i.url, ''), c.url)::text AS url,
    c.icon, (i.is_active AND c.is_active)::boolean AS tool_is_active, i.metadata, count(*) OVER () AS total
FROM tool_access a
JOIN staff_members m ON m.id = a.member_id
JOIN installed_tools i ON i.tool_id = a.tool_id
JOIN public.tools c ON c.id = a.tool_id
WHERE a.member_id = $1
ORDER BY a.id
LIMIT sqlc.arg(page_limit) OFFSET sqlc.arg(page_offset);

-- IssueToken stores a launch token if its member may open the tool at this moment: checked and written as one.
-- name: IssueToken :one
INSERT INTO sso_tokens (jti_hash, member_id, tool_id, created_at, expires_at)
SELECT sqlc.arg(jti_hash)::bytea, m.id, i.tool_id, sqlc.arg(created_at)::timestamptz, sqlc.arg(expires_at)::timestamptz
FROM staff_members m
JOIN tool_access a ON a.member_id = m.id AND a.is_granted
JOIN installed_tools i ON i.tool_id = a.tool_id AND i.is_active
WHERE m.id = sqlc.arg(member_id) AND m.is_active AND i.tool_id = sqlc.arg(tool_id)
RETURNING member_id;

-- ToolAccessState says why IssueToken refused.
-- name: ToolAccessState :one
SELECT m.is_active AS member_active, i.is_active AS tool_active,
    coalesce((SELECT a.is_granted FROM tool_access a WHERE a.member_id = m.id AND a.tool_id = i.tool_id), false)::boolean AS is_granted
FROM staff_members m CROSS JOIN installed_tools i
WHERE m.id = sqlc.arg(member_id) AND i.tool_id = sqlc.arg(tool_id);

-- RedeemToken uses a launch token up. Of any number at once exactly one gets the row.
-- name: RedeemToken :one
UPDATE sso_tokens t
SET used_at = sqlc.arg(now)::timestamptz
FROM staff_members m, roles r, tool_access a, installed_tools i
WHERE t.jti_hash = sqlc.arg(jti_hash)::bytea
    AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > sqlc.arg(now)::timestamptz
    AND m.id = t.member_id AND m.is_active AND r.id = m.role_id
    AND a.member_id = m.id AND a.tool_id = t.tool_id AND a.is_granted
    AND i.tool_id = t.tool_id AND i.is_active
RETURNING t.tool_id, t.expires_at, m.id AS member_id, m.user_id, r.name AS role_name, r.permissions;

-- name: DeleteExpiredTokens :execrows
DELETE FROM sso_tokens WHERE expires_at < sqlc.arg(before)::timestamptz;
