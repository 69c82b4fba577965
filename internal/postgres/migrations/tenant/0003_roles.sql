-- +goose Up

-- Which of the roles that every restaurant begins with this is, whatever it is called by now: owner, manager or waiter.
ALTER TABLE roles ADD COLUMN default_key text;
UPDATE roles SET default_key = CASE WHEN is_owner THEN 'owner' ELSE lower(name) END
WHERE is_default AND (is_owner OR name IN ('Manager', 'Waiter'));
CREATE UNIQUE INDEX roles_default_key_key ON roles (default_key);

-- The name without what people do not tell apart, letters of any script included, which lower() leaves to the database's locale.
-- Whoever writes a row without it gets lower().
ALTER TABLE roles ADD COLUMN folded_name text;
CREATE UNIQUE INDEX roles_folded_name_key ON roles (coalesce(folded_name, lower(name)));
