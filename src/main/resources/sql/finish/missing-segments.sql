-- Segments that were in the bucket and could not be fetched, or were captured and lost
SELECT object_key, run, sequence, reason, ticks, access_units > 0 AS lost FROM recording_segment
WHERE recording_id = CAST(:#${variable.finish.recordingId} AS uuid) AND state = 'missing'
ORDER BY run, sequence
