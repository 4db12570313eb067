-- Forget segments whose files are gone, so that they are fetched again
WITH forgotten AS (
    DELETE FROM recording_segment s USING recording_capture c
    WHERE s.recording_id = CAST(:#recordingId AS uuid) AND c.recording_id = s.recording_id
      AND c.owner = :#${properties:recorder.instance} AND s.file = :#file
    RETURNING c.recording_id, c.stream_key, s.object_key
)
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT 'segment.forgotten', stream_key, recording_id,
       jsonb_build_object('cause', 'its file is not here, it is fetched again', 'object_key', object_key)
FROM forgotten
