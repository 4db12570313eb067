-- What was captured last under this key
SELECT run, etag, file, access_units FROM recording_segment
WHERE recording_id = CAST(:#recordingId AS uuid) AND object_key = :#${body.object.objectKey}
  AND state <> 'missing' AND NOT again
ORDER BY run DESC, captured_at DESC LIMIT 1
