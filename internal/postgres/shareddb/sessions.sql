-- name: FindSession :one
SELECT data FROM public.sessions WHERE token_hash = $1 AND expires_at > sqlc.arg(now);

-- name: UpsertSession :exec
INSERT INTO public.sessions (token_hash, data, expires_at)
VALUES ($1, $2, $3)
ON CONFLICT ON CONSTRAINT sessions_pkey DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at;

-- TouchSession moves the end of a session that was used, unless it would move by less than it is worth writing for.
-- name: TouchSession :exec
UPDATE public.sessions SET expires_at = sqlc.arg(expires_at)
WHERE token_hash = sqlc.arg(token_hash) AND expires_at < sqlc.arg(worth_moving);

-- name: DeleteSession :exec
DELETE FROM public.sessions WHERE token_hash = $1;

-- name: DeleteExpiredSessions :execrows
DELETE FROM public.sessions WHERE expires_at <= sqlc.arg(now);
