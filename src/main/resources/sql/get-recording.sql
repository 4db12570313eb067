-- One recording as the JSON of GET /recording/{id}
SELECT json_build_object('recording', recording_json(r))::text FROM recordings r WHERE id = CAST(:#${variable.id} AS uuid)
