-- InsertInvitations opens an invitation for each member. Invitations is an array of objects.
-- name: InsertInvitations :many
INSERT INTO invitations (member_id, email, invited_by, created_at, updated_at, expires_at)
SELECT (n.invitation ->> 'member_id')::bigint, n.invitation ->> 'email', sqlc.narg(invited_by)::bigint,
    sqlc.arg(now)::timestamptz, sqlc.arg(now)::timestamptz, sqlc.arg(expires_at)::timestamptz
FROM jsonb_array_elements(sqlc.arg(invitations)::jsonb) WITH ORDINALITY AS n (invitation, position)
ORDER BY n.position
RETURNING id, member_id;

-- LastInvitations gives the newest invitation of each of the members.
-- name: LastInvitations :many
SELECT DISTINCT ON (member_id) id, member_id, email, status, clerk_invitation_id, last_error, sent_at, expires_at
FROM invitations
WHERE member_id = ANY (sqlc.arg(member_ids)::bigint[])
ORDER BY member_id, id DESC;

-- OpenInvitationOfUser is what somebody may accept.
-- name: OpenInvitationOfUser :one
SELECT i.id, i.member_id, i.email, i.created_at, i.expires_at, r.name AS role_name
FROM invitations i
JOIN staff_members m ON m.id = i.member_id
JOIN roles r ON r.id = m.role_id
WHERE m.user_id = sqlc.arg(user_id)::bigint AND NOT m.is_active AND i.status = 'pending' AND i.expires_at > sqlc.arg(now)::timestamptz;

-- CloseInvitation ends the member's open invitation and gives Clerk's id of it.
-- name: CloseInvitation :many
UPDATE invitations
SET status = sqlc.arg(status)::text, last_error = sqlc.arg(reason)::text, updated_at = sqlc.arg(now)::timestamptz
WHERE member_id = sqlc.arg(member_id)::bigint AND status = 'pending'
RETURNING id, coalesce(clerk_invitation_id, '')::text AS clerk_invitation_id;

-- name: InvitationToSend :one
SELECT id, member_id, email, send_at, sent_at, expires_at FROM invitations WHERE id = sqlc.arg(id)::bigint AND status = 'pending';

-- name: SetInvitationTurn :exec
UPDATE invitations SET send_at = sqlc.narg(send_at)::timestamptz WHERE id = sqlc.arg(id)::bigint AND status = 'pending';

-- SetInvitationSent notes what Clerk made. Nothing changes when the invitation was closed meanwhile.
-- name: SetInvitationSent :execrows
UPDATE invitations
SET clerk_invitation_id = sqlc.arg(clerk_invitation_id)::text, sent_at = sqlc.arg(now)::timestamptz, expires_at = sqlc.arg(expires_at)::timestamptz,
    last_error = '', updated_at = sqlc.arg(now)::timestamptz
WHERE id = sqlc.arg(id)::bigint AND status = 'pending';

-- name: SetInvitationUnsent :execrows
UPDATE invitations
SET status = sqlc.arg(status)::text, last_error = sqlc.arg(reason)::text, updated_at = sqlc.arg(now)::timestamptz
WHERE id = sqlc.arg(id)::bigint AND status = 'pending';
