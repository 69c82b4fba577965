-- ToolByClientID is a tool as an OAuth client.
-- name: ToolByClientID :one
SELECT id, client_id::text AS client_id, name, is_public_client, redirect_uris, post_logout_redirect_uris
FROM public.tools
WHERE client_id = sqlc.arg(client_id)::text;

-- name: ToolSecretIsGood :one
SELECT EXISTS (
    SELECT 1
    FROM public.tool_secrets s
    JOIN public.tools t ON t.id = s.tool_id
    WHERE s.secret_hash = sqlc.arg(secret_hash)::bytea AND t.client_id = sqlc.arg(client_id)::text
        AND (s.expires_at IS NULL OR s.expires_at > sqlc.arg(now)::timestamptz)
);
