-- Where the captured segments of a recording lie that is not completed yet, or just now: who watches it has the rest to see. A folder
-- with damaged segments stays when the others are gone
SELECT c.recording_id::text, c.ended_at IS NOT NULL AS ended
FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
WHERE c.recording_id = CAST(:#${body} AS uuid) AND c.folder IS NOT NULL
  AND (r.status <> 'completed' OR r.completed_at > (now() AT TIME ZONE 'UTC') - INTERVAL '1 minute'
       AND NOT EXISTS (SELECT 1 FROM recording_segment s WHERE s.recording_id = c.recording_id AND s.state = 'damaged'))
