-- The poster is in the bucket
UPDATE recording_capture SET poster_name = :#${variable.posterName}
WHERE recording_id = CAST(:#${variable.finished.recordingId} AS uuid)
