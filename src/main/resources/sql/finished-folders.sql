-- Work folders of recordings that are completed and durable, with the files that are kept: damaged originals, for a while
SELECT c.recording_id::text, c.folder,
       ARRAY(SELECT s.file FROM recording_segment s
             WHERE s.recording_id = c.recording_id AND s.state = 'damaged'
               AND r.completed_at > (now() AT TIME ZONE 'UTC') - CAST(:#${properties:recorder.keep.damaged} AS interval)) AS kept
FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
WHERE r.status = 'completed' AND c.folder IS NOT NULL AND c.owner IS NULL
