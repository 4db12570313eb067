-- A stream that cannot be recorded, whatever is done: fail its recording while it is live, and hand that over
WITH refused AS (
    UPDATE recording_capture
    SET ended_at = now(), end_reason = 'refused', error = :#${variable.reason}, owner = NULL, lease_until = NULL, stage = NULL
    WHERE recording_id = CAST(:#${variable.recording[recording_id]} AS uuid) AND ended_at IS NULL
      AND owner = :#${properties:recorder.instance}
    RETURNING recording_id, stream_key
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT 'recording.failed', stream_key, recording_id, jsonb_build_object('cause', CAST(:#${variable.reason} AS text))
    FROM refused
), failed AS (
    UPDATE recordings SET status = 'failed', completed_at = now() AT TIME ZONE 'UTC'
    FROM refused WHERE id = refused.recording_id AND status = 'recording'
    RETURNING id, refused.stream_key
)
INSERT INTO hand_over (receiver, target, recording_id, stream_key, event)
SELECT told.receiver, told.target, failed.id, failed.stream_key, 'recording.failed'
FROM failed, jsonb_to_recordset(CAST(:#${bean:receivers.ofFailed} AS jsonb)) AS told(receiver text, target text)
