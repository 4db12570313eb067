-- What the MP4 of each attempt to finish a recording holds, noted before it is uploaded: two instances may put one into the bucket.
-- Gone when the recording is completed.
CREATE TABLE recording_attempt (
    recording_id UUID NOT NULL REFERENCES recording_capture(recording_id) ON DELETE CASCADE,
    attempt      TEXT NOT NULL,                                 -- in the metadata of the object; live: an upload that grew with its stream
    size         BIGINT NOT NULL,
    units        BIGINT NOT NULL,                               -- access units, of all tracks
    duration     INT NOT NULL,                                  -- seconds
    report       JSONB NOT NULL,
    PRIMARY KEY (recording_id, attempt, size)
);
