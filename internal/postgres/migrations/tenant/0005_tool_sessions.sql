-- +goose Up

-- The sign-in at Clerk that a launch came from ends what came of it. '' for none.
ALTER TABLE sso_tokens ADD COLUMN clerk_session_id text NOT NULL DEFAULT '';
ALTER TABLE tool_sessions ADD COLUMN clerk_session_id text NOT NULL DEFAULT '';

-- When a token was used a second time, so that it is told of once.
ALTER TABLE sso_tokens ADD COLUMN replayed_at timestamptz;
