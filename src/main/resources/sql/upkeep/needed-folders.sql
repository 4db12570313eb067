-- The work folders of recordings that are not completed
SELECT c.folder FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
WHERE c.folder IS NOT NULL AND r.status <> 'completed'
