-- Joining while the stream is live: what of the MP4 is in the store already. Part 1, the header, is uploaded last.
CREATE TABLE recording_part (
    recording_id UUID NOT NULL REFERENCES recording_capture(recording_id) ON DELETE CASCADE,
    upload       TEXT NOT NULL,
    number       INT NOT NULL,
    size         BIGINT NOT NULL,
    md5          TEXT NOT NULL,                                 -- of the bytes that were sent, hexadecimal
    etag         TEXT NOT NULL,                                 -- opaque, as the store answered
    PRIMARY KEY (recording_id, upload, number)
);

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
