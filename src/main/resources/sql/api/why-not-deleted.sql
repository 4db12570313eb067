-- Why this recording is not deleted; no row when there is no such recording
SELECT CASE status WHEN 'recording' THEN 'Recording is live' ELSE 'Recording is being processed' END
FROM recordings WHERE id = CAST(:#${variable.id} AS uuid)
