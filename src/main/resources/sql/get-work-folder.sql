-- Where the captured segments of a recording lie that is not completed yet
SELECT c.recording_id::text, c.ended_at IS NOT NULL AS ended
FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
WHERE c.recording_id = CAST(:#${variable.id} AS uuid) AND c.folder IS NOT NULL AND r.status <> 'completed'
