-- +goose Up

-- When somebody was invited to a restaurant before they signed up. Such a row has no Clerk user yet; signing up with the address
-- fills it in, and it keeps this mark, since who came by an invitation gets no restaurant of their own.
ALTER TABLE public.users ADD COLUMN invited_at timestamptz;
CREATE UNIQUE INDEX users_invited_email_key ON public.users (lower(email)) WHERE clerk_user_id IS NULL AND invited_at IS NOT NULL;

-- How fast something may go, over all instances: when it will have rested, in microseconds since 1970.
CREATE TABLE public.paces (
    name text NOT NULL,
    full_at bigint NOT NULL,
    CONSTRAINT paces_pkey PRIMARY KEY (name)
);
