-- A hand-over is over: sent, refused for good, or dropped as it is no longer true; an event says so
WITH done AS (
    UPDATE hand_over
    SET done_at = now(), outcome = :#${variable.told.outcome}, answer = CAST(:#${variable.told.answer} AS int), error = :#${variable.told.reason},
        owner = NULL, lease_until = NULL
    WHERE id = :#${variable.handOver.id} AND done_at IS NULL AND owner = :#${properties:recorder.instance}
    RETURNING *
)
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT 'hand-over.' || outcome, stream_key, recording_id, jsonb_strip_nulls(jsonb_build_object(
       'receiver', receiver, 'host', substring(target FROM '^https?://(?:[^/?#@]*@)?([^/?#]+)'), 'event', event,
       'attempt', attempts, 'answer', answer, 'cause', error, 'code', CAST(:#${variable.told.code} AS text)))
FROM done
