-- The MP4 is verified in the bucket: complete the recording
WITH done AS (
    UPDATE recording_capture
    SET error = NULL, report = CAST(:#${variable.report} AS jsonb), owner = NULL, lease_until = NULL, stage = NULL
    WHERE recording_id = CAST(:#${variable.recording[recording_id]} AS uuid)
      AND owner = :#${properties:recorder.instance} AND stage = 'finalize'
    RETURNING recording_id
)
UPDATE recordings
SET status = 'completed', file_path = :#${variable.filePath}, duration = :#${variable.audit.duration},
    file_size = :#${variable.audit.size}, completed_at = now() AT TIME ZONE 'UTC'
FROM done WHERE id = done.recording_id AND status = 'processing'
RETURNING id::text AS recording_id, file_path, duration, file_size
