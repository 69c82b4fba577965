-- ToolByClientID is a tool as an OAuth client.
-- name: ToolByClientID :one
SELECT id, client_id::text AS client_id, name, is_public_client, redirect_uris, post_logout_redirect_uris
FROM public.tools
WHERE client_id = sqlc.arg(client_id)::text;
