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
SELECT m.id, m.user_id, m.is_active, r.id AS role_id, r.name AS role_name, r.is_owner
FROM staff_members m
JOIN roles r ON r.id = m.role_id
WHERE r.is_owner OR m.id = sqlc.arg(member_id)::bigint
ORDER BY m.id
FOR UPDATE OF m;

-- RolesOfTransfer are the role of whoever owns the restaurant, and what the one before becomes: Manager, or the next best.
-- name: RolesOfTransfer :one
SELECT (SELECT o.id FROM roles o WHERE o.is_owner ORDER BY o.id LIMIT 1)::bigint AS owner_role_id,
    r.id AS next_role_id, r.name AS next_role_name
FROM roles r
WHERE NOT r.is_owner
ORDER BY (r.name = 'Manager') DESC, r.is_default DESC, r.id
LIMIT 1;

-- name: SetMemberRoleID :exec
UPDATE staff_members SET role_id = sqlc.arg(role_id)::bigint, updated_at = sqlc.arg(now)::timestamptz WHERE id = sqlc.arg(id)::bigint;
