-- One recording as the JSON of GET /recording/{id}; thumbnail_path, which the VOD Service reads, only where there is a poster
SELECT '{"recording":' || CASE WHEN c.poster_name IS NULL THEN recording_json(r)::text ELSE rtrim(recording_json(r)::text, '}')
    || ', "thumbnail_path" : ' || to_json(CAST(:#${properties:recorder.recordings.bucket} AS text) || '/' || c.poster_name) || '}' END || '}'
FROM recordings r LEFT JOIN recording_capture c ON c.recording_id = r.id
WHERE r.id = CAST(:#${body} AS uuid)
