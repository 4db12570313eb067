-- Why this recording is not rebuilt; no row when there is no such recording
SELECT CASE WHEN r.status = 'recording' THEN 'Recording is live'
            WHEN r.status = 'processing' THEN 'Recording is being processed'
            WHEN r.status = 'completed' THEN 'Recording is completed'
            WHEN c.deleting_at IS NOT NULL THEN 'Recording is being deleted'
            ELSE 'The segments of this recording are gone' END
FROM recordings r LEFT JOIN recording_capture c ON c.recording_id = r.id
WHERE r.id = CAST(:#${variable.id} AS uuid)
