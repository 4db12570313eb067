-- The folder of this recording is another installation's here: take one of its own name, and begin again with that
WITH moved AS (
    UPDATE recording_capture SET folder = stream_key || '.' || recording_id, owner = NULL, lease_until = NULL, stage = NULL
    WHERE recording_id = CAST(:#${variable.adopted.recordingId} AS uuid) AND owner = :#${properties:recorder.instance}
    RETURNING recording_id, stream_key, folder
)
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT 'folder.moved', stream_key, recording_id,
       jsonb_build_object('cause', 'the folder of the key belongs to another installation of the service', 'folder', folder)
FROM moved
