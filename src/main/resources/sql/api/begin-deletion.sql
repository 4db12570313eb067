-- Mark a recording that is over for deletion, and say what there is of it; no row when it is not over
WITH marked AS (
    UPDATE recording_capture c SET deleting_at = COALESCE(c.deleting_at, now())
    FROM recordings r
    WHERE c.recording_id = CAST(:#${body.recordingId} AS uuid) AND r.id = c.recording_id AND r.status IN ('completed', 'failed')
)
SELECT r.id::text AS recording_id, c.folder,
       COALESCE(c.object_name, substr(r.file_path, length(:#${properties:recorder.recordings.bucket}) + 2), '') AS object_name,
       COALESCE(c.poster_name, '') AS poster_name
FROM recordings r LEFT JOIN recording_capture c ON c.recording_id = r.id
WHERE r.id = CAST(:#${body.recordingId} AS uuid) AND r.status IN ('completed', 'failed')
