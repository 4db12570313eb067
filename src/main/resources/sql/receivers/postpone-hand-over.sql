-- A hand-over did not get through: try again later, each time after twice the wait, up to 24 h
WITH postponed AS (
    UPDATE hand_over
    SET answer = CAST(:#${variable.told.answer} AS int), error = :#${variable.told.reason}, owner = NULL, lease_until = NULL,
        next_attempt_at = now() + LEAST(interval '24 hours',
            CAST(:#${properties:recorder.hand-over.delay} AS interval) * power(2, LEAST(attempts - 1, 20)))
    WHERE id = :#${variable.handOver.id} AND done_at IS NULL AND owner = :#${properties:recorder.instance}
    RETURNING *
)
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT 'hand-over.postponed', stream_key, recording_id, jsonb_strip_nulls(jsonb_build_object(
       'receiver', receiver, 'host', substring(target FROM '^https?://(?:[^/?#@]*@)?([^/?#]+)'), 'event', event,
       'attempt', attempts, 'answer', answer, 'cause', error, 'code', CAST(:#${variable.told.code} AS text),
       'next_attempt_at', to_char(next_attempt_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
FROM postponed
