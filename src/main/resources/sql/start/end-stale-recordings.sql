-- Nothing new came for STALE_AFTER and nobody says that it is live, or for SILENT_AFTER whatever is said: end the recording
WITH silent AS (
    SELECT c.recording_id FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
    WHERE c.ended_at IS NULL
      AND (c.looked_at - c.quiet_since >= CAST(:#${properties:recorder.silent.after} AS interval)
           OR c.looked_at - c.quiet_since >= CAST(:#${properties:recorder.stale.after} AS interval)
              AND GREATEST(c.said_live_at, r.started_at AT TIME ZONE 'UTC')
                  < now() - CAST(:#${properties:recorder.stale.after} AS interval))
    FOR NO KEY UPDATE OF c SKIP LOCKED
), ended AS (
    UPDATE recording_capture c
    SET ended_at = now(), next_attempt_at = now(),
        end_reason = CASE WHEN c.looked_at - c.quiet_since >= CAST(:#${properties:recorder.silent.after} AS interval)
                          THEN 'silent' ELSE 'stale' END
    FROM silent WHERE c.recording_id = silent.recording_id AND c.ended_at IS NULL
    RETURNING c.recording_id, c.stream_key, c.end_reason
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT 'recording.ended', stream_key, recording_id, jsonb_build_object('cause',
           CASE end_reason WHEN 'silent' THEN 'no new segment, though it is said to be live'
                           ELSE 'no new segment, and nobody says that it is live' END)
    FROM ended
)
UPDATE recordings SET status = 'processing'
FROM ended WHERE id = ended.recording_id AND status = 'recording'
RETURNING id::text AS recording_id, ended.stream_key
