-- MembersAmong gives those of the users who work or have worked in the restaurant.
-- name: MembersAmong :many
SELECT user_id
FROM public.memberships
WHERE tenant_id = sqlc.arg(tenant_id)::bigint AND user_id = ANY(sqlc.arg(users)::bigint[])
ORDER BY user_id;
