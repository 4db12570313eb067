-- Where the objects of a recording are: its file and its poster, and whether it is completed
SELECT r.status::text AS status, r.file_path, c.poster_name, c.error
FROM recordings r LEFT JOIN recording_capture c ON c.recording_id = r.id
WHERE r.id = CAST(:#${variable.id} AS uuid)
