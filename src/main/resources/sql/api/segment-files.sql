-- The files that a recording has captured
SELECT file, size FROM recording_segment
WHERE recording_id = CAST(:#${body.recordingId} AS uuid) AND state IN ('captured', 'damaged')
