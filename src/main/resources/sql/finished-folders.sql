-- Work folders of recordings that are completed and durable
SELECT c.recording_id::text, c.folder FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
WHERE r.status = 'completed' AND c.folder IS NOT NULL AND c.owner IS NULL
