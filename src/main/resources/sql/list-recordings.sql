-- All recordings, newest first, as the JSON of GET /recordings
SELECT json_build_object('recordings', COALESCE(json_agg(recording ORDER BY started_at DESC, id), '[]'::json))::text
FROM (SELECT id, started_at, recording_json(r) AS recording FROM recordings r) r
