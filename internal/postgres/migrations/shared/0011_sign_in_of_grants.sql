-- +goose Up

-- The sign-in in the console that a tool's sign-in comes of: Clerk's session, or a name of our own for a superuser's. It ends with it.
-- '' is one from before this was kept, which ends by itself within thirty days, and one whose token names no session.
ALTER TABLE public.oidc_requests ADD COLUMN clerk_session_id text NOT NULL DEFAULT '';
ALTER TABLE public.oidc_grants ADD COLUMN clerk_session_id text NOT NULL DEFAULT '';
CREATE INDEX oidc_grants_clerk_session_id_idx ON public.oidc_grants (clerk_session_id) WHERE ended_at IS NULL;
