-- +goose Up

-- Who it was and what it was about, in the words of that day: people are renamed and rows deleted.
ALTER TABLE public.audit_log ADD COLUMN actor_name text NOT NULL DEFAULT '';
ALTER TABLE public.audit_log ADD COLUMN actor_email text NOT NULL DEFAULT '';
ALTER TABLE public.audit_log ADD COLUMN target_label text NOT NULL DEFAULT '';
ALTER TABLE public.audit_log ADD COLUMN user_agent text NOT NULL DEFAULT '';

-- Somebody who did not prove who they are, as in a sign-in that failed.
ALTER TABLE public.audit_log DROP CONSTRAINT audit_log_actor_kind_check;
ALTER TABLE public.audit_log ADD CONSTRAINT audit_log_actor_kind_check
    CHECK (actor_kind IN ('user', 'superuser', 'tool', 'webhook', 'system', 'cli', 'anonymous'));

-- Entries are read newest first, those of one restaurant or, as 0, those of none, and by at most a few of action, actor and
-- target. Each index holds its rows in the order of the list, so a page is read without sorting however long the log is. The
-- planner does not know that IS NULL leaves one value, but that an equality does: hence coalesce.
DROP INDEX public.audit_log_tenant_id_idx;
CREATE INDEX audit_log_time_idx ON public.audit_log (coalesce(tenant_id, 0), occurred_at, id);
CREATE INDEX audit_log_action_idx ON public.audit_log (coalesce(tenant_id, 0), action, occurred_at, id);
CREATE INDEX audit_log_actor_idx ON public.audit_log (coalesce(tenant_id, 0), actor_user_id, occurred_at, id);
CREATE INDEX audit_log_target_type_idx ON public.audit_log (coalesce(tenant_id, 0), target_type, occurred_at, id);
CREATE INDEX audit_log_target_id_idx ON public.audit_log (coalesce(tenant_id, 0), target_id, occurred_at, id);

-- Rows are only ever added. The owner gives the rights away that it has by default, and the trigger refuses those who have them
-- all the same, superusers included. docs/operations.md says how old rows are removed.
CREATE FUNCTION public.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
DO $$
BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON public.audit_log FROM PUBLIC, %I',
        (SELECT tableowner FROM pg_catalog.pg_tables WHERE schemaname = 'public' AND tablename = 'audit_log'));
END
$$;
