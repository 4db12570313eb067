-- The completeness report of a recording, as the JSON of GET /recording/{id}/report
SELECT json_build_object('recording_id', r.id, 'status', r.status, 'error', c.error, 'report', c.report)::text
FROM recordings r LEFT JOIN recording_capture c ON c.recording_id = r.id
WHERE r.id = CAST(:#${variable.id} AS uuid)
