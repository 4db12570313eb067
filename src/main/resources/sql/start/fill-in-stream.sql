-- What the Stream Service knows of a stream that is being recorded and its webhook did not say
WITH live AS (
    UPDATE recording_capture c
    SET user_id = COALESCE(c.user_id, CAST(:#userId AS uuid)), title = COALESCE(c.title, :#title),
        hls_url = COALESCE(c.hls_url, :#hlsUrl),
        said_live_at = CASE WHEN :#live THEN now() ELSE c.said_live_at END,
        -- of a stream that is not said to be live, that is the start of the last broadcast
        capture_since = LEAST(c.capture_since, CASE WHEN :#live THEN CAST(:#startedAt AS timestamptz) END)
    WHERE c.stream_key = :#streamKey AND c.ended_at IS NULL
    RETURNING recording_id, stream_key
), known AS (
    UPDATE recordings r SET stream_id = CAST(:#id AS uuid)
    FROM live WHERE r.id = live.recording_id AND r.stream_id IS NULL
    RETURNING r.id, live.stream_key, r.stream_id
)
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT 'recording.identified', stream_key, id, jsonb_build_object('cause', 'the Stream Service was asked', 'stream_id', stream_id)
FROM known
