-- name: InsertOffer :one
INSERT INTO ownership_offers (member_id, offered_by, created_at, updated_at, expires_at)
VALUES (
    sqlc.arg(member_id)::bigint, sqlc.arg(offered_by)::bigint, sqlc.arg(now)::timestamptz, sqlc.arg(now)::timestamptz,
    sqlc.arg(expires_at)::timestamptz
)
RETURNING id;

-- name: OpenOffer :one
SELECT id, member_id, offered_by, created_at, expires_at
FROM ownership_offers
WHERE status = 'open' AND expires_at > sqlc.arg(now)::timestamptz;

-- name: LockOpenOffer :one
SELECT id, member_id, offered_by, created_at, expires_at
FROM ownership_offers
WHERE status = 'open' AND expires_at > sqlc.arg(now)::timestamptz
FOR UPDATE;

-- name: CloseOffer :exec
UPDATE ownership_offers SET status = sqlc.arg(status)::text, updated_at = sqlc.arg(now)::timestamptz
WHERE id = sqlc.arg(id)::bigint AND status = 'open';

-- ExpireOffer makes room for another.
-- name: ExpireOffer :exec
UPDATE ownership_offers SET status = 'expired', updated_at = sqlc.arg(now)::timestamptz
WHERE status = 'open' AND expires_at <= sqlc.arg(now)::timestamptz;

-- LockOwnersAnd locks whoever has the Owner role and one other member, in the order of their ids.
-- name: LockOwnersAnd :many
SELECT m.id, m.user_id, m.is_active, m.hired_date, m.employee_id, m.department, m.salary_minor, m.role_id, r.name AS role_name,
    r.permissions AS role_permissions, r.is_owner, coalesce(r.default_key, '')::text AS default_key
FROM staff_members m
JOIN roles r ON r.id = m.role_id
WHERE r.is_owner OR m.id = sqlc.arg(member_id)::bigint
ORDER BY m.id
FOR UPDATE OF m;
