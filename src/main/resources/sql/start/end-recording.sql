-- The stream of a live recording is not live any more, the Stream Service said so twice: end the recording
WITH ended AS (
    UPDATE recording_capture SET ended_at = now(), end_reason = 'not live', next_attempt_at = now()
    WHERE recording_id = CAST(:#${variable.recordingId} AS uuid) AND ended_at IS NULL
    RETURNING recording_id, stream_key
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT 'recording.ended', stream_key, recording_id, '{"cause": "the Stream Service does not list it as live"}'
    FROM ended
)
UPDATE recordings SET status = 'processing'
FROM ended WHERE id = ended.recording_id AND status = 'recording'
RETURNING id::text AS recording_id, ended.stream_key
