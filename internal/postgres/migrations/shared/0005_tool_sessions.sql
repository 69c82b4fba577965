-- +goose Up

-- Sign-ins that ended lately. Clerk's session token outlives its sign-in by up to a minute, and a launch by another: neither may
-- open a session in a tool that nothing would end.
CREATE TABLE public.ended_sign_ins (
    clerk_session_id text NOT NULL,
    ended_at timestamptz NOT NULL,
    CONSTRAINT ended_sign_ins_pkey PRIMARY KEY (clerk_session_id)
);
