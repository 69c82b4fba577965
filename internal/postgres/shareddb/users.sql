-- name: UserByClerkID :one
SELECT id, clerk_user_id, username, email, first_name, last_name, image_url, is_verified, is_superuser, is_active, clerk_updated_at, deleted_at, invited_at
FROM public.users
WHERE clerk_user_id = sqlc.arg(clerk_user_id)::text;

-- name: LockUserByClerkID :one
SELECT id, clerk_user_id, username, email, first_name, last_name, image_url, is_verified, is_superuser, is_active, clerk_updated_at, deleted_at, invited_at
FROM public.users
WHERE clerk_user_id = sqlc.arg(clerk_user_id)::text
FOR UPDATE;

-- name: UsernameTaken :one
SELECT EXISTS (SELECT FROM public.users WHERE username = $1);

-- InsertClerkUser adds a person, or the tombstone of one. No row comes back when the person is there already.
-- name: InsertClerkUser :one
INSERT INTO public.users (
    clerk_user_id, username, email, first_name, last_name, image_url, is_verified, is_active, clerk_updated_at, deleted_at, created_at, updated_at
)
VALUES (
    sqlc.arg(clerk_user_id)::text, sqlc.arg(username), sqlc.arg(email), sqlc.arg(first_name), sqlc.arg(last_name), sqlc.arg(image_url),
    sqlc.arg(is_verified), sqlc.arg(is_active), sqlc.narg(clerk_updated_at), sqlc.narg(deleted_at), sqlc.arg(now), sqlc.arg(now)
)
ON CONFLICT ON CONSTRAINT users_clerk_user_id_key DO NOTHING
RETURNING id;

-- name: UpdateClerkUser :exec
UPDATE public.users
SET username = sqlc.arg(username), email = sqlc.arg(email), first_name = sqlc.arg(first_name), last_name = sqlc.arg(last_name),
    image_url = sqlc.arg(image_url), is_verified = sqlc.arg(is_verified), is_active = sqlc.arg(is_active),
    clerk_updated_at = sqlc.narg(clerk_updated_at), deleted_at = sqlc.narg(deleted_at), updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id);

-- KnownClerkUsers says how new what is stored of some of Clerk's users is.
-- name: KnownClerkUsers :many
SELECT clerk_user_id::text, clerk_updated_at, deleted_at
FROM public.users
WHERE clerk_user_id = ANY (sqlc.arg(clerk_user_ids)::text[]);

-- name: SuperuserByEmail :one
SELECT id, username, email, first_name, last_name, is_verified, is_active, deleted_at, password_hash
FROM public.users
WHERE lower(email) = lower(sqlc.arg(email)) AND is_superuser AND password_hash IS NOT NULL;

-- name: SuperuserByID :one
SELECT id, username, email, first_name, last_name, is_verified, is_active, deleted_at, password_hash
FROM public.users
WHERE id = $1 AND is_superuser AND password_hash IS NOT NULL;

-- name: InsertSuperuser :one
INSERT INTO public.users (username, email, is_verified, is_superuser, password_hash, created_at, updated_at)
VALUES (sqlc.arg(username), sqlc.arg(email), true, true, sqlc.arg(password_hash)::text, sqlc.arg(now), sqlc.arg(now))
RETURNING id;

-- name: SetPasswordHash :exec
UPDATE public.users SET password_hash = sqlc.arg(password_hash)::text, updated_at = sqlc.arg(now) WHERE id = sqlc.arg(id);

-- UserIDsByEmail gives the first two: one is somebody, two are a question.
-- name: UserIDsByEmail :many
SELECT id FROM public.users WHERE lower(email) = lower(sqlc.arg(email)) AND deleted_at IS NULL ORDER BY id LIMIT 2;
