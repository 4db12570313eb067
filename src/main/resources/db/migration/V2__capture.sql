-- What the service needs beside the spec's table. docs: design of the state machine in README.md, "How it works".

-- One row a recording: what is being captured, by whom, and how finalizing it goes.
CREATE TABLE recording_capture (
    recording_id     UUID PRIMARY KEY,
    stream_key       TEXT NOT NULL,
    user_id          UUID,
    title            TEXT,
    hls_url          TEXT,
    bucket           TEXT NOT NULL,
    prefix           TEXT NOT NULL,
    folder           TEXT UNIQUE,                          -- below WORK_DIR; NULL once its files are deleted
    started_event_id BIGINT NOT NULL,
    started_event_at TIMESTAMPTZ NOT NULL,                 -- the sender's clock
    capture_since    TIMESTAMPTZ NOT NULL,                 -- objects older than this are another broadcast's
    ended_at         TIMESTAMPTZ,                          -- our clock: when the end was heard
    end_reason       TEXT,
    last_segment_at  TIMESTAMPTZ,
    said_live_at     TIMESTAMPTZ,                          -- when the Stream Service last listed it as live
    object_name      TEXT UNIQUE,                          -- reserved before the upload, in the bucket `recordings`
    stage            TEXT CHECK (stage IN ('capture', 'finalize')),
    owner            TEXT,                                 -- the instance that works on it until lease_until
    lease_until      TIMESTAMPTZ,
    attempts         INT NOT NULL DEFAULT 0,               -- joins that failed; a store that is down counts none
    postponements    INT NOT NULL DEFAULT 0,
    next_attempt_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    error            TEXT,
    report           JSONB
);
-- A stream key is recorded once at a time; this index decides every race between webhooks and polling.
CREATE UNIQUE INDEX recording_capture_live ON recording_capture (stream_key) WHERE ended_at IS NULL;
-- Does a row of recordings go, its capture goes too, whoever deletes it.
DO $$
BEGIN
    ALTER TABLE recording_capture ADD CONSTRAINT recording_capture_recording
        FOREIGN KEY (recording_id) REFERENCES recordings(id) ON DELETE CASCADE;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'No REFERENCES privilege on the table recordings: recording_capture goes without its foreign key';
END $$;

-- The ledger: one row for each version of a segment that belongs to a recording.
CREATE TABLE recording_segment (
    recording_id  UUID NOT NULL REFERENCES recording_capture(recording_id) ON DELETE CASCADE,
    run           INT NOT NULL DEFAULT 0,                  -- grows when the publisher begins its numbering anew
    sequence      BIGINT NOT NULL,                         -- number in the name, else media sequence
    object_key    TEXT NOT NULL,
    etag          TEXT NOT NULL,
    last_modified TIMESTAMPTZ NOT NULL,                    -- the store's clock
    size          BIGINT NOT NULL,
    file          TEXT,                                    -- name in the work folder
    state         TEXT NOT NULL CHECK (state IN ('captured', 'damaged', 'missing', 'duplicate')),
    discontinuity BOOLEAN NOT NULL DEFAULT false,
    first_pts     BIGINT,                                  -- 90 kHz, as in the segment (33 bit)
    last_pts      BIGINT,
    ticks         BIGINT NOT NULL DEFAULT 0,               -- length, 90 kHz
    access_units  BIGINT NOT NULL DEFAULT 0,
    tracks        JSONB,
    reason        TEXT,
    captured_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (recording_id, object_key, etag)
);
CREATE INDEX recording_segment_object ON recording_segment (object_key, etag);

-- Inbox and story: every webhook, also while no recording exists yet. No foreign key: it outlives the recording.
CREATE TABLE stream_event (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    heard_at     TIMESTAMPTZ NOT NULL DEFAULT now(),
    kind         TEXT NOT NULL,
    stream_key   TEXT NOT NULL,
    stream_id    UUID,
    user_id      UUID,
    hls_url      TEXT,
    event_at     TIMESTAMPTZ NOT NULL,                     -- the sender's clock
    recording_id UUID,
    acted_at     TIMESTAMPTZ,
    detail       JSONB
);
CREATE UNIQUE INDEX stream_event_once ON stream_event
    (stream_key, kind, event_at, COALESCE(stream_id, '00000000-0000-0000-0000-000000000000'))
    WHERE kind IN ('stream.started', 'stream.ended');
CREATE INDEX stream_event_waiting ON stream_event (kind, stream_key) WHERE acted_at IS NULL;
CREATE INDEX stream_event_recording ON stream_event (recording_id);

-- From when on an object belongs to a recording. The sender's clock may differ from the store's by the grace, and the store
-- counts whole seconds; but the grace does not reach into a broadcast of the same key that ended just before.
CREATE FUNCTION capture_from(c recording_capture, grace interval) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (SELECT 1 FROM recording_capture before
                             WHERE before.stream_key = c.stream_key AND before.started_event_id < c.started_event_id
                               AND before.ended_at > c.capture_since - grace)
                THEN date_trunc('second', c.capture_since) ELSE c.capture_since - grace END
$$;
-- Until when: the start of the next broadcast of the same key, NULL when there is none yet.
CREATE FUNCTION capture_until(c recording_capture) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT date_trunc('second', min(next.capture_since)) FROM recording_capture next
    WHERE next.stream_key = c.stream_key AND next.started_event_id > c.started_event_id
$$;

-- The Recording of spec.md, "HTTP API": nine fields in this order, timestamps in whole seconds with Z.
CREATE FUNCTION recording_json(r recordings) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'id', r.id, 'stream_id', r.stream_id, 'video_id', r.video_id, 'file_path', r.file_path,
        'duration', COALESCE(r.duration, 0), 'file_size', COALESCE(r.file_size, 0), 'status', r.status,
        'started_at', to_char(r.started_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'completed_at', to_char(r.completed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
$$;
