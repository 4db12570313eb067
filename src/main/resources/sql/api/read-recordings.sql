-- All recordings that are asked for, in the order that is asked for, one JSON text each: read with a cursor by RecordingList
SELECT recording_json(r)::text FROM recordings r
WHERE (CAST(:status AS text) IS NULL OR status::text = :status)
  AND (CAST(:streamId AS uuid) IS NULL OR stream_id = CAST(:streamId AS uuid))
  AND (CAST(:streamKey AS text) IS NULL OR has_stream_key(r, :streamKey))
  AND (CAST(:hasHoles AS boolean) IS NULL OR has_holes(r) = CAST(:hasHoles AS boolean))
  AND (CAST(:from AS timestamp) IS NULL OR started_at >= CAST(:from AS timestamp))
  AND (CAST(:to AS timestamp) IS NULL OR started_at < CAST(:to AS timestamp))
  AND (CAST(:afterStartedAt AS timestamp) IS NULL
       OR CASE WHEN CAST(:oldestFirst AS boolean) THEN started_at > CAST(:afterStartedAt AS timestamp)
               ELSE started_at < CAST(:afterStartedAt AS timestamp) END
       OR started_at = CAST(:afterStartedAt AS timestamp) AND id > CAST(:afterId AS uuid))
ORDER BY CASE WHEN CAST(:oldestFirst AS boolean) THEN started_at END NULLS FIRST, started_at DESC NULLS LAST, id
