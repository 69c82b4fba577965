-- AddTool puts a tool into the catalogue unless one of its slug is there: what an operator changed stays.
-- name: AddTool :execrows
INSERT INTO public.tools (slug, name, description, url, icon, is_default, created_at, updated_at)
VALUES (sqlc.arg(slug), sqlc.arg(name), sqlc.arg(description), sqlc.arg(url), sqlc.arg(icon), true, sqlc.arg(now), sqlc.arg(now))
ON CONFLICT ON CONSTRAINT tools_slug_key DO NOTHING;

-- name: ListTools :many
SELECT id, slug, name, description, url, icon, is_active, is_default, redirect_uris, post_logout_redirect_uris, client_id, is_public_client,
    created_at, updated_at, count(*) OVER () AS total
FROM public.tools
WHERE is_active OR sqlc.arg(even_inactive)::boolean
ORDER BY id
LIMIT sqlc.arg(page_limit)::bigint OFFSET sqlc.arg(page_offset)::bigint;

-- name: CountTools :one
SELECT count(*) FROM public.tools WHERE is_active OR sqlc.arg(even_inactive)::boolean;

-- name: ToolByID :one
SELECT id, slug, name, description, url, icon, is_active, is_default, redirect_uris, post_logout_redirect_uris, client_id, is_public_client,
    created_at, updated_at
FROM public.tools
WHERE id = $1;

-- name: LockTool :one
SELECT id, slug, name, description, url, icon, is_active, is_default, redirect_uris, post_logout_redirect_uris, client_id, is_public_client,
    created_at, updated_at
FROM public.tools
WHERE id = $1
FOR UPDATE;

-- name: ToolIDBySlug :one
SELECT id FROM public.tools WHERE slug = $1;

-- ToolIDs are all there are, in order.
-- name: ToolIDs :many
SELECT id FROM public.tools ORDER BY id;

-- name: InsertTool :one
INSERT INTO public.tools (
    slug, name, description, url, icon, is_active, is_default, redirect_uris, post_logout_redirect_uris, client_id, is_public_client, created_at,
    updated_at
)
VALUES (
    sqlc.arg(slug), sqlc.arg(name), sqlc.arg(description), sqlc.arg(url), sqlc.arg(icon), sqlc.arg(is_active), sqlc.arg(is_default),
    sqlc.arg(redirect_uris), sqlc.arg(post_logout_redirect_uris), sqlc.narg(client_id), sqlc.arg(is_public_client), sqlc.arg(now), sqlc.arg(now)
)
RETURNING id;

-- name: UpdateTool :exec
UPDATE public.tools
SET name = sqlc.arg(name), description = sqlc.arg(description), url = sqlc.arg(url), icon = sqlc.arg(icon), is_active = sqlc.arg(is_active),
    is_default = sqlc.arg(is_default), redirect_uris = sqlc.arg(redirect_uris),
    post_logout_redirect_uris = sqlc.arg(post_logout_redirect_uris), client_id = sqlc.narg(client_id),
    is_public_client = sqlc.arg(is_public_client), updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id);

-- name: DeleteTool :exec
DELETE FROM public.tools WHERE id = $1;

-- name: SetToolClientID :exec
UPDATE public.tools SET client_id = sqlc.arg(client_id), updated_at = sqlc.arg(now) WHERE id = sqlc.arg(id);

-- Clients are all tools with the hashes of their secrets, a row for each secret and one for a tool without.
-- name: Clients :many
SELECT t.id, t.slug, t.name, t.is_active, t.redirect_uris, t.post_logout_redirect_uris, t.client_id, s.secret_hash, s.expires_at
FROM public.tools t
LEFT JOIN public.tool_secrets s ON s.tool_id = t.id
ORDER BY t.id, s.id;

-- name: ListToolSecrets :many
SELECT id, hint, created_at, expires_at
FROM public.tool_secrets
WHERE tool_id = sqlc.arg(tool_id) AND (expires_at IS NULL OR expires_at > sqlc.arg(now)::timestamptz)
ORDER BY id DESC;

-- name: InsertToolSecret :one
INSERT INTO public.tool_secrets (tool_id, secret_hash, hint, created_at)
VALUES (sqlc.arg(tool_id), sqlc.arg(secret_hash), sqlc.arg(hint), sqlc.arg(now))
RETURNING id;

-- ExpireToolSecrets lets the secrets of a tool end at a time, those that end sooner as they would.
-- name: ExpireToolSecrets :execrows
UPDATE public.tool_secrets
SET expires_at = sqlc.arg(expires_at)::timestamptz
WHERE tool_id = sqlc.arg(tool_id) AND (expires_at IS NULL OR expires_at > sqlc.arg(expires_at)::timestamptz);

-- name: DeleteToolSecret :execrows
DELETE FROM public.tool_secrets WHERE id = sqlc.arg(id) AND tool_id = sqlc.arg(tool_id);

-- name: DeleteExpiredToolSecrets :execrows
DELETE FROM public.tool_secrets WHERE expires_at < sqlc.arg(before)::timestamptz;

-- name: RememberEndedSignIn :exec
INSERT INTO public.ended_sign_ins (clerk_session_id, ended_at)
VALUES (sqlc.arg(clerk_session_id), sqlc.arg(now))
ON CONFLICT ON CONSTRAINT ended_sign_ins_pkey DO NOTHING;

-- name: DeleteEndedSignIns :execrows
DELETE FROM public.ended_sign_ins WHERE ended_at < sqlc.arg(before);
