-- May this recording be joined, or may its broadcaster still come back? True: go on. False: given back until then.
UPDATE recording_capture
SET next_attempt_at = GREATEST(next_attempt_at, ended_at + CAST(:#${properties:recorder.reconnect.window} AS interval)),
    stage = CASE WHEN ended_at + CAST(:#${properties:recorder.reconnect.window} AS interval) > now() THEN NULL ELSE stage END,
    owner = CASE WHEN ended_at + CAST(:#${properties:recorder.reconnect.window} AS interval) > now() THEN NULL ELSE owner END,
    lease_until = CASE WHEN ended_at + CAST(:#${properties:recorder.reconnect.window} AS interval) > now() THEN NULL ELSE lease_until END
WHERE recording_id = CAST(:#${variable.finish.recordingId} AS uuid) AND ended_at IS NOT NULL
  AND owner = :#${properties:recorder.instance} AND stage = 'finalize'
RETURNING owner IS NOT NULL AS go
