-- The work folder is deleted; its name is free for the next recording of the key
WITH emptied AS (
    UPDATE recording_capture SET folder = NULL
    WHERE recording_id = CAST(:#${variable.recording[recording_id]} AS uuid) AND owner IS NULL AND folder IS NOT NULL
    RETURNING recording_id, stream_key
)
INSERT INTO stream_event (kind, stream_key, event_at, recording_id, acted_at, detail)
SELECT 'folder.deleted', stream_key, now(), recording_id, now(), '{"cause": "the recording is over"}' FROM emptied
