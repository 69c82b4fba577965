-- LatestMigrationRun is the newest run over the restaurants. One that fell silent is over.
-- name: LatestMigrationRun :one
SELECT id, version, total, done, failed, error, started_at, finished_at,
    CASE WHEN state = 'running' AND updated_at < now() - interval '1 minute' THEN 'failed' ELSE state END::text AS state
FROM public.migration_runs
ORDER BY id DESC
LIMIT 1;

-- InsertMigrationRun gives no row while a run is under way.
-- name: InsertMigrationRun :one
INSERT INTO public.migration_runs (version, total) VALUES (sqlc.arg(version), sqlc.arg(total))
ON CONFLICT DO NOTHING
RETURNING id;

-- FailedMigrations are the restaurants that could not be brought up and are still behind, the latest first.
-- name: FailedMigrations :many
SELECT f.tenant_id, t.name, t.schema_name, f.version, f.error, f.failed_at, count(*) OVER () AS total
FROM public.migration_failures f
JOIN public.tenants t ON t.id = f.tenant_id
WHERE t.schema_version < sqlc.arg(newest_version)::int
ORDER BY f.failed_at DESC, f.tenant_id
LIMIT sqlc.arg(page_limit)::bigint;
