-- The MP4 is verified in the bucket: complete the recording, and put a hand-over to each receiver into the outbox; whether it is in
-- doubt decides the receiver's route
WITH done AS (
    UPDATE recording_capture
    SET error = NULL, report = CAST(:#${variable.finish.report} AS jsonb), owner = NULL, lease_until = NULL, stage = NULL,
        poster_name = COALESCE(:#${variable.finish.posterName}, poster_name)
    WHERE recording_id = CAST(:#${variable.finish.recordingId} AS uuid)
      AND owner = :#${properties:recorder.instance} AND stage = 'finalize'
    RETURNING recording_id, stream_key, extract(epoch FROM now() - ended_at)::float8 AS finalize_seconds,
              COALESCE(report -> 'doubts', '[]') AS doubts
), completed AS (
    UPDATE recordings
    SET status = 'completed', file_path = :#${variable.finish.filePath}, duration = :#${variable.finish.audit.duration},
        file_size = :#${variable.finish.audit.size}, completed_at = now() AT TIME ZONE 'UTC'
    FROM done WHERE id = done.recording_id AND status = 'processing'
    RETURNING id::text AS recording_id, done.stream_key, done.finalize_seconds, file_path, duration, file_size, done.doubts
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT 'recording.completed', stream_key, recording_id::uuid, jsonb_build_object(
        'cause', 'the MP4 is verified in the bucket', 'file_path', file_path, 'duration', duration, 'file_size', file_size)
        || CASE WHEN doubts = '[]' THEN '{}' ELSE jsonb_build_object('doubts', doubts) END
    FROM completed
), handed_over AS (
    INSERT INTO hand_over (receiver, target, recording_id, stream_key, event)
    SELECT told.receiver, told.target, completed.recording_id::uuid, completed.stream_key, 'recording.completed'
    FROM completed, jsonb_to_recordset(CAST(:#${bean:receivers.ofCompleted} AS jsonb)) AS told(receiver text, target text)
)
SELECT recording_id, file_path, duration, file_size, finalize_seconds, doubt_codes(doubts) AS doubts FROM completed
