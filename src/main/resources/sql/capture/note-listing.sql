-- The bucket was looked at: since when has nothing new come, as far as was looked without a pause?
UPDATE recording_capture
SET quiet_since = CASE
        WHEN CAST(:#${body.foundNew} AS boolean) THEN NULL
        WHEN looked_at BETWEEN now() - 10 * CAST(:#${properties:recorder.monitor.interval} AS interval) AND now()
            THEN COALESCE(quiet_since, now())
        ELSE now() END,
    looked_at = now()
WHERE recording_id = CAST(:#${body.recording.recordingId} AS uuid) AND ended_at IS NULL
  AND owner = :#${properties:recorder.instance}
