-- IssueToken stores a launch token if its member may open the tool at this moment: checked and written as one. No row is written
-- otherwise, and ToolAccessState says why. A member's own grant or refusal decides when there is one, and their role's tools, which are
-- not looked up before, when there is none.
-- name: IssueToken :execrows
INSERT INTO sso_tokens (jti_hash, member_id, tool_id, created_at, expires_at, clerk_session_id)
SELECT sqlc.arg(jti_hash)::bytea, m.id, sqlc.arg(tool_id)::bigint, sqlc.arg(created_at)::timestamptz, sqlc.arg(expires_at)::timestamptz,
    sqlc.arg(clerk_session_id)::text
FROM staff_members m
LEFT JOIN tool_access a ON a.member_id = m.id AND a.tool_id = sqlc.arg(tool_id)::bigint
WHERE m.id = sqlc.arg(member_id)::bigint AND m.is_active AND coalesce(
        a.is_granted, EXISTS (SELECT 1 FROM role_tools x WHERE x.role_id = m.role_id AND x.tool_id = sqlc.arg(tool_id)::bigint)
    );

-- name: ToolAccessState :one
SELECT m.is_active, coalesce(a.is_granted, x.role_id IS NOT NULL)::boolean AS is_granted
FROM staff_members m
LEFT JOIN tool_access a ON a.member_id = m.id AND a.tool_id = sqlc.arg(tool_id)::bigint
LEFT JOIN role_tools x ON x.role_id = m.role_id AND x.tool_id = sqlc.arg(tool_id)::bigint
WHERE m.id = sqlc.arg(member_id)::bigint;

-- RedeemToken uses a launch token up if its member may still open the tool, and says who that is. Of any number at once exactly
-- one gets the row: the others wait for its lock and then see used_at.
-- name: RedeemToken :one
UPDATE sso_tokens t
SET used_at = sqlc.arg(now)::timestamptz
FROM staff_members m
JOIN roles r ON r.id = m.role_id
JOIN public.users u ON u.id = m.user_id
LEFT JOIN tool_access a ON a.member_id = m.id AND a.tool_id = sqlc.arg(tool_id)::bigint
WHERE t.jti_hash = sqlc.arg(jti_hash)::bytea AND t.member_id = sqlc.arg(member_id)::bigint AND t.tool_id = sqlc.arg(tool_id)::bigint
    AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > sqlc.arg(now)::timestamptz
    AND m.id = sqlc.arg(member_id)::bigint AND m.is_active AND m.user_id = sqlc.arg(user_id)::bigint AND u.is_active AND u.deleted_at IS NULL
    AND coalesce(a.is_granted, EXISTS (SELECT 1 FROM role_tools x WHERE x.role_id = m.role_id AND x.tool_id = sqlc.arg(tool_id)::bigint))
RETURNING u.username, u.email, u.first_name, u.last_name, r.name AS role_name, r.permissions;

-- OpenToolSession is RedeemToken that begins a session too. It begins none, and gives no row, when the sign-in that the launch came
-- from is over.
-- name: OpenToolSession :one
WITH redeemed AS (
    UPDATE sso_tokens t
    SET used_at = sqlc.arg(now)::timestamptz
    FROM staff_members m
    JOIN roles r ON r.id = m.role_id
    JOIN public.users u ON u.id = m.user_id
    LEFT JOIN tool_access a ON a.member_id = m.id AND a.tool_id = sqlc.arg(tool_id)::bigint
    WHERE t.jti_hash = sqlc.arg(jti_hash)::bytea AND t.member_id = sqlc.arg(member_id)::bigint AND t.tool_id = sqlc.arg(tool_id)::bigint
        AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > sqlc.arg(now)::timestamptz
        AND m.id = sqlc.arg(member_id)::bigint AND m.is_active AND m.user_id = sqlc.arg(user_id)::bigint AND u.is_active AND u.deleted_at IS NULL
        AND coalesce(a.is_granted, EXISTS (SELECT 1 FROM role_tools x WHERE x.role_id = m.role_id AND x.tool_id = sqlc.arg(tool_id)::bigint))
    RETURNING t.clerk_session_id, u.username, u.email, u.first_name, u.last_name, r.name AS role_name, r.permissions
), opened AS (
    INSERT INTO tool_sessions (token_hash, jti_hash, member_id, tool_id, created_at, expires_at, clerk_session_id)
    SELECT sqlc.arg(token_hash)::bytea, sqlc.arg(jti_hash)::bytea, sqlc.arg(member_id)::bigint, sqlc.arg(tool_id)::bigint,
        sqlc.arg(now)::timestamptz, sqlc.arg(session_expires_at)::timestamptz, d.clerk_session_id
    FROM redeemed d
    LEFT JOIN public.ended_sign_ins e ON e.clerk_session_id = d.clerk_session_id
    WHERE e.clerk_session_id IS NULL
    RETURNING token_hash
)
SELECT d.username, d.email, d.first_name, d.last_name, d.role_name, d.permissions FROM redeemed d CROSS JOIN opened o;

-- RevokeTokens ends launch tokens that nobody has used: those of a member, of a tool, of a sign-in. A condition that is NULL is none.
-- name: RevokeTokens :exec
UPDATE sso_tokens
SET revoked_at = sqlc.arg(now)::timestamptz
WHERE used_at IS NULL AND revoked_at IS NULL AND expires_at > sqlc.arg(now)::timestamptz
    AND (sqlc.narg(member_id)::bigint IS NULL OR member_id = sqlc.narg(member_id)::bigint)
    AND (sqlc.narg(tool_id)::bigint IS NULL OR tool_id = sqlc.narg(tool_id)::bigint)
    AND (sqlc.narg(clerk_session_id)::text IS NULL OR clerk_session_id = sqlc.narg(clerk_session_id)::text);

-- RevokeTokensWithoutAccess ends the launch tokens of those who may not open these tools any more.
-- name: RevokeTokensWithoutAccess :exec
UPDATE sso_tokens t
SET revoked_at = sqlc.arg(now)::timestamptz
FROM staff_members m
WHERE m.id = t.member_id AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > sqlc.arg(now)::timestamptz
    AND t.tool_id = ANY (sqlc.arg(tools)::bigint[])
    AND NOT coalesce(
        (SELECT a.is_granted FROM tool_access a WHERE a.member_id = t.member_id AND a.tool_id = t.tool_id),
        EXISTS (SELECT 1 FROM role_tools x WHERE x.role_id = m.role_id AND x.tool_id = t.tool_id)
    );

-- EndToolSessions is RevokeTokens for sessions, and gives the hashes of those that ended.
-- name: EndToolSessions :many
UPDATE tool_sessions
SET ended_at = sqlc.arg(now)::timestamptz, end_reason = sqlc.arg(reason)::text
WHERE ended_at IS NULL AND expires_at > sqlc.arg(now)::timestamptz
    AND (sqlc.narg(member_id)::bigint IS NULL OR member_id = sqlc.narg(member_id)::bigint)
    AND (sqlc.narg(tool_id)::bigint IS NULL OR tool_id = sqlc.narg(tool_id)::bigint)
    AND (sqlc.narg(clerk_session_id)::text IS NULL OR clerk_session_id = sqlc.narg(clerk_session_id)::text)
RETURNING token_hash;

-- EndToolSessionsWithoutAccess is RevokeTokensWithoutAccess for sessions, and gives the hashes of those that ended.
-- name: EndToolSessionsWithoutAccess :many
UPDATE tool_sessions s
SET ended_at = sqlc.arg(now)::timestamptz, end_reason = sqlc.arg(reason)::text
FROM staff_members m
WHERE m.id = s.member_id AND s.ended_at IS NULL AND s.expires_at > sqlc.arg(now)::timestamptz
    AND s.tool_id = ANY (sqlc.arg(tools)::bigint[])
    AND NOT coalesce(
        (SELECT a.is_granted FROM tool_access a WHERE a.member_id = s.member_id AND a.tool_id = s.tool_id),
        EXISTS (SELECT 1 FROM role_tools x WHERE x.role_id = m.role_id AND x.tool_id = s.tool_id)
    )
RETURNING s.token_hash;

-- name: EndToolSession :execrows
UPDATE tool_sessions
SET ended_at = sqlc.arg(now)::timestamptz, end_reason = sqlc.arg(reason)::text
WHERE token_hash = sqlc.arg(token_hash)::bytea AND ended_at IS NULL AND expires_at > sqlc.arg(now)::timestamptz;

-- ToolSession is a session with whose it is. It is over too when the sign-in that it came from is.
-- name: ToolSession :one
SELECT s.member_id, s.tool_id, s.created_at, s.expires_at, (s.ended_at IS NOT NULL OR e.clerk_session_id IS NOT NULL)::boolean AS is_over,
    m.user_id, u.username, u.clerk_user_id, (u.is_active AND u.deleted_at IS NULL)::boolean AS user_is_active
FROM tool_sessions s
JOIN staff_members m ON m.id = s.member_id
JOIN public.users u ON u.id = m.user_id
LEFT JOIN public.ended_sign_ins e ON e.clerk_session_id = s.clerk_session_id
WHERE s.token_hash = sqlc.arg(token_hash)::bytea;

-- MarkReplayed notes that a used token came a second time. Only the first who notes it gets a row.
-- name: MarkReplayed :execrows
UPDATE sso_tokens
SET replayed_at = sqlc.arg(now)::timestamptz
WHERE jti_hash = sqlc.arg(jti_hash)::bytea AND used_at IS NOT NULL AND replayed_at IS NULL;

-- EndReplayedSession ends the session that the first use of a token began.
-- name: EndReplayedSession :many
UPDATE tool_sessions
SET ended_at = sqlc.arg(now)::timestamptz, end_reason = sqlc.arg(reason)::text
WHERE jti_hash = sqlc.arg(jti_hash)::bytea AND ended_at IS NULL
RETURNING token_hash;

-- TokenWasUsed tells a token that is used up from one that never opened anything.
-- name: TokenWasUsed :one
SELECT (used_at IS NOT NULL)::boolean AS was_used FROM sso_tokens WHERE jti_hash = sqlc.arg(jti_hash)::bytea;

-- MemberIDOfUser is for what a person's sign-in began.
-- name: MemberIDOfUser :one
SELECT id FROM staff_members WHERE user_id = sqlc.arg(user_id)::bigint;

-- name: DeleteExpiredTokens :execrows
DELETE FROM sso_tokens WHERE expires_at < sqlc.arg(before)::timestamptz;

-- name: DeleteExpiredToolSessions :execrows
DELETE FROM tool_sessions WHERE expires_at < sqlc.arg(before)::timestamptz;
