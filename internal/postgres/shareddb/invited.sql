-- LockEmails makes those who would decide whose an address is queue up: somebody who invites it, and the news that it was proved.
-- No row can be locked for an address that nobody has. There are few locks, so that thousands of addresses at once fit into
-- the server's table of them.
-- name: LockEmails :exec
SELECT pg_advisory_xact_lock(1852, b.bucket)
FROM (
    SELECT DISTINCT hashtext(lower(e.email)) & 1023 AS bucket
    FROM unnest(sqlc.arg(emails)::text[]) AS e (email)
    ORDER BY bucket
) AS b;

-- PeopleByEmail gives who proved an address, and who was invited by it and is not here yet. They stay until the transaction ends.
-- name: PeopleByEmail :many
SELECT id, lower(email)::text AS email, username, first_name, last_name, (clerk_user_id IS NULL)::boolean AS invited, clerk_updated_at
FROM public.users
WHERE lower(email) = ANY (sqlc.arg(emails)::text[]) AND deleted_at IS NULL
    AND (clerk_user_id IS NOT NULL AND is_verified OR clerk_user_id IS NULL AND invited_at IS NOT NULL)
ORDER BY id
FOR KEY SHARE;

-- PersonByID gives somebody who signed up and is still here. They stay until the transaction ends.
-- name: PersonByID :one
SELECT id, email, username, first_name, last_name
FROM public.users
WHERE id = $1 AND deleted_at IS NULL AND clerk_user_id IS NOT NULL
FOR KEY SHARE;

-- InsertInvited adds people who are not here yet. People is an array of objects.
-- name: InsertInvited :many
INSERT INTO public.users (username, email, first_name, last_name, invited_at, created_at, updated_at)
SELECT n.person ->> 'username', n.person ->> 'email', n.person ->> 'first_name', n.person ->> 'last_name',
    sqlc.arg(now)::timestamptz, sqlc.arg(now)::timestamptz, sqlc.arg(now)::timestamptz
FROM jsonb_array_elements(sqlc.arg(people)::jsonb) WITH ORDINALITY AS n (person, position)
ORDER BY n.position
RETURNING id, email, username;

-- ClaimInvited makes the row of somebody who was invited that of a Clerk user. No row comes back when nobody was.
-- name: ClaimInvited :one
UPDATE public.users
SET clerk_user_id = sqlc.arg(clerk_user_id)::text, updated_at = sqlc.arg(now)
WHERE lower(email) = lower(sqlc.arg(email)::text) AND clerk_user_id IS NULL AND invited_at IS NOT NULL AND deleted_at IS NULL
RETURNING id, username;

-- ForgetInvitation makes somebody like those who came by themselves.
-- name: ForgetInvitation :exec
UPDATE public.users SET invited_at = NULL WHERE id = $1;

-- LockInvited finds who was invited by an address and is not here yet.
-- name: LockInvited :one
SELECT id FROM public.users
WHERE lower(email) = lower(sqlc.arg(email)::text) AND clerk_user_id IS NULL AND invited_at IS NOT NULL AND deleted_at IS NULL
FOR UPDATE;

-- name: DeleteInvited :exec
DELETE FROM public.users WHERE id = $1 AND clerk_user_id IS NULL AND invited_at IS NOT NULL;

-- InsertMemberships adds where people work, or will.
-- name: InsertMemberships :exec
INSERT INTO public.memberships (user_id, tenant_id, is_active)
SELECT u.user_id, sqlc.arg(tenant_id)::bigint, u.user_id = ANY (sqlc.arg(active)::bigint[])
FROM unnest(sqlc.arg(user_ids)::bigint[]) AS u (user_id)
ORDER BY u.user_id
ON CONFLICT ON CONSTRAINT memberships_pkey DO UPDATE SET is_active = excluded.is_active;

-- WaitingPlaces lists the restaurants that have a place for somebody which they do not fill, a page at a time.
-- name: WaitingPlaces :many
SELECT t.id, t.schema_name, t.slug, t.name, t.schema_version
FROM public.memberships m
JOIN public.tenants t ON t.id = m.tenant_id
WHERE m.user_id = sqlc.arg(user_id) AND NOT m.is_active AND t.deleted_at IS NULL AND t.id > sqlc.arg(after)
ORDER BY t.id
LIMIT sqlc.arg(page_limit);

-- WaitingPlace is one of WaitingPlaces.
-- name: WaitingPlace :one
SELECT t.id, t.schema_name, t.slug, t.name, t.schema_version
FROM public.memberships m
JOIN public.tenants t ON t.id = m.tenant_id
WHERE m.user_id = sqlc.arg(user_id) AND m.tenant_id = sqlc.arg(tenant_id) AND NOT m.is_active AND t.deleted_at IS NULL;

-- TakeTurn reserves the next turn of something that may go only so fast: one each step, in microseconds. It gives when it will
-- have rested from this turn too.
-- name: TakeTurn :one
INSERT INTO public.paces (name, full_at) VALUES (sqlc.arg(name), sqlc.arg(now)::bigint + sqlc.arg(step)::bigint)
ON CONFLICT ON CONSTRAINT paces_pkey DO UPDATE
SET full_at = greatest(paces.full_at, sqlc.arg(now)::bigint) + sqlc.arg(step)::bigint
RETURNING full_at;

-- name: SetTenantOwner :exec
UPDATE public.tenants SET owner_user_id = sqlc.arg(owner_user_id)::bigint, updated_at = sqlc.arg(now) WHERE id = sqlc.arg(id);
