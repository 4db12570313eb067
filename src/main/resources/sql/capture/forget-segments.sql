-- Segments whose files are gone are missing until they are fetched again, if the bucket still has them; what was left out is forgotten
WITH held AS (
    SELECT recording_id, stream_key FROM recording_capture
    WHERE recording_id = CAST(:#recordingId AS uuid) AND owner = :#${properties:recorder.instance}
), lost AS (
    -- the file stays named until it was asked for again: so long it counts as new
    UPDATE recording_segment s SET state = 'missing', reason = 'it was captured, and its file was lost' FROM held
    WHERE s.recording_id = held.recording_id AND s.file IN (SELECT jsonb_array_elements_text(CAST(:#${body.json} AS jsonb))) AND s.state IN ('captured', 'damaged')
    RETURNING s.object_key
), forgotten AS (
    DELETE FROM recording_segment s USING held
    WHERE s.recording_id = held.recording_id AND s.file IN (SELECT jsonb_array_elements_text(CAST(:#${body.json} AS jsonb))) AND s.state = 'foreign'
    RETURNING s.object_key
)
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT 'segment.forgotten', held.stream_key, held.recording_id,
       jsonb_build_object('cause', 'its file is not here, it is fetched again', 'object_key', gone.object_key)
FROM held, (SELECT object_key FROM lost UNION ALL SELECT object_key FROM forgotten) gone
