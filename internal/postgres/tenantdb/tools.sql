-- SeedTools installs the catalogue's default tools, and grants them to the owner when there is one, in one statement.
-- name: SeedTools :exec
WITH installed AS (
    INSERT INTO installed_tools (tool_id, installed_at)
    SELECT t.id, sqlc.arg(now)::timestamptz FROM public.tools t WHERE t.is_default AND t.is_active
    RETURNING tool_id
)
INSERT INTO tool_access (member_id, tool_id, granted_at)
SELECT m.id, i.tool_id, sqlc.arg(now)::timestamptz
FROM installed i CROSS JOIN staff_members m
WHERE m.user_id = sqlc.arg(owner)::bigint
ORDER BY i.tool_id;

-- name: ListInstalledTools :many
SELECT i.tool_id, c.name, c.slug, c.description, coalesce(nullif(i.url, ''), c.url)::text AS url, c.icon,
    (i.is_active AND c.is_active)::boolean AS is_active, i.metadata, count(*) OVER () AS total
FROM installed_tools i
JOIN public.tools c ON c.id = i.tool_id
ORDER BY i.tool_id
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: CountInstalledTools :one
SELECT count(*) FROM installed_tools;

-- name: InstalledTool :one
SELECT i.tool_id, c.name, c.slug, c.description, coalesce(nullif(i.url, ''), c.url)::text AS url, c.icon,
    (i.is_active AND c.is_active)::boolean AS is_active, i.metadata
FROM installed_tools i
JOIN public.tools c ON c.id = i.tool_id
WHERE i.tool_id = sqlc.arg(tool_id)::bigint;

-- name: ListToolAccess :many
SELECT a.id, m.user_id, a.is_granted, a.granted_at, i.tool_id, c.name, c.slug, c.description, coalesce(nullif(i.url, ''), c.url)::text AS url,
    c.icon, (i.is_active AND c.is_active)::boolean AS tool_is_active, i.metadata, count(*) OVER () AS total
FROM tool_access a
JOIN staff_members m ON m.id = a.member_id
JOIN installed_tools i ON i.tool_id = a.tool_id
JOIN public.tools c ON c.id = a.tool_id
WHERE a.member_id = sqlc.arg(member_id)::bigint
ORDER BY a.id
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: CountToolAccess :one
SELECT count(*) FROM tool_access WHERE member_id = sqlc.arg(member_id)::bigint;

-- IssueToken stores a launch token if its member may open the tool at this moment: checked and written as one. No row is written
-- otherwise, and ToolAccessState says why.
-- name: IssueToken :execrows
INSERT INTO sso_tokens (jti_hash, member_id, tool_id, created_at, expires_at)
SELECT sqlc.arg(jti_hash)::bytea, a.member_id, a.tool_id, sqlc.arg(created_at)::timestamptz, sqlc.arg(expires_at)::timestamptz
FROM tool_access a
JOIN staff_members m ON m.id = a.member_id
WHERE a.member_id = sqlc.arg(member_id)::bigint AND a.tool_id = sqlc.arg(tool_id)::bigint AND a.is_granted AND m.is_active;

-- name: ToolAccessState :one
SELECT m.is_active,
    coalesce((SELECT a.is_granted FROM tool_access a WHERE a.member_id = m.id AND a.tool_id = sqlc.arg(tool_id)::bigint), false)::boolean AS is_granted
FROM staff_members m
WHERE m.id = sqlc.arg(member_id)::bigint;

-- RedeemToken uses a launch token up if its member may still open the tool, and says who that is. Of any number at once exactly
-- one gets the row: the others wait for its lock and then see used_at.
-- name: RedeemToken :one
UPDATE sso_tokens t
SET used_at = sqlc.arg(now)::timestamptz
FROM tool_access a
JOIN staff_members m ON m.id = a.member_id
JOIN roles r ON r.id = m.role_id
JOIN public.users u ON u.id = m.user_id
WHERE t.jti_hash = sqlc.arg(jti_hash)::bytea AND t.member_id = sqlc.arg(member_id)::bigint AND t.tool_id = sqlc.arg(tool_id)::bigint
    AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > sqlc.arg(now)::timestamptz
    AND a.member_id = sqlc.arg(member_id)::bigint AND a.tool_id = sqlc.arg(tool_id)::bigint AND a.is_granted
    AND m.is_active AND m.user_id = sqlc.arg(user_id)::bigint AND u.is_active AND u.deleted_at IS NULL
RETURNING u.username, u.email, u.first_name, u.last_name, r.name AS role_name, r.permissions;

-- RevokeTokensOfMember ends what a member holds and has not used.
-- name: RevokeTokensOfMember :exec
UPDATE sso_tokens
SET revoked_at = sqlc.arg(now)::timestamptz
WHERE member_id = sqlc.arg(member_id)::bigint AND used_at IS NULL AND revoked_at IS NULL AND expires_at > sqlc.arg(now)::timestamptz;

-- name: DeleteExpiredTokens :execrows
DELETE FROM sso_tokens WHERE expires_at < sqlc.arg(before)::timestamptz;
