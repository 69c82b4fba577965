-- name: DefaultTools :many
SELECT id, slug, name, description, url, icon
FROM public.tools
WHERE is_default AND is_active
ORDER BY id;

-- name: UpsertTool :exec
INSERT INTO public.tools (slug, name, description, url, icon, is_default)
VALUES (sqlc.arg(slug), sqlc.arg(name), sqlc.arg(description), sqlc.arg(url), sqlc.arg(icon), true)
ON CONFLICT ON CONSTRAINT tools_slug_key DO UPDATE SET url = excluded.url;
