-- Note what the MP4 of this attempt holds, before it is uploaded; no row when another instance has the recording
INSERT INTO recording_attempt (recording_id, attempt, units, duration, size, report)
SELECT recording_id, :#attempt, :#units, :#duration, :#size, CAST(:#report AS jsonb)
FROM recording_capture
WHERE recording_id = CAST(:#${variable.finish.recordingId} AS uuid)
  AND owner = :#${properties:recorder.instance} AND stage = 'finalize'
ON CONFLICT (recording_id, attempt, size) DO UPDATE
SET units = excluded.units, duration = excluded.duration, report = excluded.report
RETURNING attempt
