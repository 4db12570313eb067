-- Start the recording that the oldest stream.started asks for, unless its key is being recorded, or was within the reconnect window.
-- One whose key is about to be ended by an earlier stream.ended waits for that, or it would be taken for a repetition
WITH event AS MATERIALIZED (
    SELECT * FROM stream_event e
    WHERE kind = 'stream.started' AND acted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM stream_event earlier JOIN recording_capture c ON c.stream_key = earlier.stream_key AND c.ended_at IS NULL
                      WHERE earlier.kind = 'stream.ended' AND earlier.acted_at IS NULL AND earlier.stream_key = e.stream_key
                        AND (earlier.event_at, earlier.id) < (e.event_at, e.id) AND ends(earlier, c))
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
), live AS MATERIALIZED (
    -- locked: one that was ended a moment ago is none any more
    SELECT c.recording_id, c.started_event_at, r.stream_id
    FROM event e JOIN recording_capture c ON c.stream_key = e.stream_key AND c.ended_at IS NULL
                 JOIN recordings r ON r.id = c.recording_id
    FOR NO KEY UPDATE OF c
), superseded AS (
    UPDATE recording_capture c SET ended_at = now(), end_reason = 'superseded', next_attempt_at = now()
    FROM live, event e
    WHERE c.recording_id = live.recording_id AND c.ended_at IS NULL
      AND e.stream_id <> live.stream_id AND e.event_at >= live.started_event_at
    RETURNING c.recording_id
), processing AS (
    UPDATE recordings SET status = 'processing'
    FROM superseded WHERE id = superseded.recording_id AND status = 'recording'
    RETURNING id
), back AS (
    UPDATE recording_capture c
    -- from now on it is this start that it goes back to: an end from before it is over
    SET started_event_id = e.id, started_event_at = e.event_at, ended_at = NULL, end_reason = NULL,
        processing_since = NULL, quiet_since = NULL, owner = NULL, lease_until = NULL, stage = NULL
    FROM event e, recordings r
    WHERE c.stream_key = e.stream_key AND r.id = c.recording_id AND r.status = 'processing'
      AND c.ended_at + CAST(:#${properties:recorder.reconnect.window} AS interval) > now()
      AND c.end_reason <> 'superseded' AND NOT EXISTS (SELECT 1 FROM live)
      AND c.started_event_id = (SELECT max(newest.started_event_id) FROM recording_capture newest WHERE newest.stream_key = e.stream_key)
    RETURNING c.recording_id
), resumed AS (
    UPDATE recordings SET status = 'recording' FROM back WHERE id = back.recording_id AND status = 'processing' RETURNING id
), fresh AS MATERIALIZED (
    SELECT gen_random_uuid() AS fresh_id, e.* FROM event e
    WHERE NOT EXISTS (SELECT 1 FROM back) AND (NOT EXISTS (SELECT 1 FROM live) OR EXISTS (SELECT 1 FROM superseded))
), started AS (
    INSERT INTO recording_capture (recording_id, stream_key, user_id, hls_url, bucket, prefix, folder,
                                   started_event_id, started_event_at, capture_since)
    SELECT f.fresh_id, f.stream_key, f.user_id, f.hls_url, :#${properties:recorder.segments.bucket},
           replace(:#${properties:recorder.segments.prefix}, '{stream_key}', f.stream_key),
           CASE WHEN EXISTS (SELECT 1 FROM recording_capture o WHERE o.folder = f.stream_key)
                THEN f.stream_key || '.' || f.fresh_id ELSE f.stream_key END,
           f.id, f.event_at, LEAST(f.event_at, now())
    FROM fresh f
    ON CONFLICT (stream_key) WHERE ended_at IS NULL DO NOTHING
    RETURNING recording_id
), recorded AS (
    INSERT INTO recordings (id, stream_id, file_path, duration, file_size, status, started_at)
    SELECT f.fresh_id, f.stream_id, '', 0, 0, 'recording', now() AT TIME ZONE 'UTC'
    FROM fresh f JOIN started s ON s.recording_id = f.fresh_id
    RETURNING id
), acted AS (
    UPDATE stream_event SET acted_at = now(), recording_id = COALESCE(
        (SELECT id FROM recorded), (SELECT id FROM resumed), (SELECT recording_id FROM live))
    FROM event e WHERE stream_event.id = e.id
      -- another start of the key was quicker: the next round sees it
      AND (EXISTS (SELECT 1 FROM started) OR NOT EXISTS (SELECT 1 FROM fresh))
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT happened.kind, e.stream_key, happened.id, jsonb_build_object('cause', happened.cause)
    FROM event e, (SELECT 'recording.started' AS kind, id, 'stream.started' AS cause FROM recorded
                   UNION ALL SELECT 'recording.resumed', id, 'stream.started within the reconnect window' FROM resumed
                   UNION ALL SELECT 'recording.ended', id, 'another stream started under its key' FROM processing) happened
)
SELECT e.id AS event_id, e.stream_key, e.stream_id::text, e.user_id::text, (SELECT id FROM recorded)::text AS recording_id,
       (SELECT id FROM resumed)::text AS resumed_id,
       (SELECT id FROM processing)::text AS superseded_id
FROM event e
