-- Nothing will make this recording playable: fail it, keep the reason, and put a hand-over to who wants failures into the outbox
WITH done AS (
    UPDATE recording_capture
    SET error = :#${variable.reason}, attempts = attempts + 1, processing_since = NULL,
        owner = NULL, lease_until = NULL, stage = NULL
    WHERE recording_id = CAST(:#${variable.finish.recordingId} AS uuid)
      AND owner = :#${properties:recorder.instance} AND stage = 'finalize'
    RETURNING recording_id, stream_key
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT 'recording.failed', stream_key, recording_id, jsonb_build_object('cause', CAST(:#${variable.reason} AS text))
    FROM done
), failed AS (
    UPDATE recordings SET status = 'failed', completed_at = now() AT TIME ZONE 'UTC'
    FROM done WHERE id = done.recording_id AND status = 'processing'
    RETURNING id, done.stream_key
), handed_over AS (
    INSERT INTO hand_over (receiver, target, recording_id, stream_key, event)
    SELECT told.receiver, told.target, failed.id, failed.stream_key, 'recording.failed'
    FROM failed, jsonb_to_recordset(CAST(:#${bean:receivers.ofFailed} AS jsonb)) AS told(receiver text, target text)
)
SELECT id::text AS recording_id FROM failed
