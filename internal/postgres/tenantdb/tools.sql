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

-- ListInstalledTools says of each tool too whether a member may open it: by their own grant, or by their role's when they have none.
-- name: ListInstalledTools :many
SELECT i.tool_id, c.name, c.slug, c.description, coalesce(nullif(i.url, ''), c.url)::text AS url, c.icon,
    (i.is_active AND c.is_active)::boolean AS is_active, i.metadata, i.settings,
    coalesce(a.is_granted, r.role_id IS NOT NULL)::boolean AS is_granted, count(*) OVER () AS total
FROM installed_tools i
JOIN public.tools c ON c.id = i.tool_id
LEFT JOIN staff_members m ON m.id = sqlc.arg(member_id)::bigint
LEFT JOIN tool_access a ON a.member_id = m.id AND a.tool_id = i.tool_id
LEFT JOIN role_tools r ON r.role_id = m.role_id AND r.tool_id = i.tool_id
ORDER BY i.tool_id
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: CountInstalledTools :one
SELECT count(*) FROM installed_tools i JOIN public.tools c ON c.id = i.tool_id;

-- name: InstalledTool :one
SELECT i.tool_id, c.name, c.slug, c.description, coalesce(nullif(i.url, ''), c.url)::text AS url, c.icon,
    (i.is_active AND c.is_active)::boolean AS is_active, i.metadata, i.settings
FROM installed_tools i
JOIN public.tools c ON c.id = i.tool_id
WHERE i.tool_id = sqlc.arg(tool_id)::bigint;

-- name: InstalledToolIDs :many
SELECT tool_id FROM installed_tools ORDER BY tool_id;

-- name: LockInstalledTool :one
SELECT tool_id, url, is_active, metadata, settings
FROM installed_tools
WHERE tool_id = sqlc.arg(tool_id)::bigint
FOR UPDATE;

-- InstallTool does nothing when the tool is installed already.
-- name: InstallTool :execrows
INSERT INTO installed_tools (tool_id, url, is_active, metadata, settings, installed_at)
VALUES (sqlc.arg(tool_id), sqlc.arg(url), sqlc.arg(is_active), sqlc.arg(metadata), sqlc.arg(settings), sqlc.arg(now))
ON CONFLICT ON CONSTRAINT installed_tools_pkey DO NOTHING;

-- name: UpdateInstalledTool :exec
UPDATE installed_tools
SET url = sqlc.arg(url), is_active = sqlc.arg(is_active), metadata = sqlc.arg(metadata), settings = sqlc.arg(settings)
WHERE tool_id = sqlc.arg(tool_id)::bigint;

-- UninstallTool takes along what was granted of it.
-- name: UninstallTool :execrows
DELETE FROM installed_tools WHERE tool_id = sqlc.arg(tool_id)::bigint;

-- ForgetTools uninstalls what the platform's catalogue does not have any more. Tools that are newer than the list stay.
-- name: ForgetTools :execrows
DELETE FROM installed_tools WHERE tool_id <= sqlc.arg(newest)::bigint AND tool_id <> ALL (sqlc.arg(known)::bigint[]);

-- GrantToOwner lets the owner into a tool that was installed a moment ago.
-- name: GrantToOwner :exec
INSERT INTO tool_access (member_id, tool_id, granted_at, granted_by)
SELECT m.id, sqlc.arg(tool_id)::bigint, sqlc.arg(now)::timestamptz, sqlc.narg(granted_by)::bigint
FROM staff_members m
JOIN roles r ON r.id = m.role_id
WHERE r.is_owner
ON CONFLICT ON CONSTRAINT tool_access_member_id_tool_id_key DO NOTHING;
