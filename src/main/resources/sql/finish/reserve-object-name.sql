-- Reserve the name of the MP4; the unique index lets no two recordings have the same one
UPDATE recording_capture c
SET object_name = COALESCE(c.object_name, (
    SELECT name FROM (SELECT choice, object_name(CAST(:#${properties:recorder.recordings.object-name} AS text), r, c, choice) AS name FROM generate_series(1, 3) choice) candidate
    WHERE NOT EXISTS (SELECT 1 FROM recording_capture o WHERE o.object_name = name)
      AND NOT EXISTS (SELECT 1 FROM recordings o WHERE o.file_path = :#${properties:recorder.recordings.bucket} || '/' || name)
    ORDER BY choice LIMIT 1))
FROM recordings r
WHERE c.recording_id = CAST(:#${variable.recordingId} AS uuid) AND r.id = c.recording_id
  AND c.owner = :#${properties:recorder.instance}
RETURNING c.object_name
