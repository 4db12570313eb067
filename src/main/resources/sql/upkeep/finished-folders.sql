-- Work folders that are no longer needed, with the files that are kept: of completed and durable recordings, and of failed ones after KEEP_FAILED
SELECT c.recording_id::text, c.folder, c.object_name, c.poster_name, r.status::text AS status,
       r.status = 'completed' AND r.completed_at > (now() AT TIME ZONE 'UTC') - INTERVAL '1 minute' AS just_now,
       EXISTS (SELECT 1 FROM recording_instance i WHERE i.name <> :#${properties:recorder.instance} AND i.alive_until > now()) AS shared,
       c.report->>'sha256' IS NULL AS unsummed,
       ARRAY(SELECT s.file FROM recording_segment s
             WHERE s.recording_id = c.recording_id AND s.state = 'damaged'
               AND r.completed_at > (now() AT TIME ZONE 'UTC') - CAST(:#${properties:recorder.keep.damaged} AS interval)) AS kept
FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
WHERE c.folder IS NOT NULL AND c.owner IS NULL AND c.deleting_at IS NULL
  AND (r.status = 'completed' OR r.status = 'failed'
       AND r.completed_at <= (now() AT TIME ZONE 'UTC') - CAST(:#${properties:recorder.keep.failed} AS interval))
