-- Nothing will make this recording playable: fail it, keep the reason
WITH done AS (
    UPDATE recording_capture
    SET error = :#${variable.reason}, attempts = attempts + 1, owner = NULL, lease_until = NULL, stage = NULL
    WHERE recording_id = CAST(:#${variable.recording[recording_id]} AS uuid)
      AND owner = :#${properties:recorder.instance} AND stage = 'finalize'
    RETURNING recording_id
)
UPDATE recordings SET status = 'failed', completed_at = now() AT TIME ZONE 'UTC'
FROM done WHERE id = done.recording_id AND status = 'processing'
RETURNING id::text AS recording_id
