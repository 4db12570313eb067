-- No new segment for STALE_AFTER and nobody says that it is live: end the recording
WITH ended AS (
    UPDATE recording_capture c SET ended_at = now(), end_reason = 'stale', next_attempt_at = now()
    FROM recordings r
    WHERE r.id = c.recording_id AND c.ended_at IS NULL
      AND GREATEST(c.last_segment_at, c.said_live_at, r.started_at AT TIME ZONE 'UTC')
          < now() - CAST(:#${properties:recorder.stale.after} AS interval)
    RETURNING c.recording_id, c.stream_key
), noted AS (
    INSERT INTO stream_event (kind, stream_key, event_at, recording_id, acted_at, detail)
    SELECT 'recording.ended', stream_key, now(), recording_id, now(), '{"cause": "no new segment, and nobody says that it is live"}'
    FROM ended
)
UPDATE recordings SET status = 'processing'
FROM ended WHERE id = ended.recording_id AND status = 'recording'
RETURNING id::text AS recording_id, ended.stream_key
