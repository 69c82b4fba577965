-- name: InsertOIDCRequest :exec
INSERT INTO public.oidc_requests (
    id, tool_id, client_id, browser_hash, redirect_uri, scopes, state, nonce, code_challenge, prompt, max_age, tenant_hint, user_hint, created_at,
    expires_at
)
VALUES (
    sqlc.arg(id), sqlc.arg(tool_id), sqlc.arg(client_id), sqlc.arg(browser_hash), sqlc.arg(redirect_uri), sqlc.arg(scopes), sqlc.arg(state),
    sqlc.arg(nonce), sqlc.arg(code_challenge), sqlc.arg(prompt), sqlc.narg(max_age), sqlc.arg(tenant_hint), sqlc.narg(user_hint),
    sqlc.arg(created_at), sqlc.arg(expires_at)
);

-- OpenOIDCRequest is a request that waits for its person.
-- name: OpenOIDCRequest :one
SELECT id, tool_id, client_id, browser_hash, redirect_uri, scopes, state, nonce, code_challenge, prompt, max_age, tenant_hint, user_hint,
    created_at, expires_at, user_id, auth_time, tenant_id, finished_at, code_expires_at, grant_id, clerk_session_id
FROM public.oidc_requests
WHERE id = sqlc.arg(id) AND finished_at IS NULL AND expires_at > sqlc.arg(now)::timestamptz;

-- name: OIDCRequestByCode :one
SELECT id, tool_id, client_id, browser_hash, redirect_uri, scopes, state, nonce, code_challenge, prompt, max_age, tenant_hint, user_hint,
    created_at, expires_at, user_id, auth_time, tenant_id, finished_at, code_expires_at, grant_id, clerk_session_id
FROM public.oidc_requests
WHERE code_hash = sqlc.arg(code_hash)::bytea;

-- IdentifyOIDCRequest notes who sits in front of the browser.
-- name: IdentifyOIDCRequest :execrows
UPDATE public.oidc_requests
SET user_id = sqlc.arg(user_id)::bigint, auth_time = sqlc.narg(auth_time), clerk_session_id = sqlc.arg(clerk_session_id)
WHERE id = sqlc.arg(id) AND finished_at IS NULL;

-- FinishOIDCRequest is done once a request: with a code and a restaurant when the person goes on, with neither when not.
-- name: FinishOIDCRequest :execrows
UPDATE public.oidc_requests
SET tenant_id = sqlc.narg(tenant_id), code_hash = sqlc.narg(code_hash), code_expires_at = sqlc.narg(code_expires_at),
    finished_at = sqlc.arg(now)::timestamptz
WHERE id = sqlc.arg(id) AND finished_at IS NULL;

-- UseOIDCCode uses a request's code up. Of any number at once exactly one gets the row.
-- name: UseOIDCCode :execrows
UPDATE public.oidc_requests
SET grant_id = sqlc.arg(grant_id)::bigint
WHERE id = sqlc.arg(id) AND grant_id IS NULL AND code_expires_at > sqlc.arg(now)::timestamptz;

-- name: InsertOIDCGrant :one
INSERT INTO public.oidc_grants (tool_id, client_id, user_id, tenant_id, scopes, auth_time, created_at, expires_at, clerk_session_id)
VALUES (
    sqlc.arg(tool_id), sqlc.arg(client_id), sqlc.arg(user_id), sqlc.arg(tenant_id), sqlc.arg(scopes), sqlc.narg(auth_time), sqlc.arg(created_at),
    sqlc.arg(expires_at), sqlc.arg(clerk_session_id)
)
RETURNING id;

-- AgreedOIDC reports whether a person has let a tool know as much before, for the same restaurant.
-- name: AgreedOIDC :one
SELECT EXISTS (
    SELECT 1 FROM public.oidc_grants
    WHERE user_id = sqlc.arg(user_id) AND tool_id = sqlc.arg(tool_id) AND tenant_id = sqlc.arg(tenant_id)
        AND scopes @> sqlc.arg(scopes)::text[] AND expires_at > sqlc.arg(now)::timestamptz
);

-- EndOIDCGrant ends a grant and with it all of its tokens.
-- name: EndOIDCGrant :one
UPDATE public.oidc_grants
SET ended_at = sqlc.arg(now)::timestamptz, end_reason = sqlc.arg(reason)
WHERE id = sqlc.arg(id) AND ended_at IS NULL
RETURNING tool_id, user_id, tenant_id;

-- LockOIDCSignIn keeps a sign-in that ends from the grants that begin with it, until the transaction ends. Grants do not wait for
-- each other.
-- name: LockOIDCSignIn :exec
SELECT pg_catalog.pg_advisory_xact_lock(1853, pg_catalog.hashtext(sqlc.arg(clerk_session_id)::text));

-- name: LockOIDCSignInShared :exec
SELECT pg_catalog.pg_advisory_xact_lock_shared(1853, pg_catalog.hashtext(sqlc.arg(clerk_session_id)::text));

-- name: SignInEnded :one
SELECT EXISTS (SELECT 1 FROM public.ended_sign_ins WHERE clerk_session_id = sqlc.arg(clerk_session_id));

-- EndOIDCGrantsOfSignIn ends all that came of a sign-in.
-- name: EndOIDCGrantsOfSignIn :many
UPDATE public.oidc_grants
SET ended_at = sqlc.arg(now)::timestamptz, end_reason = sqlc.arg(reason)
WHERE clerk_session_id = sqlc.arg(clerk_session_id) AND ended_at IS NULL
RETURNING tool_id, user_id, tenant_id;

-- name: InsertOIDCToken :exec
INSERT INTO public.oidc_tokens (token_hash, kind, grant_id, scopes, created_at, expires_at)
VALUES (sqlc.arg(token_hash), sqlc.arg(kind), sqlc.arg(grant_id), sqlc.arg(scopes), sqlc.arg(created_at), sqlc.arg(expires_at));

-- OIDCToken is a token with the grant it stands on and the person's present state.
-- name: OIDCToken :one
SELECT t.kind, t.grant_id, t.scopes, t.created_at, t.expires_at, t.used_at, g.tool_id, g.client_id, g.user_id, g.tenant_id,
    g.scopes AS grant_scopes, g.auth_time, g.expires_at AS grant_expires_at, g.ended_at
FROM public.oidc_tokens t
JOIN public.oidc_grants g ON g.id = t.grant_id
WHERE t.token_hash = sqlc.arg(token_hash);

-- UseOIDCRefreshToken uses a refresh token up, while its grant lasts. Of any number at once exactly one gets the row.
-- name: UseOIDCRefreshToken :execrows
UPDATE public.oidc_tokens t
SET used_at = sqlc.arg(now)::timestamptz
FROM public.oidc_grants g
WHERE t.token_hash = sqlc.arg(token_hash) AND t.kind = 'refresh' AND t.used_at IS NULL AND t.expires_at > sqlc.arg(now)::timestamptz
    AND g.id = t.grant_id AND g.ended_at IS NULL AND g.expires_at > sqlc.arg(now)::timestamptz;

-- name: DeleteOIDCToken :exec
DELETE FROM public.oidc_tokens WHERE token_hash = sqlc.arg(token_hash);

-- OIDCPerson is what claims are made of.
-- name: OIDCPerson :one
SELECT id, username, email, first_name, last_name, image_url, is_verified
FROM public.users
WHERE id = sqlc.arg(id) AND is_active AND deleted_at IS NULL;

-- OIDCWorkplaces lists where a person actively works, for them to choose from.
-- name: OIDCWorkplaces :many
SELECT t.id, t.schema_name, t.slug, t.name
FROM public.memberships m
JOIN public.tenants t ON t.id = m.tenant_id
WHERE m.user_id = sqlc.arg(user_id) AND m.is_active AND t.deleted_at IS NULL
ORDER BY lower(t.name), t.id
LIMIT sqlc.arg(page_limit);

-- name: DeleteExpiredOIDCRequests :execrows
DELETE FROM public.oidc_requests WHERE expires_at < sqlc.arg(before)::timestamptz;

-- name: DeleteExpiredOIDCTokens :execrows
DELETE FROM public.oidc_tokens WHERE expires_at < sqlc.arg(before)::timestamptz;

-- name: DeleteExpiredOIDCGrants :execrows
DELETE FROM public.oidc_grants WHERE expires_at < sqlc.arg(before)::timestamptz;

-- OIDCGrantOfRequest is what a request's code was exchanged for, 0 for nothing.
-- name: OIDCGrantOfRequest :one
SELECT coalesce(grant_id, 0)::bigint AS grant_id FROM public.oidc_requests WHERE id = sqlc.arg(id);
