-- Which segments are in the bucket as they were captured at an earlier poll, and which were written over since
UPDATE recording_segment s SET unchanged = (s.etag = o.etag)
FROM jsonb_to_recordset(CAST(:#listed AS jsonb)) AS o(object_key text, etag text)
WHERE s.recording_id = CAST(:#${body.recording.recordingId} AS uuid) AND s.object_key = o.object_key
  AND s.unchanged <> (s.etag = o.etag)
