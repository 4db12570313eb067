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
