-- LockSigningKeys lets one transaction at a time change the keys; the number is this program's own.
-- name: LockSigningKeys :exec
SELECT pg_catalog.pg_advisory_xact_lock(7236911205530081);

-- name: InsertSigningKey :exec
INSERT INTO public.signing_keys (kid, algorithm, public_key, sealed_private_key, created_at, active_from)
VALUES (sqlc.arg(kid), sqlc.arg(algorithm), sqlc.arg(public_key), sqlc.arg(sealed_private_key), sqlc.arg(created_at), sqlc.arg(active_from));

-- name: SigningKeys :many
SELECT kid, algorithm, public_key, sealed_private_key, created_at, active_from, retired_at, expires_at
FROM public.signing_keys
WHERE algorithm = sqlc.arg(algorithm) AND (expires_at IS NULL OR expires_at > sqlc.arg(now)::timestamptz)
ORDER BY active_from DESC, kid;

-- RetireSigningKeys ends the signing of an algorithm's keys but one at a moment; they verify until expires_at.
-- name: RetireSigningKeys :exec
UPDATE public.signing_keys
SET retired_at = sqlc.arg(retired_at)::timestamptz, expires_at = sqlc.arg(expires_at)::timestamptz
WHERE algorithm = sqlc.arg(algorithm) AND kid <> sqlc.arg(except_kid) AND (retired_at IS NULL OR retired_at > sqlc.arg(retired_at)::timestamptz);

-- name: DeleteExpiredSigningKeys :execrows
DELETE FROM public.signing_keys WHERE expires_at < sqlc.arg(now)::timestamptz;
