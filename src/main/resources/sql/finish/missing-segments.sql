-- Segments that were in the bucket and could not be fetched
SELECT object_key, run, sequence, reason FROM recording_segment
WHERE recording_id = CAST(:#${variable.finish.recordingId} AS uuid) AND state = 'missing'
ORDER BY run, sequence
