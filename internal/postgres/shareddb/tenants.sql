-- name: InsertTenant :one
INSERT INTO public.tenants (
    schema_name, slug, name, description, created_on, updated_at, trial_end_date, contact_email, contact_phone, business_type, currency, timezone,
    clerk_organization_id, address, phone, website, logo, settings, owner_user_id, signup_user_id, schema_version
)
VALUES (
    sqlc.arg(schema_name), sqlc.arg(slug), sqlc.arg(name), sqlc.arg(description), sqlc.arg(now), sqlc.arg(now), sqlc.arg(trial_end_date),
    sqlc.arg(contact_email), sqlc.arg(contact_phone), sqlc.arg(business_type), sqlc.arg(currency), sqlc.arg(timezone),
    sqlc.narg(clerk_organization_id), sqlc.arg(address), sqlc.arg(phone), sqlc.arg(website), sqlc.arg(logo), sqlc.arg(settings),
    sqlc.narg(owner_user_id), sqlc.narg(signup_user_id), sqlc.arg(schema_version)
)
RETURNING id;

-- name: TenantByID :one
SELECT id, schema_name, slug, name, description, created_on, is_active, subscription_status, trial_end_date, contact_email, contact_phone,
    business_type, currency, timezone, clerk_organization_id, address, phone, website, logo, settings, owner_user_id, schema_version, deleted_at,
    suspended_at, suspended_reason
FROM public.tenants
WHERE id = $1 AND deleted_at IS NULL;

-- name: LockTenant :one
SELECT id, schema_name, slug, name, description, created_on, is_active, subscription_status, trial_end_date, contact_email, contact_phone,
    business_type, currency, timezone, clerk_organization_id, address, phone, website, logo, settings, owner_user_id, schema_version, deleted_at,
    suspended_at, suspended_reason
FROM public.tenants
WHERE id = $1 AND deleted_at IS NULL
FOR UPDATE;

-- TenantIDByName finds a restaurant by slug or schema name.
-- name: TenantIDByName :one
SELECT id FROM public.tenants WHERE (slug = sqlc.arg(name) OR schema_name = sqlc.arg(name)) AND deleted_at IS NULL
ORDER BY (slug = sqlc.arg(name)) DESC, id
LIMIT 1;

-- name: TenantIDByDomain :one
SELECT t.id
FROM public.domains d
JOIN public.tenants t ON t.id = d.tenant_id
WHERE d.domain = $1 AND t.deleted_at IS NULL;

-- name: TenantIDByOrganization :one
SELECT id FROM public.tenants WHERE clerk_organization_id = sqlc.arg(clerk_organization_id)::text AND deleted_at IS NULL;

-- name: TenantBySignup :one
SELECT id, schema_name FROM public.tenants WHERE signup_user_id = sqlc.arg(signup_user_id)::bigint;

-- ListTenants gives every restaurant to a superuser (user_id NULL), and to anyone else those they own or work in.
-- name: ListTenants :many
SELECT id, schema_name, slug, name, description, created_on, is_active, subscription_status, trial_end_date, contact_email, contact_phone,
    business_type, currency, timezone, clerk_organization_id, address, phone, website, logo, settings, owner_user_id, schema_version, deleted_at,
    suspended_at, suspended_reason, count(*) OVER () AS total
FROM public.tenants t
WHERE deleted_at IS NULL
    AND (
        sqlc.narg(user_id)::bigint IS NULL OR owner_user_id = sqlc.narg(user_id)::bigint
        OR EXISTS (SELECT 1 FROM public.memberships m WHERE m.tenant_id = t.id AND m.user_id = sqlc.narg(user_id)::bigint AND m.is_active)
    )
ORDER BY id
LIMIT sqlc.arg(page_limit) OFFSET sqlc.arg(page_offset);

-- name: CountTenants :one
SELECT count(*)
FROM public.tenants t
WHERE deleted_at IS NULL
    AND (
        sqlc.narg(user_id)::bigint IS NULL OR owner_user_id = sqlc.narg(user_id)::bigint
        OR EXISTS (SELECT 1 FROM public.memberships m WHERE m.tenant_id = t.id AND m.user_id = sqlc.narg(user_id)::bigint AND m.is_active)
    );

-- name: UpdateTenant :exec
UPDATE public.tenants
SET slug = sqlc.arg(slug), name = sqlc.arg(name), description = sqlc.arg(description), contact_email = sqlc.arg(contact_email),
    contact_phone = sqlc.arg(contact_phone), business_type = sqlc.arg(business_type), currency = sqlc.arg(currency),
    timezone = sqlc.arg(timezone), clerk_organization_id = sqlc.narg(clerk_organization_id), address = sqlc.arg(address),
    phone = sqlc.arg(phone), website = sqlc.arg(website), logo = sqlc.arg(logo), settings = sqlc.arg(settings), updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id);

-- name: TenantSchemas :many
SELECT id, schema_name, slug, name, schema_version, timezone FROM public.tenants WHERE id > sqlc.arg(after) AND deleted_at IS NULL ORDER BY id LIMIT sqlc.arg(page_limit);

-- name: SetTenantSubscription :exec
UPDATE public.tenants SET subscription_status = sqlc.arg(subscription_status), updated_at = sqlc.arg(now) WHERE id = sqlc.arg(id);

-- name: SetTenantSuspended :exec
UPDATE public.tenants
SET suspended_at = sqlc.narg(suspended_at), suspended_reason = sqlc.arg(reason), is_active = sqlc.narg(suspended_at)::timestamptz IS NULL,
    updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id);

-- name: SetTenantOrganization :exec
UPDATE public.tenants SET clerk_organization_id = sqlc.narg(clerk_organization_id), updated_at = sqlc.arg(now) WHERE id = sqlc.arg(id);

-- MarkTenantDeleted gives the slug and organization free at once; the schema's name stays taken until the purge, and so does the
-- sign-up, so that a repeated webhook cannot bring the restaurant back.
-- name: MarkTenantDeleted :exec
UPDATE public.tenants
SET is_active = false, deleted_at = sqlc.arg(now)::timestamptz, purge_after = sqlc.arg(purge_after)::timestamptz,
    slug = slug || '-deleted-' || id, clerk_organization_id = NULL, updated_at = sqlc.arg(now)::timestamptz
WHERE id = sqlc.arg(id);

-- name: TenantsToPurge :many
SELECT id, schema_name
FROM public.tenants
WHERE purge_after IS NOT NULL AND purge_after <= sqlc.arg(now)::timestamptz
ORDER BY purge_after
LIMIT sqlc.arg(page_limit);

-- name: DeleteTenant :exec
DELETE FROM public.tenants WHERE id = $1 AND deleted_at IS NOT NULL;

-- name: SchemaExists :one
SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = sqlc.arg(schema_name)::text);

-- name: InsertDomain :one
INSERT INTO public.domains (domain, tenant_id, is_primary) VALUES ($1, $2, $3)
RETURNING id, domain, tenant_id, is_primary, created_at;

-- name: DomainsOfTenant :many
SELECT id, domain, tenant_id, is_primary, created_at
FROM public.domains
WHERE tenant_id = $1
ORDER BY is_primary DESC, id;

-- name: DomainOfTenant :one
SELECT id, domain, tenant_id, is_primary, created_at FROM public.domains WHERE id = $1 AND tenant_id = $2;

-- name: ClearPrimaryDomain :exec
UPDATE public.domains SET is_primary = false WHERE tenant_id = $1 AND is_primary;

-- name: SetPrimaryDomain :exec
UPDATE public.domains SET is_primary = true WHERE id = $1 AND tenant_id = $2;

-- name: DeleteDomain :execrows
DELETE FROM public.domains WHERE id = $1 AND tenant_id = $2 AND NOT is_primary;

-- name: DeleteDomainsOfTenant :exec
DELETE FROM public.domains WHERE tenant_id = $1;

-- name: UnlinkedTenantsOfOwner :many
SELECT id FROM public.tenants
WHERE owner_user_id = sqlc.arg(owner_user_id)::bigint AND clerk_organization_id IS NULL AND deleted_at IS NULL
ORDER BY id
LIMIT 2;
