-- The poster is not in the bucket: say so
UPDATE recording_capture SET poster_name = NULL
WHERE recording_id = CAST(:#${body.recordingId} AS uuid) AND poster_name = :#${body.name}
