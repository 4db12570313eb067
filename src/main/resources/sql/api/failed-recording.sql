-- A recording that is to be rebuilt: why it cannot be, and where its segments are and come from; no row when there is no such recording
SELECT r.id::text AS recording_id,
       CASE WHEN r.status = 'recording' THEN 'Recording is live'
            WHEN r.status = 'processing' THEN 'Recording is being processed'
            WHEN r.status = 'completed' THEN 'Recording is completed'
            WHEN c.deleting_at IS NOT NULL THEN 'Recording is being deleted'
            WHEN c.folder IS NULL
                 OR r.completed_at <= (now() AT TIME ZONE 'UTC') - CAST(:#${properties:recorder.keep.failed} AS interval)
                 THEN 'The segments of this recording are gone' END AS refusal,
       c.folder, c.bucket, c.prefix,
       capture_from(c, CAST(:#${properties:recorder.capture.grace} AS interval)) AS capture_from,
       capture_until(c) AS capture_until
FROM recordings r LEFT JOIN recording_capture c ON c.recording_id = r.id
WHERE r.id = CAST(:#${body} AS uuid)
