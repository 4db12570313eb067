-- What the service needs beside the table of spec.md: what is being captured, by whom, and how finalizing it goes.

-- One row a recording.
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
    said_live_at     TIMESTAMPTZ,                          -- when the Stream Service last listed it as live
    looked_at        TIMESTAMPTZ,                          -- when the bucket was last seen, while the stream was live
    quiet_since      TIMESTAMPTZ,                          -- from when on every look found nothing new; NULL when the last one did
    last_segment_at  TIMESTAMPTZ,
    segments         BIGINT NOT NULL DEFAULT 0,            -- in the ledger, so that a poll need not count them
    ticks            BIGINT NOT NULL DEFAULT 0,            -- of its segments, 90 kHz
    ended_at         TIMESTAMPTZ,                          -- our clock: when the end was heard
    end_reason       TEXT,
    processing_since TIMESTAMPTZ,                          -- when finalizing was first tried
    stage            TEXT CHECK (stage IN ('capture', 'finalize')),
    owner            TEXT,                                 -- the instance that works on it until lease_until
    lease_until      TIMESTAMPTZ,
    attempts         INT NOT NULL DEFAULT 0,               -- joins that failed; a store that is down counts none
    postponements    INT NOT NULL DEFAULT 0,
    next_attempt_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    live_upload      TEXT,                                 -- the multipart upload under object_name that grows with the stream
    live_fallback    TEXT,                                 -- why it is joined at the end and not while it is live
    object_name      TEXT UNIQUE,                          -- reserved before the upload, in the bucket `recordings`
    poster_name      TEXT,                                 -- an object beside its MP4; NULL when there is none
    deleting_at      TIMESTAMPTZ,                          -- set before its object goes, so that a deletion that was interrupted is carried on
    error            TEXT,
    error_code       TEXT,                                 -- what kind of failure, for programs: the words of error may change
    report           JSONB,
    -- what the page searches: one small index is read, and not every report
    searched         TEXT NOT NULL GENERATED ALWAYS AS (left(lower(stream_key || ' ' || COALESCE(title, '')), 400)) STORED
);
-- A stream key is recorded once at a time; this index decides every race between webhooks and polling.
CREATE UNIQUE INDEX recording_capture_live ON recording_capture (stream_key) WHERE ended_at IS NULL;
-- What is asked at every interval is found by an index, also among 100,000 recordings.
CREATE INDEX recording_capture_stream ON recording_capture (stream_key, started_event_id);
CREATE INDEX recording_capture_owner ON recording_capture (owner) WHERE owner IS NOT NULL;
CREATE INDEX recording_capture_live_upload ON recording_capture (recording_id) WHERE live_upload IS NOT NULL;
CREATE INDEX recording_capture_deleting ON recording_capture (recording_id) WHERE deleting_at IS NOT NULL;
CREATE INDEX recording_capture_searched ON recording_capture (searched, recording_id);
CREATE INDEX recording_capture_in_doubt ON recording_capture (recording_id) WHERE report -> 'doubts' <> '[]'::jsonb;
-- When a row of recordings is deleted, by whomever, its capture goes too.
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
    run           INT NOT NULL DEFAULT 0,                  -- grows when the publisher starts its numbering again
    sequence      BIGINT NOT NULL,                         -- number in the name, else media sequence
    media_sequence BIGINT,                                 -- its place in a playlist of the broadcast; NULL when none lists it
    object_key    TEXT NOT NULL,
    etag          TEXT NOT NULL,
    last_modified TIMESTAMPTZ NOT NULL,                    -- the store's clock
    size          BIGINT NOT NULL,
    file          TEXT,                                    -- name in the work folder
    state         TEXT NOT NULL CHECK (state IN ('captured', 'damaged', 'missing', 'foreign')),
    discontinuity BOOLEAN NOT NULL DEFAULT false,
    first_pts     BIGINT,                                  -- 90 kHz, as in the segment (33 bit)
    last_pts      BIGINT,
    ticks         BIGINT NOT NULL DEFAULT 0,               -- length, 90 kHz
    access_units  BIGINT NOT NULL DEFAULT 0,
    tracks        JSONB,
    unchanged     BOOLEAN NOT NULL DEFAULT false,          -- the store showed the same version again in a later look
    reason        TEXT,
    captured_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (recording_id, object_key, etag)
);
CREATE INDEX recording_segment_object ON recording_segment (object_key, etag);
CREATE INDEX recording_segment_captured ON recording_segment (recording_id, captured_at);
CREATE INDEX recording_segment_newest ON recording_segment (recording_id, run DESC, sequence DESC);

-- Which installation of the service this database is of: all its instances share the id, and no other has it. Each work folder of a
-- recording carries it, since two installations may be given the same WORK_DIR.
CREATE TABLE recording_installation (
    one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
    id  UUID NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO recording_installation DEFAULT VALUES;
