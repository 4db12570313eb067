-- End every live recording whose end was heard after its start; equal timestamps go by arrival. What another webhook is just acting
-- upon is left to it: two that end several recordings each would wait for one another
WITH due AS MATERIALIZED (
    SELECT e.id AS event_id, c.recording_id
    FROM stream_event e JOIN recording_capture c ON c.stream_key = e.stream_key AND c.ended_at IS NULL
    WHERE e.kind = 'stream.ended' AND e.acted_at IS NULL AND ends(e, c)
    FOR UPDATE OF e SKIP LOCKED
), ended AS (
    UPDATE recording_capture c
    SET ended_at = now(), end_reason = 'stream.ended', next_attempt_at = now()
    FROM due WHERE c.recording_id = due.recording_id AND c.ended_at IS NULL
    RETURNING c.recording_id, c.stream_key, due.event_id
), acted AS (
    UPDATE stream_event SET acted_at = now(), recording_id = ended.recording_id
    FROM ended WHERE id = ended.event_id
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT DISTINCT 'recording.ended', stream_key, recording_id, '{"cause": "stream.ended"}'::jsonb FROM ended
)
UPDATE recordings SET status = 'processing'
FROM ended WHERE id = ended.recording_id AND status = 'recording'
RETURNING id::text AS recording_id, ended.stream_key
