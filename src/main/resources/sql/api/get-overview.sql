-- One recording as the page shows it, as the JSON of GET /overview/{id}
SELECT json_build_object('now', to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'recording', overview_json(r, CAST(:#${properties:recorder.http.hide-keys} AS boolean)))::text
FROM recordings r WHERE id = CAST(:#${body} AS uuid)
