-- The inbox: every stream event that was heard, also while no recording exists yet. No foreign key: it outlives the recording.
CREATE TABLE stream_event (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,     -- the order of arrival
    heard_at     TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    source       TEXT NOT NULL DEFAULT 'webhook',                     -- or poll: the Stream Service listed it as live
    webhook_id   TEXT,                                                -- of a signed webhook (Standard Webhooks)
    kind         TEXT NOT NULL CHECK (kind IN ('stream.started', 'stream.ended')),
    stream_key   TEXT NOT NULL,
    stream_id    UUID,
    user_id      UUID,
    hls_url      TEXT,
    event_at     TIMESTAMPTZ NOT NULL,                                -- the sender's clock
    acted_at     TIMESTAMPTZ,                                         -- NULL: waits for its recording
    recording_id UUID                                                 -- the recording that it started or ended
);
-- The same event, and the same webhook, has an effect once.
CREATE UNIQUE INDEX stream_event_once ON stream_event
    (stream_key, kind, event_at, COALESCE(stream_id, '00000000-0000-0000-0000-000000000000'));
CREATE UNIQUE INDEX stream_event_webhook ON stream_event (webhook_id) WHERE webhook_id IS NOT NULL;
CREATE INDEX stream_event_waiting ON stream_event (stream_key, kind) WHERE acted_at IS NULL;
CREATE INDEX stream_event_started ON stream_event (id) WHERE kind = 'stream.started' AND acted_at IS NULL;
CREATE INDEX stream_event_recording ON stream_event (recording_id);

-- The history of each recording (GET /recording/{id}/events). No foreign key: it outlives the recording.
CREATE TABLE recording_event (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    recording_id UUID NOT NULL,
    stream_key   TEXT NOT NULL,
    kind         TEXT NOT NULL,
    detail       JSONB NOT NULL                                       -- cause, and what else there is to say
);
CREATE INDEX recording_event_recording ON recording_event (recording_id, id);
