-- +goose Up

-- Operators look for people by the beginning of a name, as by that of an address.
CREATE INDEX users_name_beginning_idx ON public.users (lower(first_name || ' ' || last_name) text_pattern_ops);
CREATE INDEX users_last_name_beginning_idx ON public.users (lower(last_name) text_pattern_ops);
CREATE INDEX users_username_beginning_idx ON public.users (lower(username) text_pattern_ops);
CREATE INDEX users_superuser_idx ON public.users (id) WHERE is_superuser;
