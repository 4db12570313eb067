-- Recordings whose deletion was begun and not finished
SELECT c.recording_id::text, 'its deletion was begun' AS cause FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
WHERE c.deleting_at IS NOT NULL AND r.status IN ('completed', 'failed')
