-- All recordings that are asked for, newest first, one JSON text each: read with a cursor by RecordingList
SELECT recording_json(r)::text FROM recordings r
WHERE (CAST(:status AS text) IS NULL OR status::text = :status)
  AND (CAST(:streamId AS uuid) IS NULL OR stream_id = CAST(:streamId AS uuid))
  AND (CAST(:afterStartedAt AS timestamp) IS NULL OR started_at < CAST(:afterStartedAt AS timestamp)
       OR started_at = CAST(:afterStartedAt AS timestamp) AND id > CAST(:afterId AS uuid))
ORDER BY started_at DESC NULLS LAST, id
