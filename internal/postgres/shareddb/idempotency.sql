-- ClaimIdempotencyKey takes a key that nobody has, that expired, or whose request died with the same body. No row comes back when it is
-- somebody's. While another statement takes the same one, it waits for the end of that.
-- name: ClaimIdempotencyKey :execrows
INSERT INTO public.idempotency_keys AS k (scope, fingerprint, claim, created_at, lease_until, expires_at)
VALUES (
    sqlc.arg(scope), sqlc.arg(fingerprint), sqlc.arg(claim), sqlc.arg(now), sqlc.arg(lease_until), sqlc.arg(expires_at)
)
ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO UPDATE
SET fingerprint = excluded.fingerprint, claim = excluded.claim, status = NULL, sealed_answer = NULL, created_at = excluded.created_at,
    lease_until = excluded.lease_until, expires_at = excluded.expires_at
WHERE k.expires_at <= excluded.created_at
    OR (k.status IS NULL AND k.lease_until <= excluded.created_at AND k.fingerprint = excluded.fingerprint);

-- name: IdempotencyKey :one
SELECT fingerprint, status, sealed_answer, lease_until, expires_at FROM public.idempotency_keys WHERE scope = sqlc.arg(scope);

-- AnswerIdempotencyKey changes nothing for a claim that lost its lease to another.
-- name: AnswerIdempotencyKey :execrows
UPDATE public.idempotency_keys SET status = sqlc.arg(status)::integer, sealed_answer = sqlc.arg(sealed_answer)::bytea
WHERE scope = sqlc.arg(scope) AND claim = sqlc.arg(claim) AND status IS NULL;

-- name: ReleaseIdempotencyKey :exec
DELETE FROM public.idempotency_keys WHERE scope = $1 AND claim = $2 AND status IS NULL;

-- PurgeIdempotencyKeys deletes at most a batch of the keys that expired.
-- name: PurgeIdempotencyKeys :execrows
DELETE FROM public.idempotency_keys AS k
WHERE k.expires_at <= sqlc.arg(now) AND k.scope IN (
    SELECT old.scope FROM public.idempotency_keys AS old WHERE old.expires_at <= sqlc.arg(now) ORDER BY old.expires_at LIMIT sqlc.arg(batch)::integer
);
