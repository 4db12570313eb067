-- The answer of GET /recording/{id}/report up to the report, and the report; while the recording is live there is none, and it is made
SELECT r.id::text AS recording_id,
       left(json_build_object('recording_id', r.id, 'status', r.status, 'error', without_word(c.error, c.hidden), 'error_code', c.error_code)::text, -1)
           || ', "report" : ' AS head,
       COALESCE(without_word(c.report, c.hidden)::text, 'null') AS report, r.status = 'recording' AND c.recording_id IS NOT NULL AS live
FROM recordings r LEFT JOIN (
    SELECT *, CASE WHEN CAST(:#${properties:recorder.http.hide-keys} AS boolean) THEN stream_key END AS hidden FROM recording_capture
) c ON c.recording_id = r.id
WHERE r.id = CAST(:#${body} AS uuid)
