-- A hand-over would do harm now: look again at the next interval; that is no attempt, and one event says so for each reason
WITH waiting AS (
    UPDATE hand_over h
    SET attempts = h.attempts - 1, answer = NULL, error = :#${variable.told.reason}, owner = NULL, lease_until = NULL,
        next_attempt_at = now() + CAST(:#${properties:recorder.monitor.interval} AS interval)
    FROM (SELECT id, error FROM hand_over WHERE id = :#${variable.handOver.id} FOR UPDATE) before
    WHERE h.id = before.id AND h.done_at IS NULL AND h.owner = :#${properties:recorder.instance}
    RETURNING h.*, before.error AS said_before
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT 'hand-over.waiting', stream_key, recording_id, jsonb_strip_nulls(jsonb_build_object(
           'receiver', receiver, 'event', event, 'cause', error, 'code', CAST(:#${variable.told.code} AS text)))
    FROM waiting WHERE error IS DISTINCT FROM said_before
    RETURNING id
)
SELECT id FROM noted
