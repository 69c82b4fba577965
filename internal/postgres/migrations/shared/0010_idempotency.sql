-- +goose Up

-- What a request with an Idempotency-Key was answered, for its repeats. The scope is the SHA-256 of the key and of whose it is: caller,
-- restaurant, method and path. A row without a status is a claim: a request is at work, until its lease runs out.
CREATE TABLE public.idempotency_keys (
    scope bytea NOT NULL,
    fingerprint bytea NOT NULL,
    claim bytea NOT NULL,
    status integer,
    sealed_answer bytea,
    created_at timestamptz NOT NULL,
    lease_until timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (scope),
    CONSTRAINT idempotency_keys_answer_check CHECK ((status IS NULL) = (sealed_answer IS NULL))
);
CREATE INDEX idempotency_keys_expires_at_idx ON public.idempotency_keys (expires_at);

-- Operators look for deliveries, newest first and by one of these. Those that wait for something have an index already.
CREATE INDEX webhook_inbox_source_idx ON public.webhook_inbox (source, id);
CREATE INDEX webhook_inbox_event_type_idx ON public.webhook_inbox (event_type, id);
CREATE INDEX webhook_inbox_tenant_id_idx ON public.webhook_inbox (tenant_id, id) WHERE tenant_id IS NOT NULL;
