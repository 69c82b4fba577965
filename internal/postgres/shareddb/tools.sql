-- AddTool puts a tool into the catalogue unless one of its slug is there: what an operator changed stays.
-- name: AddTool :execrows
INSERT INTO public.tools (slug, name, description, url, icon, is_default, created_at, updated_at)
VALUES (sqlc.arg(slug), sqlc.arg(name), sqlc.arg(description), sqlc.arg(url), sqlc.arg(icon), true, sqlc.arg(now), sqlc.arg(now))
ON CONFLICT ON CONSTRAINT tools_slug_key DO NOTHING;
