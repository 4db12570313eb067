-- The object and the files are gone: delete the row with all that hangs on it; its events stay, and who wants to know of everything is told
WITH gone AS (
    DELETE FROM recordings WHERE id = CAST(:#${variable.deletion.recordingId} AS uuid) AND status IN ('completed', 'failed')
    RETURNING id, file_path, status
), capture AS (
    DELETE FROM recording_capture c USING gone WHERE c.recording_id = gone.id RETURNING c.recording_id, c.stream_key
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT 'recording.deleted', COALESCE(capture.stream_key, ''), gone.id,
           jsonb_strip_nulls(jsonb_build_object('cause', CAST(:#${variable.deletion.cause} AS text), 'peer', CAST(:#${variable.peer} AS text),
                                                'status', gone.status, 'file_path', gone.file_path))
    FROM gone LEFT JOIN capture ON capture.recording_id = gone.id
), told AS (
    INSERT INTO hand_over (receiver, target, recording_id, stream_key, event)
    SELECT told.receiver, told.target, gone.id, COALESCE(capture.stream_key, ''), 'recording.deleted'
    FROM gone LEFT JOIN capture ON capture.recording_id = gone.id, jsonb_to_recordset(CAST(:#${bean:receivers.ofDeleted} AS jsonb)) AS told(receiver text, target text)
)
SELECT gone.id::text AS recording_id, gone.file_path, COALESCE(capture.stream_key, '') AS stream_key
FROM gone LEFT JOIN capture ON capture.recording_id = gone.id
