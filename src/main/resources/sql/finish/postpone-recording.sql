-- Finalizing cannot go on now: try again after a growing wait, 1 s to 5 min; or fail, when it was tried often or long enough
WITH judged AS (
    SELECT recording_id, attempts + CASE :#${variable.fault.name} WHEN 'RECORDING' THEN 1 ELSE 0 END AS attempts,
           :#${variable.fault.name} = 'RECORDING' AND attempts + 1 >= CAST(:#${properties:recorder.finalize.attempts} AS int)
           OR :#${variable.fault.name} <> 'STORE'
              AND processing_since < now() - CAST(:#${properties:recorder.finalize.deadline} AS interval) AS given_up
    FROM recording_capture
    WHERE recording_id = CAST(:#${variable.finish.recordingId} AS uuid)
      AND owner = :#${properties:recorder.instance} AND stage = 'finalize'
    FOR UPDATE
), tried AS (
    UPDATE recording_capture c
    SET error = :#${variable.reason}, attempts = judged.attempts, postponements = postponements + 1,
        next_attempt_at = now() + LEAST(interval '5 minutes', interval '1 second' * power(2, LEAST(postponements, 10))),
        processing_since = CASE WHEN judged.given_up OR :#${variable.fault.name} = 'STORE' THEN NULL ELSE processing_since END,
        owner = NULL, lease_until = NULL, stage = NULL
    FROM judged WHERE c.recording_id = judged.recording_id
    RETURNING c.recording_id, c.stream_key, c.next_attempt_at, judged.given_up
), failed AS (
    UPDATE recordings SET status = 'failed', completed_at = now() AT TIME ZONE 'UTC'
    FROM tried WHERE id = tried.recording_id AND tried.given_up AND status = 'processing'
    RETURNING id, tried.stream_key
), handed_over AS (
    INSERT INTO hand_over (receiver, target, recording_id, stream_key, event)
    SELECT told.receiver, told.target, failed.id, failed.stream_key, 'recording.failed'
    FROM failed, jsonb_to_recordset(CAST(:#${bean:receivers.ofFailed} AS jsonb)) AS told(receiver text, target text)
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT CASE WHEN given_up THEN 'recording.failed' ELSE 'recording.postponed' END, stream_key, recording_id,
           jsonb_build_object('cause', CAST(:#${variable.reason} AS text))
           || CASE WHEN given_up THEN '{}' ELSE jsonb_build_object(
               'until', to_char(next_attempt_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) END
    FROM tried
)
SELECT recording_id::text, stream_key, next_attempt_at, given_up FROM tried
