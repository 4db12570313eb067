-- The answer of GET /recording/{id}/report up to the report, and the report; while the recording is live there is none, and it is made
SELECT r.id::text AS recording_id, left(json_build_object('recording_id', r.id, 'status', r.status, 'error', CASE WHEN CAST(:#${properties:recorder.http.hide-keys} AS boolean) THEN without_word(c.error, c.stream_key) ELSE c.error END, 'error_code', c.error_code)::text, -1)
           || ', "report" : ' AS head,
       COALESCE(CASE WHEN CAST(:#${properties:recorder.http.hide-keys} AS boolean) THEN without_word(c.report, c.stream_key) ELSE c.report END::text, 'null') AS report, r.status = 'recording' AND c.recording_id IS NOT NULL AS live
FROM recordings r LEFT JOIN recording_capture c ON c.recording_id = r.id
WHERE r.id = CAST(:#${body} AS uuid)
