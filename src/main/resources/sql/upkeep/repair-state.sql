-- The two rows of a recording contradict each other: end it, so that what was captured is joined
WITH ended AS (
    UPDATE recording_capture c
    SET ended_at = COALESCE(c.ended_at, now()), end_reason = COALESCE(c.end_reason, 'reconciled'), next_attempt_at = now()
    FROM recordings r
    WHERE r.id = c.recording_id AND c.recording_id = CAST(:#${body.recordingId} AS uuid)
      AND (r.status = 'recording' AND c.ended_at IS NOT NULL OR r.status = 'processing' AND c.ended_at IS NULL)
    RETURNING c.recording_id, c.stream_key
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT 'recording.reconciled', stream_key, recording_id,
           jsonb_strip_nulls(jsonb_build_object('cause', CAST(:#${body.says} AS text), 'peer', CAST(:#${variable.peer} AS text))) FROM ended
)
UPDATE recordings SET status = 'processing' FROM ended WHERE id = ended.recording_id AND status = 'recording'
