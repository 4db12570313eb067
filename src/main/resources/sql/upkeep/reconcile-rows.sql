-- What every recording says that there is of it: objects, folder; and whether its two rows contradict each other
SELECT r.id::text AS recording_id, r.status::text AS status, c.stream_key, c.folder, c.poster_name, r.file_size,
       CASE WHEN r.status = 'completed' THEN r.file_path END AS file_path,
       CASE WHEN r.status IN ('recording', 'processing') AND c.recording_id IS NULL THEN 'it is under way and nobody works on it: another service made it'
            WHEN r.status = 'recording' AND c.ended_at IS NOT NULL THEN 'it is live, though its end was heard'
            WHEN r.status = 'processing' AND c.ended_at IS NULL THEN 'it is being processed, though its end was not heard' END AS stuck
FROM recordings r LEFT JOIN recording_capture c ON c.recording_id = r.id
