-- Joining while the stream is live: README.md, "How it works".
ALTER TABLE recording_capture ADD COLUMN live_upload TEXT;      -- the multipart upload under object_name that grows with the stream
ALTER TABLE recording_capture ADD COLUMN live_fallback TEXT;    -- why this recording is joined at the end and not while it is live
-- The store showed the same version again in a look after the one in which it was captured.
ALTER TABLE recording_segment ADD COLUMN unchanged BOOLEAN NOT NULL DEFAULT false;

-- What of the MP4 is in the store already. Part 1, the header, goes up last.
CREATE TABLE recording_part (
    recording_id UUID NOT NULL REFERENCES recording_capture(recording_id) ON DELETE CASCADE,
    upload       TEXT NOT NULL,
    number       INT NOT NULL,
    size         BIGINT NOT NULL,
    md5          TEXT NOT NULL,                                 -- of the bytes that were sent, hexadecimal
    etag         TEXT NOT NULL,                                 -- opaque, as the store answered
    PRIMARY KEY (recording_id, upload, number)
);

-- The segments of a recording in the order of the broadcast; a new version of a name begins a new run, with all that came later.
CREATE FUNCTION segments_in_order(recording UUID)
RETURNS TABLE (place BIGINT, number BIGINT, last_number BIGINT, segment recording_segment) LANGUAGE sql STABLE AS $$
    WITH version AS (
        SELECT s AS segment, s.object_key, s.sequence, s.last_modified,
               row_number() OVER (PARTITION BY s.object_key ORDER BY s.last_modified, s.captured_at) - 1 AS number,
               count(*) OVER (PARTITION BY s.object_key) - 1 AS last_number
        FROM recording_segment s
        WHERE s.recording_id = recording AND s.state IN ('captured', 'damaged')
    ), begun AS (
        SELECT v.number, min(v.last_modified) AS at FROM version v GROUP BY v.number
    ), placed AS (
        -- of a name that was written over, each version but the last is certainly of the run of its number
        SELECT v.*, CASE WHEN v.number < v.last_number THEN v.number ELSE GREATEST(v.number,
               (SELECT max(begun.number) FROM begun WHERE begun.at <= v.last_modified)) END AS place
        FROM version v
    )
    SELECT p.place, p.number, p.last_number, p.segment FROM placed p ORDER BY p.place, p.sequence, p.object_key
$$;
