-- +goose Up

-- Since when an operator has suspended a restaurant, and why; null and '' for one that is not. is_active is false meanwhile, which is what a
-- release that knows no suspension goes by.
ALTER TABLE public.tenants ADD COLUMN suspended_at timestamptz;
ALTER TABLE public.tenants ADD COLUMN suspended_reason text NOT NULL DEFAULT '';
ALTER TABLE public.tenants ADD CONSTRAINT tenants_suspended_check CHECK ((suspended_at IS NULL) = (suspended_reason = ''));

-- Operators look for restaurants by the beginning of their owner's address; the other index serves equality alone.
CREATE INDEX users_email_beginning_idx ON public.users (lower(email) text_pattern_ops);
