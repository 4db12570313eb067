-- A failed recording whose work folder is kept, and where its segments come from
SELECT c.recording_id::text, c.folder, c.bucket, c.prefix,
       capture_from(c, CAST(:#${properties:recorder.capture.grace} AS interval)) AS capture_from,
       capture_until(c) AS capture_until
FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
WHERE c.recording_id = CAST(:#${variable.id} AS uuid) AND r.status = 'failed'
  AND c.folder IS NOT NULL AND c.deleting_at IS NULL
  AND r.completed_at > (now() AT TIME ZONE 'UTC') - CAST(:#${properties:recorder.keep.failed} AS interval)
