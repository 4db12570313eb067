-- Forget segments whose files are gone, so that they are fetched again
DELETE FROM recording_segment s USING recording_capture c
WHERE s.recording_id = CAST(:#${variable.recording[recording_id]} AS uuid) AND c.recording_id = s.recording_id
  AND c.owner = :#${properties:recorder.instance} AND s.file = :#${body}
