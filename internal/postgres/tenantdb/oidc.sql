-- ToolStanding is everything in a restaurant that decides whether somebody may open a tool. A member's own grant goes before their
-- role's.
-- name: ToolStanding :one
SELECT m.id, m.is_active, r.name AS role_name, r.permissions, c.slug, (i.is_active AND c.is_active)::boolean AS tool_is_active,
    coalesce(
        (SELECT a.is_granted FROM tool_access a WHERE a.member_id = m.id AND a.tool_id = i.tool_id),
        EXISTS (SELECT 1 FROM role_tools rt WHERE rt.role_id = m.role_id AND rt.tool_id = i.tool_id)
    )::boolean AS is_granted
FROM staff_members m
JOIN roles r ON r.id = m.role_id
JOIN installed_tools i ON i.tool_id = sqlc.arg(tool_id)::bigint
JOIN public.tools c ON c.id = i.tool_id
WHERE m.user_id = sqlc.arg(user_id)::bigint;
