-- +goose Up

-- Who reads the rows of one restaurant, and of none other whatever a query forgot. The program assumes the role for a transaction, says
-- which restaurant, and is itself again after it. Tables are owned by the program's own role, which no policy binds: the platform's work
-- goes on as before.
--
-- Roles are the whole server's. Several databases may be brought up on one at the same time, and no lock of a database keeps them apart;
-- and a role that only owns its database may not make another.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'tabletap_tenant') THEN
        CREATE ROLE tabletap_tenant NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN
        NULL; -- another database's migration was faster
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = format(
            'The role tabletap_tenant is missing, and %1$I may not make it. Run this as a role that may, then migrate again: '
            'CREATE ROLE tabletap_tenant NOLOGIN; GRANT tabletap_tenant TO %1$I;', current_user);
END
$$;
DO $$
BEGIN
    PERFORM pg_catalog.set_config('role', 'tabletap_tenant', true);
    PERFORM pg_catalog.set_config('role', 'none', true);
EXCEPTION
    WHEN insufficient_privilege THEN
        BEGIN
            EXECUTE format('GRANT tabletap_tenant TO %I', current_user);
        EXCEPTION
            WHEN unique_violation THEN
                NULL; -- as above
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = format(
                    'The role %1$I may not become tabletap_tenant. Run this as a role that may grant it, then migrate again: '
                    'GRANT tabletap_tenant TO %1$I;', current_user);
        END;
END
$$;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'tabletap_tenant' AND (rolsuper OR rolbypassrls)) THEN
        RAISE EXCEPTION 'The role tabletap_tenant is bound by no policy. Run this as a superuser, then migrate again: '
            'ALTER ROLE tabletap_tenant NOSUPERUSER NOBYPASSRLS;';
    END IF;
END
$$;

-- keep_rows_apart gives a table its policy. Whoever makes a table of restaurants' rows, or a partition of one, calls it; a test finds those
-- who forgot. Once a setting was there in a session it is '' afterwards, which is nobody.
CREATE FUNCTION public.keep_rows_apart(which regclass) RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = which AND p.polname = 'own_rows') THEN
        RETURN;
    END IF;
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', which);
    EXECUTE format(
        'CREATE POLICY own_rows ON %s FOR ALL TO tabletap_tenant USING (%2$s) WITH CHECK (%2$s)', which,
        $policy$tenant_id = nullif(pg_catalog.current_setting('tabletap.tenant_id', true), '')::bigint$policy$);
END
$$;
SELECT public.keep_rows_apart(c.oid)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'tenant_id' AND NOT a.attisdropped
ORDER BY c.oid;

-- What the program reads as a restaurant, and no more: neither people nor anything secret. It reads the audit log as itself: the log's
-- indexes begin with coalesce(tenant_id, 0), which PostgreSQL may only use before a policy if it is the policy's own, and then it takes
-- what policy and query both ask for two conditions, expects next to no rows, and sorts all of them.
GRANT USAGE ON SCHEMA public TO tabletap_tenant;
GRANT SELECT ON public.events, public.event_hours, public.event_days, public.event_users, public.metrics TO tabletap_tenant;
GRANT SELECT ON public.payments, public.ledger_entries TO tabletap_tenant;
