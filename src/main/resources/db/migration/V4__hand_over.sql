-- The outbox: who must still be told of a recording, and what became of it. No foreign key: it outlives the recording.
CREATE TABLE hand_over (
    id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,   -- the order within a stream key
    receiver        TEXT NOT NULL,                         -- the route hand-over-to-{receiver}
    target          TEXT NOT NULL DEFAULT '',              -- which one, where a receiver has several: a URL of NOTIFY_URLS
    recording_id    UUID NOT NULL,
    stream_key      TEXT NOT NULL,
    event           TEXT NOT NULL CHECK (event IN ('recording.started', 'recording.completed', 'recording.failed')),
    created_at      TIMESTAMPTZ NOT NULL DEFAULT now(),
    attempts        INT NOT NULL DEFAULT 0,
    next_attempt_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    owner           TEXT,                                  -- the instance that works on it until lease_until
    lease_until     TIMESTAMPTZ,
    done_at         TIMESTAMPTZ,
    -- kept: the recording is in doubt, and its live segments are kept, so nothing was sent
    outcome         TEXT CHECK (outcome IN ('sent', 'refused', 'dropped', 'kept')),
    answer          INT,                                   -- the last HTTP status
    error           TEXT,                                  -- why it was not sent, or is not sent yet
    CHECK ((done_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX hand_over_waiting ON hand_over (receiver, target, stream_key, id) WHERE done_at IS NULL;
CREATE INDEX hand_over_leased ON hand_over (receiver, target) WHERE done_at IS NULL AND lease_until IS NOT NULL;
CREATE INDEX hand_over_kept ON hand_over (stream_key) WHERE outcome = 'kept';
CREATE INDEX hand_over_recording ON hand_over (recording_id);
