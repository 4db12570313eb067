-- The reserved name holds an object that is not ours: reserve the next one
WITH chosen AS (
    UPDATE recording_capture c
    SET object_name = object_name(CAST(:#${properties:recorder.recordings.object-name} AS text), r, c,
        CASE c.object_name WHEN object_name(CAST(:#${properties:recorder.recordings.object-name} AS text), r, c, 1) THEN 2 ELSE 3 END)
    FROM recordings r
    WHERE c.recording_id = CAST(:#${variable.finish.recordingId} AS uuid) AND r.id = c.recording_id
      AND c.owner = :#${properties:recorder.instance} AND c.stage = 'finalize'
    RETURNING c.recording_id, c.stream_key, c.object_name
)
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT 'object-name.changed', stream_key, recording_id,
       jsonb_build_object('cause', CAST(:#${variable.reason} AS text), 'object_name', object_name)
FROM chosen
