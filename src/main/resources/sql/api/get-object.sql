-- Where the objects of a recording are: its file and its poster, and whether it is completed; while it is being made, its work folder,
-- and another instance that has it
SELECT r.id::text AS recording_id, r.status::text AS status, r.file_path, c.poster_name,
       without_word(c.error, CASE WHEN CAST(:#${properties:recorder.http.hide-keys} AS boolean) THEN c.stream_key END) AS error,
       CASE WHEN r.status IN ('recording', 'processing') THEN c.folder END AS folder,
       address_of_holder(c, :#${properties:recorder.instance}) AS holder
FROM recordings r LEFT JOIN recording_capture c ON c.recording_id = r.id
WHERE r.id = CAST(:#${body} AS uuid)
