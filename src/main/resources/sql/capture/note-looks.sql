-- The bucket was looked at: since when has nothing new come, as far as was looked without a pause? A row that would say the same is
-- written only so often that it is seen that there was no pause
UPDATE recording_capture c
SET quiet_since = CASE
        WHEN l.found_new THEN NULL
        WHEN c.looked_at BETWEEN now() - 10 * CAST(:#${properties:recorder.monitor.interval} AS interval) AND now()
            THEN COALESCE(c.quiet_since, now())
        ELSE now() END,
    looked_at = now()
FROM jsonb_to_recordset(CAST(:#${body} AS jsonb)) AS l(recording_id uuid, found_new boolean)
WHERE c.recording_id = l.recording_id AND c.ended_at IS NULL AND c.owner = :#${properties:recorder.instance}
  AND (NOT l.found_new OR c.quiet_since IS NOT NULL OR c.looked_at IS NULL
       OR c.looked_at NOT BETWEEN now() - 3 * CAST(:#${properties:recorder.monitor.interval} AS interval) AND now())
