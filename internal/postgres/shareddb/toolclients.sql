-- ToolOfSecret is the tool that a client id and the hash of one of its good secrets belong to.
-- name: ToolOfSecret :one
SELECT t.id, t.slug
FROM public.tools t
JOIN public.tool_secrets s ON s.tool_id = t.id
WHERE t.client_id = sqlc.arg(client_id)::text AND s.secret_hash = sqlc.arg(secret_hash)::bytea
    AND (s.expires_at IS NULL OR s.expires_at > sqlc.arg(now)::timestamptz);
