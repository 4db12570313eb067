-- The work folder is deleted; its name is free for the next recording of the key
WITH emptied AS (
    UPDATE recording_capture SET folder = NULL
    WHERE recording_id = CAST(:#${variable.finished.recordingId} AS uuid) AND owner IS NULL AND folder IS NOT NULL
    RETURNING recording_id, stream_key
)
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT 'folder.deleted', stream_key, recording_id, '{"cause": "the recording is over"}' FROM emptied
