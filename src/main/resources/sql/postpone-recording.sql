-- Finalizing cannot go on now: try again later, each time after twice the wait, 1 s to 5 min
UPDATE recording_capture
SET error = :#${variable.reason}, postponements = postponements + 1,
    next_attempt_at = now() + LEAST(interval '5 minutes', interval '1 second' * power(2, LEAST(postponements, 10))),
    owner = NULL, lease_until = NULL, stage = NULL
WHERE recording_id = CAST(:#${variable.recording[recording_id]} AS uuid)
  AND owner = :#${properties:recorder.instance} AND stage = 'finalize'
RETURNING recording_id::text, next_attempt_at
