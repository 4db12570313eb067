-- All recordings that are asked for, in the order that is asked for, one JSON text each: read with a cursor by RecordingList
SELECT recording_json(r)::text FROM recordings r
WHERE is_asked_for(r, :status, CAST(:streamId AS uuid), :streamKey, CAST(:hasHoles AS boolean), CAST(:from AS timestamp),
                   CAST(:to AS timestamp))
  AND (CAST(:afterStartedAt AS timestamp) IS NULL
       OR CASE WHEN CAST(:oldestFirst AS boolean) THEN started_at > CAST(:afterStartedAt AS timestamp)
               ELSE started_at < CAST(:afterStartedAt AS timestamp) END
       OR started_at = CAST(:afterStartedAt AS timestamp) AND id > CAST(:afterId AS uuid))
ORDER BY CASE WHEN CAST(:oldestFirst AS boolean) THEN started_at END NULLS FIRST, started_at DESC NULLS LAST, id
